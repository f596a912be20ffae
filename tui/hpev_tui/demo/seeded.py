"""Made-up IDs and made-up chance, the same in each run and in each process.

Everything is a digest of a seed and a key. Python's `hash()` differs from process to process,
and a shared random generator would make each ID depend on what was asked for before it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Key: TypeAlias = "str | int"
Item = TypeVar("Item")

_BITS_32 = 0xFFFFFFFF
# An odd factor has an inverse modulo 2^32, so that numbers that were spread can be read back.
_SPREAD = 0x9E3779B1
_GATHER = pow(_SPREAD, -1, _BITS_32 + 1)


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
        """A random-looking UUID (version 4 by its marks)."""
        return _as_uuid(self._hex(key))

    def resource(self, prefix: str, *key: Key) -> str:
        """An EC2 ID: the prefix (`i`, `eni`, `subnet` …), `-0` and 16 hexadecimal digits."""
        return f"{prefix}-0{self._hex((prefix, *key))[:16]}"

    def numbered_uuid(self, space: str, number: int) -> str:
        """The UUID of a number below 2^32, from which `number_of` reads the number back."""
        spread = number * _SPREAD & _BITS_32
        return _as_uuid(f"{spread:08x}" + self._hex((space, number))[8:])

    def number_of(self, space: str, uuid: str) -> int | None:
        """The number that `numbered_uuid` made this UUID of, or None if it did not."""
        try:
            number = int(uuid[:8], 16) * _GATHER & _BITS_32
        except ValueError:
            return None
        return number if uuid == self.numbered_uuid(space, number) else None


def _as_uuid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-9{digits[17:20]}-{digits[20:32]}"
