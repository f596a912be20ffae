"""`python tests/help/modules_left.py FILE …`: the program, which notes the modules that it has.

They are in the file when the program has ended, one in each line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hpev_tui.__main__ import main

if __name__ == "__main__":
    file = sys.argv.pop(1)
    status = main()
    Path(file).write_text("\n".join(sys.modules))
    sys.exit(status)
