"""Every result of a source is the same after its way from process to process."""

from __future__ import annotations

import marshal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    GroupCount,
    Page,
)
from hpev_tui.model.failure import Failure
from hpev_tui.sources import Identity
from hpev_tui.sources.records import from_plain, to_plain

BODY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
# What is no number equals nothing, not even itself.
SECONDS = st.floats(allow_nan=False)


def _filled(record: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records in which each member that may be left out has a value, too."""
    members: dict[str, Any] = dict.fromkeys(record._field_defaults, ...)
    return st.builds(record, **{**members, **given})


ROWS = st.one_of(
    st.lists(st.builds(Cluster, creation_time=st.none() | SECONDS), max_size=2),
    st.lists(
        _filled(
            ClusterNode,
            launch_time=st.none() | SECONDS,
            last_software_update_time=st.none() | SECONDS,
        ),
        max_size=2,
    ),
    st.lists(st.builds(Event, event_time=SECONDS), max_size=2),
)
PAGES = st.builds(Page, ROWS.map(tuple), st.none() | st.text(), st.integers(0, 100))
SHAPES: Any = st.deferred(
    lambda: st.builds(
        Shape,
        members=st.dictionaries(st.text(), SHAPES, max_size=1),
        element=st.none() | SHAPES,
        minimum=st.none() | SECONDS,
        maximum=st.none() | SECONDS,
    )
)
DETAILS = st.builds(EventDetail, st.text(), st.dictionaries(st.text(), BODY, max_size=2))
INFOS = _filled(
    ClusterInfo,
    creation_time=st.none() | SECONDS,
    groups=st.lists(_filled(GroupCount, next_patch=st.none() | SECONDS), max_size=2).map(tuple),
)
RESULTS = st.one_of(
    PAGES, DETAILS, INFOS, SHAPES, st.builds(Failure), st.builds(Identity), st.lists(st.text())
)


@given(result=RESULTS)
def test_it_is_the_same_on_the_other_side(result: object) -> None:
    came = from_plain(marshal.loads(marshal.dumps(to_plain(result))))  # noqa: S302 - of this test
    assert came == result
    assert type(came) is type(result)
