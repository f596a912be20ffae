"""Whatever the service sends: nothing that `hpev` prints acts on a terminal or in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from help.attacks.service import CLUSTER, Attacker
from help.attacks.strings import ATTACKS
from help.hpev_run import hpev
from hpev_tui.text.clean import clean
from hpev_tui.verbs.output import FORMULA


@pytest.mark.parametrize("verb", ["events", "failures", "groups", "nodes"])
def test_no_text_acts_on_a_terminal(verb: str) -> None:
    cluster = ["--cluster", f"{CLUSTER}00"]
    with Attacker(ATTACKS) as service:
        for output in ("table", "json", "jsonl", "csv", "tsv", "md"):
            ran = hpev(service, verb, *cluster, "--no-reasons", "--output", output)
            assert ran.out
            assert "internal error" not in ran.err
            for line in (*ran.out.split("\n"), *ran.err.split("\n")):
                # Tabs part the cells of tsv.
                assert all(clean(part) == part for part in line.split("\t")), (output, line)
            if output == "csv":
                rows = csv.reader(io.StringIO(ran.out))
                cells = [cell for row in rows for cell in row]
                assert not any(cell.lstrip().startswith(FORMULA) for cell in cells)
