"""The verbs `watch` and `wait`, which go on: new events as they come, and until a group is settled.

Both follow as the screen does: a poll every 10 seconds, fewer while nothing happens.
"""

from __future__ import annotations

import gc
from itertools import takewhile

from hpev_tui.findings.groups import Verdict
from hpev_tui.findings.patches import UNDER_WAY
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.model.failure import WANTS_FRESH_KEYS, Failure
from hpev_tui.session.cluster import COUNTS_SECONDS, ClusterModel
from hpev_tui.session.results import Changes, What
from hpev_tui.verbs.answer import Answer, Printer
from hpev_tui.verbs.events import event_rows
from hpev_tui.verbs.exits import FAULT, StopError
from hpev_tui.verbs.listing import opened
from hpev_tui.verbs.loaded import Loaded
from hpev_tui.verbs.options import SETTLED
from hpev_tui.verbs.output import Rows
from hpev_tui.verbs.standing import held


def go_on() -> None:
    """What the start has made stays; what comes from now on may be garbage."""
    gc.freeze()
    gc.enable()


class _Following:
    """The new events of a cluster, each once, whatever brings them."""

    def __init__(self, loaded: Loaded, model: ClusterModel) -> None:
        self._loaded, self._model = loaded, model
        self._seen = {event.event_id for event in model.log.rows}
        self._may_have_more = False
        self._said: Failure | None = None
        loaded.headless.on_changes = self._changed

    def begin_with_listed(self) -> None:
        """What is listed already counts as new."""
        self._seen.difference_update(event.event_id for event in self._model.rows)
        self._may_have_more = True

    def _changed(self, changes: Changes) -> None:
        if any(change.what in (What.ROWS, What.VIEW) for change in changes):
            self._may_have_more = True

    async def next(self) -> list[Event]:
        """Wait for new events; the oldest first."""
        model = self._model
        while True:
            await self._loaded.headless.until(lambda: self._may_have_more, self._has_failed)
            if self._has_failed():
                self._look_at_failure()
            if not self._may_have_more:
                continue
            self._may_have_more = False
            fresh = [event for event in model.rows if event.event_id not in self._seen]
            self._seen.update(event.event_id for event in fresh)
            # What is dropped of a long run need not be remembered.
            if len(self._seen) > 2 * len(model.log.rows) + 1000:
                self._seen = {event.event_id for event in model.log.rows}
            if fresh:
                return fresh[::-1]

    def _has_failed(self) -> bool:
        return self._model.loading.failure not in (None, self._said)

    def _look_at_failure(self) -> None:
        """A poll has failed: what other credentials need ends it, all else may pass."""
        failure = self._said = self._model.loading.failure
        if failure is not None:
            stopped = self._loaded.stopped_by(failure)
            if failure.kind in WANTS_FRESH_KEYS or not failure.retryable:
                raise stopped
            self._loaded.messages.say(f"{stopped.text}; still watching")


async def watch(loaded: Loaded, printer: Printer) -> Answer:
    """Print new events until `--limit`, a condition of `--fail-on` or the time ends it."""
    command, printed, holds = loaded.command, 0, False
    model = await opened(loaded)
    await loaded.filter(model)
    following = _Following(loaded, model)
    with loaded.in_time():
        if command.since:
            await loaded.events(model)
            following.begin_with_listed()
        go_on()
        model.follow()
        while not holds and not (command.limit and printed >= command.limit):
            fresh = await following.next()
            if command.limit:
                fresh = fresh[: command.limit - printed]
            await loaded.reasons(model, fresh)
            printer.print(event_rows(model, fresh))
            printed += len(fresh)
            holds = bool(held(model, command.conditions, fresh))
    return Answer(Rows([]), model, holds=holds, printed=printed)


async def wait(loaded: Loaded, _: Printer) -> Answer:
    """Wait until the groups are as `--until` says; a condition of `--fail-on` ends it, too."""
    command = loaded.command
    model = await loaded.open()
    begun = loaded.account.host.now()
    with loaded.in_time():
        await loaded.described(model)
        if model.info is None and model.info_failure is not None:
            raise loaded.stopped_by(model.info_failure)
        _refuse_group(model, command.group)
        await loaded.events(model)
        go_on()
        model.follow()
        _describe_again(loaded, model)
        await loaded.headless.until(
            lambda: _are_as_awaited(model, command.group, command.awaited),
            lambda: _held_of(model, loaded, begun),
            lambda: _is_refused(model),
        )
        if model.info_failure is not None and _is_refused(model):
            raise loaded.stopped_by(model.info_failure)
    from hpev_tui.verbs.overviews import group_rows

    return Answer(
        group_rows(model, command.group), model, holds=bool(_held_of(model, loaded, begun))
    )


def _refuse_group(model: ClusterModel, name: str) -> None:
    names = [group.instance_group_name for group, _ in model.groups()]
    if name and name not in names:
        raise StopError(FAULT, f"no instance group {name}: there are {', '.join(names) or 'none'}")


def _describe_again(loaded: Loaded, model: ClusterModel) -> None:
    """Ask for the counts from time to time, which change without an event, too."""

    def ask() -> None:
        loaded.account.describe_cluster(model.cluster)
        loaded.headless.after(COUNTS_SECONDS, ask)

    loaded.headless.after(COUNTS_SECONDS, ask)


def _standings(model: ClusterModel, name: str) -> list[tuple[GroupCount, Verdict]]:
    return [each for each in model.groups() if name in ("", each[0].instance_group_name)]


def _are_as_awaited(model: ClusterModel, name: str, awaited: tuple[str, ...]) -> bool:
    """Whether each of the groups is as awaited, in one way or another."""
    standings = _standings(model, name)
    return bool(standings) and all(
        verdict.name in awaited or (SETTLED in awaited and is_settled(group, verdict))
        for group, verdict in standings
    )


def is_settled(group: GroupCount, verdict: Verdict) -> bool:
    """Whether a group has the nodes that it is to have, and no update of it is under way."""
    return group.current_count == group.target_count and verdict.name not in UNDER_WAY


def _held_of(model: ClusterModel, loaded: Loaded, begun: float) -> list[str]:
    """The conditions that hold of the groups that are waited for, and of their events since."""
    command = loaded.command
    events = [
        event
        for event in takewhile(lambda each: each.event_time >= begun, model.log.rows)
        if command.group in ("", event.instance_group_name)
    ]
    verdicts = [verdict.name for _, verdict in _standings(model, command.group)]
    return held(model, command.conditions, events, verdicts)


def _is_refused(model: ClusterModel) -> bool:
    """Whether the counts cannot be asked for any more; another failure may pass."""
    failure = model.info_failure
    return failure is not None and failure.kind in WANTS_FRESH_KEYS
