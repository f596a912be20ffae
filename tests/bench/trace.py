"""What each action costs the UI thread, in calls of the product: `make trace`.

Counted from the key until the app is at rest again, with all that follows from it, such as a
detail that is asked for when the cursor has rested, and drawn when it has come. A detail that was
not loaded brings its neighbour's with it, which is counted apart.

There is no time in it. What is not drawing, the handling, is the same in each run; another
version of Python resumes some coroutines and generators more often. The figures are those of a
process in which nothing has been looked at before: later, caches are filled.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from bench.tour import Tour, tour


def _print_table(taken: Tour, names: int) -> None:
    width = max(map(len, taken.costs))
    print(f"{'':{width}}  files edges  calls   handling: files calls  verdicts overviews asked")
    for action, cost in taken.costs.items():
        print(
            f"{action:{width}}  {cost.files:5} {cost.edges:5} {cost.calls:6,}"
            f"   {cost.handling_files:15} {cost.handling_calls:5,}"
            f"  {cost.verdicts:8} {cost.overviews:9} {cost.asked:5}"
        )
        for (file, name), calls in taken.calls[action].most_common(names):
            print(f"{'':{width}}  {calls:6,}  {file} {name}")


def main() -> int:
    """Take the tour and print what it cost."""
    parser = argparse.ArgumentParser(prog="python -m bench.trace", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument(
        "--names", type=int, default=0, metavar="N", help="name the N functions called most"
    )
    options = parser.parse_args()
    taken = tour()
    if options.json:
        print(json.dumps({action: asdict(cost) for action, cost in taken.costs.items()}))
    else:
        _print_table(taken, options.names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
