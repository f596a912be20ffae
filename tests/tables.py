"""Write the tables of the pages that the code gives, and the schema of `hpev`: `make tables`."""

from __future__ import annotations

import sys

from help import hpev_schema
from help.page_tables import MARKED, PAGES, tables


def main() -> int:
    """Write them between their marks, each on the page that has these."""
    made = tables()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        written = MARKED.sub(lambda old: f"{old[1]}{made[old[2]]}\n{old[4]}", text)
        if written != text:
            page.write_text(written, encoding="utf-8")
    hpev_schema.FILE.write_text(hpev_schema.written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
