"""Several values by key: the same as with a list for each, of which one alone takes none."""

from __future__ import annotations

import random
import sys

from hpev_tui.findings.multidict import MultiDict


def test_it_has_what_a_list_for_each_key_has() -> None:
    chance = random.Random(1)  # noqa: S311 (nothing here is secret)
    table, lists = MultiDict[str, tuple[int, str]](), dict[str, list[tuple[int, str]]]()
    for number in range(4_000):
        key, value = chance.choice("abcdefgh"), (number, "a value that is a tuple")
        values = lists.get(key, [])
        act = chance.choice(["add", "insert", "remove", "remove", "pop", "rename"])
        if act == "add":
            table.add(key, value)
            lists.setdefault(key, []).append(value)
        elif act == "insert":
            index = chance.randint(0, len(values))
            table.insert(key, index, value)
            lists.setdefault(key, []).insert(index, value)
        elif act == "remove" and values:
            index = chance.randrange(len(values))
            table.remove(key, index)
            del values[index]
        elif act == "pop" and number % 10 == 0:
            assert [*table.pop(key)] == lists.pop(key, [])
        elif act == "rename" and values and not lists.get("z"):
            table.rename(key, "z")
            lists["z"] = lists.pop(key)
        lists = {key: values for key, values in lists.items() if values}
        actual = [(each, [*table.of(each)]) for each in sorted(table.keys())]
        assert actual == sorted(lists.items())
        assert (key in table, [*table.of(key)]) == (key in lists, lists.get(key, []))
    assert max(map(len, lists.values())) > 2


def test_a_value_alone_takes_no_memory() -> None:
    table = MultiDict[int, str]()
    for number in range(100):
        table.add(number, "value")
    values = sys.getsizeof(dict.fromkeys(range(100), "value"))
    assert sys.getsizeof(table._values) == values
    assert set(table._values.values()) == {"value"}
