"""The world that the endpoint serves: one account in one region, and all that happens in it.

Everything in it follows from a seed and from the time of its start, so that with a clock that
stands still two worlds are equal to the last digit. With a clock that goes on, new events come
when they are due: they are computed when somebody asks, and no thread makes them.

Made-up IDs and made-up chance are digests of the seed and a key. Python's `hash()` differs from
process to process, and a shared random generator would make each ID depend on what was asked for
before it.
"""

from __future__ import annotations

import threading
import time
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpev_tui.demo.cluster import Cluster

Key: TypeAlias = "str | int"
Item = TypeVar("Item")

_BITS_32 = 0xFFFFFFFF
# An odd factor has an inverse modulo 2^32: numbers that were multiplied by it can be read back.
_FACTOR = 0x9E3779B1
_INVERSE = pow(_FACTOR, -1, _BITS_32 + 1)


class World:
    """One account's clusters."""

    def __init__(
        self,
        now: Callable[[], float] = time.time,
        seed: int = 1,
        extra_events: int = 0,
        start: float | None = None,
    ) -> None:
        """Make a world.

        Args:
            now: the clock, in seconds since the epoch.
            seed: another seed makes other IDs and other chances, not other stories.
            extra_events: how many events the cluster `train-history` has; 0 leaves it out.
            start: when it started, in seconds since the epoch; None starts it now.
        """
        self.now = now
        self._seed = seed
        self._extra_events = extra_events
        self._lock = threading.Lock()
        self._by_name: dict[str, Cluster] = {}
        self._by_arn: dict[str, Cluster] = {}
        self.start = round(now() if start is None else start, 3)

    def _clusters(self) -> dict[str, Cluster]:
        """Every cluster by its name; made when the first call comes, not at the start."""
        with self._lock:
            if not self._by_name:
                self._by_name = self._make_clusters()
                self._by_arn = {each.stage.arn: each for each in self._by_name.values()}
            return self._by_name

    def _make_clusters(self) -> dict[str, Cluster]:
        # Imported here for the same reason that the clusters are made here.
        from hpev_tui.demo.cluster import Cluster
        from hpev_tui.demo.history import HistoryLog, history_plan
        from hpev_tui.demo.plan import Stage
        from hpev_tui.demo.stories import plans

        seeded = Seeded(self._seed)
        stages = [Stage(plan, seeded, self.start) for plan in plans(seeded)]
        clusters = {stage.name: Cluster(stage) for stage in stages}
        if self._extra_events:
            stage = Stage(history_plan(), seeded, self.start)
            clusters[stage.name] = Cluster(stage, HistoryLog(stage, self._extra_events))
        return clusters

    def clusters(self) -> list[Cluster]:
        """Every cluster, in no order of meaning."""
        return list(self._clusters().values())

    def cluster(self, name_or_arn: str) -> Cluster | None:
        """The cluster of a name or an ARN, if there is one."""
        return self._clusters().get(name_or_arn) or self._by_arn.get(name_or_arn)


class Seeded:
    """IDs and chance for one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def _hex(self, key: tuple[Key, ...]) -> str:
        text = "\x1f".join(map(str, (self._seed, *key)))
        return blake2b(text.encode(), digest_size=16).hexdigest()

    def fraction(self, *key: Key) -> float:
        """A number from 0 up to, but not including, 1."""
        return int(self._hex(key)[:12], 16) / 2.0**48

    def between(self, low: float, high: float, *key: Key) -> float:
        """A number from `low` up to `high`."""
        return low + (high - low) * self.fraction(*key)

    def pick(self, items: Sequence[Item], *key: Key) -> Item:
        """One of `items`."""
        return items[int(self.fraction(*key) * len(items))]

    def word(self, length: int, *key: Key) -> str:
        """`length` lower-case hexadecimal digits, 32 at most."""
        return self._hex(key)[:length]

    def uuid(self, *key: Key) -> str:
        """A random-looking UUID (version 4 by its digits)."""
        return _as_uuid(self._hex(key))

    def resource(self, prefix: str, *key: Key) -> str:
        """An EC2 ID: the prefix (`i`, `eni`, `subnet` …), `-0` and 16 hexadecimal digits."""
        return f"{prefix}-0{self._hex((prefix, *key))[:16]}"

    def numbered_uuid(self, space: str, number: int) -> str:
        """The UUID of a number below 2^32, from which `number_of` reads the number back."""
        scattered = number * _FACTOR & _BITS_32
        return _as_uuid(f"{scattered:08x}" + self._hex((space, number))[8:])

    def number_of(self, space: str, uuid: str) -> int | None:
        """The number that `numbered_uuid` made this UUID of, or None if it did not."""
        try:
            number = int(uuid[:8], 16) * _INVERSE & _BITS_32
        except ValueError:
            return None
        return number if uuid == self.numbered_uuid(space, number) else None


def _as_uuid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-9{digits[17:20]}-{digits[20:32]}"
