"""Which results are taken in, and what is said of them."""

from __future__ import annotations

import json

from help.events import clusters_of, event_row
from help.model import AccountRun, ModelRun, listed
from help.source import events_of
from hpev_tui.model.events import Cluster, Page
from hpev_tui.session.results import Change, ChangeNotifier, Changes, Key, ResultDoor, What
from hpev_tui.sources.aws import wire


class Door:
    """A door of two kinds of requests, and what came through it."""

    def __init__(self) -> None:
        self.taken_in: list[tuple[Key, object]] = []
        self.door = ResultDoor({"nodes": self._take_in, "detail": self._take_in})

    def _take_in(self, key: Key, value: object) -> Changes:
        self.taken_in.append((key, value))
        return [Change(What.STATUS)]


# The door


def test_a_result_goes_to_what_takes_in_its_kind_with_what_was_asked() -> None:
    it = Door()
    ticket = it.door.asked(("detail", "an-id"))
    assert it.door.arrived(ticket, "a body") == [Change(What.STATUS)]
    assert it.taken_in == [(("detail", "an-id"), "a body")]


def test_a_closed_door_takes_in_nothing() -> None:
    it = Door()
    ticket = it.door.asked(("detail", "an-id"))
    it.door.close()
    assert it.door.arrived(ticket, "a body") == ()
    assert it.taken_in == []


def test_a_ticket_of_another_door_is_not_taken() -> None:
    it = Door()
    ticket = Door().door.asked(("detail", "an-id"))
    assert it.door.arrived(ticket, "a body") == ()
    assert it.taken_in == []


def test_what_was_asked_before_its_kind_was_asked_anew_is_dropped_and_no_other_kind() -> None:
    it = Door()
    early, other = it.door.asked(("nodes", "c")), it.door.asked(("detail", "an-id"))
    it.door.restart("nodes")
    late = it.door.asked(("nodes", "c"))
    assert it.door.arrived(early, "the first") == ()
    assert it.door.arrived(late, "the second") != ()
    assert it.door.arrived(other, "a body") != ()
    assert it.taken_in == [(("nodes", "c"), "the second"), (("detail", "an-id"), "a body")]


# Another account's results


def renewed() -> ModelRun:
    """An account that may be another one's by now: its keys were read anew."""
    it = listed(event_row(0), event_row(1))
    assert it.account.account_id == "111122223333"
    it.account.begin(it.account.settings)
    it.begun()
    it.changes.clear()
    return it


def test_clusters_of_another_account_are_said_and_not_taken_in() -> None:
    it = AccountRun()
    it.service.cluster_pages = [clusters("111122223333", "mine")]
    it.account.list_clusters()
    it.answer_all()
    it.account.begin(it.account.settings)
    it.begun()
    it.changes.clear()
    it.service.cluster_pages = [clusters("444455556666", "theirs")]
    it.account.list_clusters()
    it.answer_all()
    assert it.changes == [Change(What.ACCOUNT, "444455556666")]
    assert [each.cluster_name for each in it.account.clusters.by_arn.values()] == ["mine"]


def clusters(account: str, *names: str) -> Page[Cluster]:
    """A page with clusters of an account."""
    return wire.clusters(json.loads(clusters_of(account, *names)))


def test_events_of_another_account_are_said_and_not_taken_in() -> None:
    it = renewed()
    theirs = event_row(-1, ClusterArn="arn:aws:sagemaker:us-west-2:444455556666:cluster/x")
    it.service.add(theirs)
    it.model.refresh()
    it.answer_all()
    assert it.said(What.ACCOUNT) == [Change(What.ACCOUNT, "444455556666")]
    assert it.listed == [event.event_id for event in events_of(event_row(0), event_row(1))]
    assert it.account.account_id == "111122223333"


def test_after_an_answer_of_the_same_account_nothing_is_doubted_any_more() -> None:
    it = renewed()
    it.model.refresh()
    it.answer_all()
    assert it.said(What.ACCOUNT) == []
    # As for an event that another account's cluster has left in this one's history.
    it.service.add(event_row(-1, ClusterArn="arn:aws:sagemaker:us-west-2:444455556666:cluster/x"))
    it.model.refresh()
    it.answer_all()
    assert it.said(What.ACCOUNT) == []
    # It is not of this cluster, which is its ARN.
    assert len(it.listed) == 2


# Saying it


def test_what_changes_alone_is_said_at_once() -> None:
    said: list[Changes] = []
    notifier = ChangeNotifier(said.append)
    notifier.say(What.VIEW)
    notifier.say(What.VIEW)
    assert said == [[Change(What.VIEW)], [Change(What.VIEW)]]


def test_what_changes_together_is_said_once_at_the_end_also_where_one_lies_in_another() -> None:
    said: list[Changes] = []
    notifier = ChangeNotifier(said.append)
    with notifier.together():
        notifier.say(What.VIEW)
        with notifier.together():
            notifier.say(What.STATUS)
            notifier.say(What.VIEW)
        assert said == []
        notifier.say(What.STATUS)
    assert said == [[Change(What.VIEW), Change(What.STATUS)]]
    notifier.say(What.TIMES)
    assert said[1:] == [[Change(What.TIMES)]]
