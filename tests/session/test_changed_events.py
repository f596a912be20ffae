"""Events come again as others, among many: all findings are made again, in slices."""

from __future__ import annotations

import pytest

from help.events import NAME, NOW, Row, event_row
from help.model import following
from hpev_tui.session import dropping
from hpev_tui.sources.loader import Priority
from session.test_dropping import dropped, fresh_log, said

FAULT = {
    **{"EventLevel": "Error", "InstanceGroupName": "workers", "InstanceId": "i-0391f86fa0fe0d465"},
    "Description": "Failed to provision EC2 Instance in Cluster made-up and InstanceGroup workers",
}
WHY = {
    "FailureMessage": "We currently do not have sufficient capacity",
    "NodeLogicalId": "df268d19-f035-4f28-9b80-b956b92ae21e",
}


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize(
    "change",
    [
        {"EventTime": NOW - 30},
        {"EventTime": NOW - 200},
        {"Description": "All is well", "EventTime": NOW - 30},
        {"InstanceGroupName": "others"},
    ],
)
def test_a_detail_comes_while_what_its_event_was_is_still_counted(
    change: Row, is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "AT_ONCE", 0)
    it = following(*(event_row(number, **FAULT) for number in range(20)))
    log, again = it.model.log, event_row(2, **FAULT | change)
    event_id = again["EventId"]
    for number in range(20):
        it.service.details[event_row(number)["EventId"]] = {"EventMetadata": {"Instance": WHY}}
    # Others of its kind, and it itself, are read.
    it.model.details.need([*it.listed[8:], *[event_id] * is_known], lambda: None, lambda _: None)
    it.answer_all()
    it.model.details.seen(it.model.rows, range(3), it.current)
    it.service._rows = tuple(row for row in it.service._rows if row["EventId"] != event_id)
    it.service.add(again)
    it.timers.go_off(10)
    it.answer("events")
    assert log.findings.is_stale
    it.account.describe_event(NAME, event_id, Priority.DEMAND)
    it.answer_all()
    assert log.findings.is_stale
    dropped(it)
    assert not log.findings.is_stale
    fresh = fresh_log(log)
    for event in log.rows:
        if event.event_id in it.account.details:
            fresh.findings.add_detail(event, it.account.details[event.event_id].facts)
    assert event_id in it.account.details
    assert said(log) | {"covered": ()} == said(fresh) | {"covered": ()}
