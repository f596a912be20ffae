"""Loaded details: the latest are ready to draw, the others packed, and bodies have a bound."""

from __future__ import annotations

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import Json
from hpev_tui.session.bounds import Bounds
from hpev_tui.session.loaded_details import LoadedDetail, LoadedDetails, PackedDetail

SHAPE = Shape("structure")


def body(name: str, size: int = 0) -> Json:
    metadata: Json = {"FailureMessage": f"{name}{'x' * size}", "NodeLogicalId": "node"}
    inner: Json = {"EventMetadata": {"Instance": metadata}}
    return {"EventDetails": {"EventId": name, "EventDetails": inner, "Odd": [1.5, None, True, "é"]}}


def loaded(bounds: Bounds, *names: str, size: int = 0) -> LoadedDetails:
    """A store to which these were added, in this order."""
    store = LoadedDetails(bounds)
    for name in names:
        assert store.add(name, LoadedDetail.of(body(name, size), SHAPE))
    return store


def ready(store: LoadedDetails) -> list[str]:
    return [name for name, each in store.items() if isinstance(each, LoadedDetail)]


def test_those_that_came_or_were_shown_last_are_ready_to_draw() -> None:
    store = loaded(Bounds(ready_details=2), "a", "b", "c")
    assert ready(store) == ["b", "c"]
    packed = store["a"]
    assert isinstance(packed, PackedDetail)
    assert packed.body == body("a")
    assert packed.facts.failure_message == "a"
    again = store.ready("a")
    assert again is not None
    # How a value is packed depends on what else refers to it.
    made = LoadedDetail.of(body("a"), SHAPE)
    assert again._replace(packed=None) == made._replace(packed=None)
    assert ready(store) == ["a", "c"]
    assert store.ready("c") is store["c"]
    assert store.ready("nothing") is None


def test_large_ones_are_packed_sooner_and_the_last_one_stays_ready() -> None:
    store = loaded(Bounds(ready_bytes=25_000), "a", "b", "c", size=10_000)
    assert ready(store) == ["b", "c"]
    store = loaded(Bounds(ready_bytes=25_000), "a", "b", size=100_000)
    assert ready(store) == ["b"]


def test_of_too_many_the_oldest_bodies_are_dropped_and_what_findings_need_stays() -> None:
    store = loaded(Bounds(detail_bytes=25_000), "a", "b", "c", size=10_000)
    assert store.bytes <= 25_000
    assert store.without_body == {"a"}
    assert (store["a"].body, store.ready("a")) == (None, None)
    assert store["a"].facts.failure_message.startswith("axxx")
    assert list(store.of_node("node")) == ["a", "b", "c"]
    # Loaded again, it is the latest; the next one goes.
    assert not store.add("a", LoadedDetail.of(body("a", 10_000), SHAPE))
    assert store.without_body == {"b"}
    assert list(store.of_node("node")) == ["a", "b", "c"]
    store.drop_bodies()
    assert store.bytes == 0
    assert store.without_body == {"a", "b", "c"}


def test_nothing_is_kept_of_what_is_forgotten() -> None:
    store = loaded(Bounds(ready_details=2, detail_bytes=25_000), "a", "b", "c", size=10_000)
    store.forget(["a", "c", "nothing"])
    assert list(store) == ["b"]
    assert list(store.of_node("node")) == ["b"]
    assert store.without_body == set()
    store.forget(["b"])
    assert (store.bytes, list(store.of_node("node"))) == (0, [])


def test_a_body_that_is_nested_too_deeply_to_be_packed_is_loaded_again() -> None:
    deep: Json = []
    for _ in range(3000):
        deep = [deep]
    store = LoadedDetails(Bounds(ready_details=1))
    store.add("a", LoadedDetail.of({"EventDetails": deep}, SHAPE))
    assert ready(store) == ["a"]
    store.add("b", LoadedDetail.of(body("b"), SHAPE))
    assert store.without_body == {"a"}
