"""What a model that is closed, or that another one takes the place of, leaves under way."""

from __future__ import annotations

import gc

from help.events import NAME, mixed_rows
from help.model import listed
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.garbage import KEPT_EVENTS


def test_the_loading_of_all_older_events_ends() -> None:
    it = listed(*mixed_rows(950))
    it.model.load_all()
    it.page_came = it.model.close
    it.answer_all()
    # One page was under way.
    assert it.service.count("ListClusterEvents") == 2


def test_what_takes_its_place_gets_what_both_have_asked_for() -> None:
    it = listed(*mixed_rows(40))
    it.model.details.rest_on(it.model.rows[5], ())
    again = ClusterModel(it.account, NAME)
    again.open()
    again.details.rest_on(again.rows[5], ())
    it.model.close()
    it.answer_all()
    assert again.rows[5].event_id in it.account.details
    assert it.service.count("DescribeClusterEvent") == 1


def test_the_collector_does_not_go_through_what_is_loaded_until_the_cluster_is_left() -> None:
    gc.unfreeze()
    it = listed(*mixed_rows(KEPT_EVENTS + 50))
    assert gc.get_freeze_count() == 0
    it.model.load_all()
    it.answer_all()
    assert gc.get_freeze_count() > KEPT_EVENTS
    it.model.close()
    assert gc.get_freeze_count() == 0
