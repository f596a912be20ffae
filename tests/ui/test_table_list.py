"""A table whose rows change places: where the cursor goes."""

from __future__ import annotations

from collections.abc import Hashable

from textual.app import App, ComposeResult

from hpev_tui.ui.widgets.table_list import Column, Row, TableList


class _Table(App[None]):
    def compose(self) -> ComposeResult:
        yield TableList([Column("NAME", 0)], id="table")

    def show(self, keys: str, at: str | None = None) -> Hashable | None:
        """Show a row for each letter; the key of the row under the cursor."""
        table = self.query_one(TableList)
        table.show(keys, lambda key: Row([str(key)]), at)
        return table.current


async def test_on_the_first_row_the_cursor_stays_at_the_top() -> None:
    async with _Table().run_test() as pilot:
        table = pilot.app
        assert isinstance(table, _Table)
        assert table.show("ab") == "a"
        assert table.show("ba") == "b"


async def test_on_another_row_it_stays_with_the_row() -> None:
    async with _Table().run_test() as pilot:
        table = pilot.app
        assert isinstance(table, _Table)
        table.show("abc")
        table.query_one(TableList).go_to(1)
        assert table.show("acb") == "b"


async def test_a_row_that_it_was_sent_to_is_not_lost_when_another_comes_to_stand_above_it() -> None:
    async with _Table().run_test() as pilot:
        table = pilot.app
        assert isinstance(table, _Table)
        assert table.show("ba", at="b") == "b"
        assert table.show("ab") == "b"
        assert table.show("ba") == "b"
        assert table.show("ab") == "b"


async def test_columns_go_and_are_cut_until_the_last_one_has_two_fifths() -> None:
    columns = [
        Column("NAME", 20, cut=2, least=10),
        Column("TYPE", 12, goes=1),
        Column("MESSAGE", 0),
    ]
    table = TableList(columns, id="table")
    shown = {
        width: [(column.title, column.width) for _, column in table._columns_in(width)][:-1]
        for width in (80, 60, 50, 30)
    }
    assert shown == {
        80: [("NAME", 20), ("TYPE", 12)],
        60: [("NAME", 20)],
        50: [("NAME", 20)],
        30: [("NAME", 10)],
    }


async def test_a_column_with_nothing_in_it_is_left_out_while_there_are_rows() -> None:
    table = TableList([Column("NAME", 20), Column("TYPE", 12), Column("MESSAGE", 0)], id="table")

    class OneTable(App[None]):
        def compose(self) -> ComposeResult:
            yield table

    async with OneTable().run_test():
        table.show([], lambda _: Row(["", "", ""]), widths={"NAME": 0, "TYPE": 0})
        assert table.heading.split() == ["NAME", "TYPE", "MESSAGE"]
        table.show("a", lambda _: Row(["a", "", "b"]), widths={"NAME": 1, "TYPE": 0})
        assert table.heading.split() == ["NAME", "MESSAGE"]
        assert not table.shows("TYPE")
