"""The widths of columns: never more than there is, and dropped in the order that was agreed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hpev_tui.session.tables import failures, groups, nodes, timeline
from hpev_tui.ui.overviews.failures import FailuresScreen
from hpev_tui.ui.overviews.groups import GroupsScreen
from hpev_tui.ui.overviews.nodes import NodesScreen
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.screens.cluster_list import ClusterColumns, cluster_columns
from hpev_tui.ui.widgets.event_list import (
    CAUSE,
    CAUSE_FROM,
    INSTANCE_ID,
    LEVEL,
    MONTH_DAY,
    TIME,
    EventColumns,
    event_columns,
)
from hpev_tui.ui.widgets.lines import GAP

WIDTHS = range(20, 301)
LONGEST = range(71)
SUPPORTED = 60
"""Narrower than this the app asks for more room."""


def every() -> Iterator[tuple[int, int, EventColumns]]:
    for width in WIDTHS:
        for longest in LONGEST:
            yield width, longest, event_columns(width, longest)


def cells_of(columns: EventColumns) -> int:
    """All that a row takes: the mark, the time, the level and the gaps, too."""
    optional = sum(cells + GAP for cells in (columns.group, columns.node) if cells)
    level = LEVEL + (1 + columns.cause + 1 if columns.cause else GAP)
    return 1 + columns.date + TIME + GAP + level + optional + columns.message


def stage(columns: EventColumns, group: int) -> int:
    """How much is left out: 0 nothing, 1 the date, 2 names are shortened as well."""
    full = (columns.group, columns.node) == (group, INSTANCE_ID)
    return [columns.date == MONTH_DAY and full, columns.date == 0 and full, True].index(True)


def share(columns: EventColumns, width: int) -> int:
    """The fewest cells that the message has, but for a group whose whole name then has room."""
    return width * 2 // 5 if columns.cause else width // 2


def test_a_row_fills_its_width_and_no_more() -> None:
    for width, _, columns in every():
        assert cells_of(columns) == width
        assert min(columns) >= 0


def test_the_cause_is_a_column_where_the_list_is_wide() -> None:
    for width, _, columns in every():
        assert columns.cause == (CAUSE if width >= CAUSE_FROM else 0)


def test_the_message_has_two_fifths_of_the_width_and_half_where_it_begins_with_the_cause() -> None:
    for width, longest, columns in every():
        is_whole = columns.group == max(5, min(longest, 24))
        least = width * 2 // 5 if is_whole else share(columns, width)
        assert width < SUPPORTED or columns.message >= least


def test_a_group_is_not_cut_where_that_leaves_the_message_two_fifths() -> None:
    for width in range(SUPPORTED, CAUSE_FROM):
        for longest in range(25):
            columns, group = event_columns(width, longest), max(5, longest)
            fixed = cells_of(columns) - columns.message - columns.group
            assert columns.group == group or fixed + group > width - width * 2 // 5


def test_the_date_goes_first_then_names_are_shortened() -> None:
    for longest in LONGEST:
        group = max(5, min(longest, 24))
        for widths in (range(20, CAUSE_FROM), range(CAUSE_FROM, 301)):
            stages = [stage(event_columns(width, longest), group) for width in widths]
            assert stages == sorted(stages, reverse=True)


def test_nothing_is_left_out_without_need() -> None:
    for width, longest, columns in every():
        group = max(5, min(longest, 24))
        fixed = 1 + TIME + GAP + LEVEL + (columns.cause + 2 if columns.cause else GAP)
        names = group + GAP + INSTANCE_ID + GAP
        fits = [width - fixed - names - date >= share(columns, width) for date in (MONTH_DAY, 0)]
        assert stage(columns, group) == ([*fits, True]).index(True)


def test_group_and_node_stay_readable_where_the_app_runs() -> None:
    for width, longest, columns in every():
        assert width < SUPPORTED or min(columns.group, columns.node) >= 4
        assert columns.group <= max(5, longest)
        assert columns.node <= INSTANCE_ID


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (80, EventColumns(date=0, cause=0, group=9, node=13, message=40)),
        (97, EventColumns(date=0, cause=10, group=9, node=19, message=41)),
        (117, EventColumns(date=6, cause=10, group=9, node=19, message=55)),
    ],
)
def test_usual_widths_with_a_usual_group(width: int, columns: EventColumns) -> None:
    assert event_columns(width, len("worker-p5")) == columns


def test_a_longer_group_is_whole_beside_a_shortened_node() -> None:
    columns = EventColumns(date=0, cause=0, group=11, node=13, message=38)
    assert event_columns(80, len("gpu-workers")) == columns


def test_a_short_group_leaves_its_room_to_the_node() -> None:
    columns = EventColumns(date=0, cause=0, group=5, node=17, message=40)
    assert event_columns(80, len("login")) == columns


def test_widths_that_no_terminal_has_break_nothing() -> None:
    for width in range(-5, 20):
        assert event_columns(width, 10).message >= 0


def cluster_cells(columns: ClusterColumns) -> int:
    """All that a row takes: the mark with its blanks, and the gaps between columns."""
    nodes = columns.gauge + columns.nodes
    shown = [columns.name, columns.status, nodes, columns.errors, columns.last, columns.message]
    return 3 + sum(shown) + GAP * (len([cells for cells in shown if cells]) - 1)


@pytest.mark.parametrize("reasons", [True, False])
def test_the_picker_fills_its_width_and_no_more(reasons: bool) -> None:
    for width in range(SUPPORTED, 301):
        for longest in LONGEST:
            columns = cluster_columns(width, longest, 14, 9, reasons=reasons)
            assert cluster_cells(columns) == width
            assert reasons or columns.errors == columns.last == 0


def test_the_picker_drops_the_gauge_then_the_last_event_and_cuts_the_name_then() -> None:
    for longest in LONGEST:
        name = max(8, min(longest, 63))
        stages = [
            [
                columns.gauge > 0 and columns.last > 0 and columns.name == name,
                columns.gauge == 0 and columns.last > 0 and columns.name == name,
                columns.last == 0 and columns.name == name,
                columns.last == 0 and columns.name < name,
            ].index(True)
            for columns in (cluster_columns(width, longest, 14) for width in WIDTHS)
        ]
        assert stages == sorted(stages, reverse=True)


def test_the_last_error_has_its_share_beside_the_gauge_and_can_always_be_read() -> None:
    for width in range(SUPPORTED, 301):
        for longest in LONGEST:
            columns = cluster_columns(width, longest, 14)
            assert columns.message >= (0.4 * width if columns.gauge else 15)


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (80, ClusterColumns(name=16, status=9, gauge=0, nodes=5, errors=7, last=4, message=26)),
        (117, ClusterColumns(name=16, status=9, gauge=9, nodes=5, errors=7, last=4, message=54)),
    ],
)
def test_usual_widths_of_the_picker(width: int, columns: ClusterColumns) -> None:
    assert cluster_columns(width, len("weather-finetune"), len("InService")) == columns


def test_the_columns_of_an_overview_are_those_of_its_table_and_what_is_only_drawn() -> None:
    titles = {
        screen: [column.title for column in screen.COLUMNS]
        for screen in (GroupsScreen, FailuresScreen, NodesScreen, TimelineScreen)
    }
    assert titles[GroupsScreen] == [title for title, _ in groups.COLUMNS]
    assert titles[NodesScreen] == [title for title, _ in nodes.COLUMNS]
    titles[FailuresScreen].remove("TREND")
    assert titles[FailuresScreen] == [title for title, _ in failures.COLUMNS]
    titles[TimelineScreen].remove("IN THE ATTEMPT")
    assert titles[TimelineScreen] == [title for title, _ in timeline.COLUMNS]
