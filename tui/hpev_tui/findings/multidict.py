"""Several values by key, where most keys have one."""

from __future__ import annotations

from collections.abc import Hashable, KeysView, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class MultiDict(Generic[Key, Value]):
    """The values of each key, in their order; keys in the order in which they came.

    Of texts and instances that all differ each has one value: a list for it would take more than
    a hundred bytes. So one alone is kept as itself, and a list is made with the second. A value is
    no list.
    """

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[Key, Value | list[Value]] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    def keys(self) -> KeysView[Key]:
        """All keys that have a value, now and later."""
        return self._values.keys()

    def of(self, key: Key) -> Sequence[Value]:
        """The values of a key, good until they change; none where it has none."""
        values = self._values.get(key)
        if values is None:
            return ()
        return values if isinstance(values, list) else (values,)

    def add(self, key: Key, value: Value) -> None:
        """Add a value behind those that the key has."""
        values = self._values.get(key)
        if values is None:
            self._values[key] = value
        elif isinstance(values, list):
            values.append(value)
        else:
            self._values[key] = [values, value]

    def insert(self, key: Key, index: int, value: Value) -> None:
        """Add a value before the one at that index."""
        values = self._values.get(key)
        if values is None:
            self._values[key] = value
        elif isinstance(values, list):
            values.insert(index, value)
        else:
            self._values[key] = [values, value] if index else [value, values]

    def remove(self, key: Key, index: int) -> None:
        """Remove the value at that index, which the key has."""
        values = self._values[key]
        if isinstance(values, list):
            del values[index]
        if not isinstance(values, list) or not values:
            del self._values[key]

    def pop(self, key: Key) -> Sequence[Value]:
        """Remove a key; returns the values that it had."""
        values = self.of(key)
        self._values.pop(key, None)
        return values

    def rename(self, key: Key, name: Key) -> None:
        """Give the values of a key to another one, which has none."""
        self._values[name] = self._values.pop(key)
