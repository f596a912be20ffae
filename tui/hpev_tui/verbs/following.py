"""The verbs `watch` and `wait`, which go on: new events as they come, and until a group is settled.

Both follow as the screen does: a poll every 10 seconds, fewer while nothing happens.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
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


class _Faults:
    """What fails while a verb goes on: said once where it may pass, or else the end of it."""

    def __init__(self, loaded: Loaded, model: ClusterModel) -> None:
        self._loaded, self._model = loaded, model
        self._waits = loaded.command.verb == "wait"
        self._said: set[Failure] = set()

    def _now(self) -> set[Failure]:
        failure, of_counts = self._model.loading.failure, self._model.info_failure
        failures = set[Failure]()
        # The counts are known also of a cluster that has no events.
        if failure is not None and not (self._waits and failure.kind == "not-continuous"):
            failures.add(failure)
        if of_counts is not None and (self._waits or self._loaded.command.standing):
            failures.add(of_counts)
        return failures

    def are_new(self) -> bool:
        """Whether there is one of which nothing is said yet."""
        return not self._now() <= self._said

    def look(self) -> None:
        """Say what is new, each once.

        Raises:
            StopError: it is one that does not pass by itself.
        """
        for failure in self._now() - self._said:
            stopped = self._loaded.stopped_by(failure)
            lasts = failure.kind in (*WANTS_FRESH_KEYS, "not-found") or not failure.retryable
            if lasts:
                raise stopped
            self._said.add(failure)
            going_on = "waiting" if self._waits else "watching"
            self._loaded.messages.say(f"{stopped.text}; still {going_on}")


class _Following:
    """The new events of a cluster, each once, whatever brings them."""

    def __init__(self, loaded: Loaded, model: ClusterModel) -> None:
        self._loaded, self._model = loaded, model
        self._seen = {event.event_id for event in model.log.rows}
        self._may_have_more = False
        self._faults = _Faults(loaded, model)
        loaded.headless.on_changes = self._changed

    def begin_with_listed(self) -> None:
        """What is listed already counts as new."""
        self._seen.difference_update(event.event_id for event in self._model.rows)
        self._may_have_more = True

    def _changed(self, changes: Changes) -> None:
        if any(change.what in (What.ROWS, What.VIEW) for change in changes):
            self._may_have_more = True

    async def next(self, holds: Callable[[], object]) -> list[Event]:
        """Wait for new events, the oldest first, whether they are listed or not; or until `holds`.

        There are none where nothing but that has come.
        """
        model = self._model
        while True:
            more = lambda: self._may_have_more  # noqa: E731
            await self._loaded.headless.until(more, self._faults.are_new, holds)
            self._faults.look()
            if not self._may_have_more:
                if holds():
                    return []
                continue
            self._may_have_more = False
            fresh = [event for event in model.log.rows if event.event_id not in self._seen]
            self._seen.update(event.event_id for event in fresh)
            # What is dropped of a long run need not be remembered.
            if len(self._seen) > 2 * len(model.log.rows) + 1000:
                self._seen = {event.event_id for event in model.log.rows}
            if fresh:
                return fresh[::-1]


async def watch(loaded: Loaded, printer: Printer) -> Answer:
    """Print new events until `--limit`, a condition of `--fail-on` or the time ends it."""
    command, printed, holds = loaded.command, 0, False
    model = await opened(loaded)

    with loaded.in_time():
        if command.standing:
            await _described(loaded, model)
            await loaded.events(model)
            _describe_again(loaded, model)
        await loaded.filter(model)
        following = _Following(loaded, model)
        if command.since:
            await loaded.events(model)
            await loaded.reasons_of_filter(model, 0, [])
            following.begin_with_listed()
        go_on()
        model.follow()
        while not holds and not (command.limit and printed >= command.limit):
            fresh = await following.next(lambda: held(model, command.standing, ()))
            most = command.limit and command.limit - printed
            try:
                # It may be for its reason that a filter keeps an event.
                by_reason = loaded.keeps_by_reason(model)
                await loaded.reasons(model, fresh if by_reason else _listed(model, fresh, most))
            finally:
                # What has come is printed, and counts, also where the time is over meanwhile.
                shown = _listed(model, fresh, most)
                holds = bool(held(model, command.conditions, shown))
                printed += len(shown)
                if shown:
                    printer.print(event_rows(model, shown))
    return Answer(Rows([]), model, holds=holds, printed=printed)


def _listed(model: ClusterModel, events: Sequence[Event], most: int | None) -> list[Event]:
    """Those of the events that the filter keeps, at most so many; None or 0 for all."""
    return [event for event in events if model.view.index(event) is not None][: most or None]


async def _described(loaded: Loaded, model: ClusterModel) -> None:
    """The groups and their counts, without which no verdict is known."""
    await loaded.described(model)
    if model.info is None and model.info_failure is not None:
        raise loaded.stopped_by(model.info_failure)


async def wait(loaded: Loaded, _: Printer) -> Answer:
    """Wait until the groups are as `--until` says; a condition of `--fail-on` ends it, too."""
    command = loaded.command
    model = await loaded.open()
    begun = loaded.account.host.now()
    faults = _Faults(loaded, model)

    def is_over() -> bool:
        awaited = _are_as_awaited(model, command.group, command.awaited)
        return awaited or bool(_held_of(model, loaded, begun))

    with loaded.in_time():
        await _described(loaded, model)
        _refuse_group(model, command.group)
        await loaded.events(model)
        go_on()
        model.follow()
        _describe_again(loaded, model)
        are_gone = lambda: not _standings(model, command.group)  # noqa: E731
        while not is_over():
            _refuse_group(model, command.group)
            await loaded.headless.until(is_over, faults.are_new, are_gone)
            faults.look()
    from hpev_tui.verbs.overviews import group_rows

    return Answer(
        group_rows(model, command.group), model, holds=bool(_held_of(model, loaded, begun))
    )


def _refuse_group(model: ClusterModel, name: str) -> None:
    names = [group.instance_group_name for group, _ in model.groups()]
    if not names:
        raise StopError(FAULT, "the cluster has no instance groups")
    if name and name not in names:
        raise StopError(FAULT, f"no instance group {name}: there are {', '.join(names)}")


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
