"""The table: each figure beside its target and its peers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """What the same work costs another program; `value` is None where `missing` says why."""

    name: str
    value: float | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, in seconds or in bytes as `unit` says."""

    name: str
    value: float | None
    unit: str
    target: str = ""
    reached: Callable[[float, float | None], bool] | None = None
    """Whether the value, and its ratio to the first peer, are what they should be."""
    peers: tuple[Peer, ...] = ()
    note: str = ""
    """How it was measured; or why it could not be."""


def ratio_up_to(limit: float) -> Callable[[float, float | None], bool]:
    """The ratio to the first peer must not exceed this."""
    return lambda _, ratio: ratio is not None and ratio <= limit


def value_up_to(limit: float) -> Callable[[float, float | None], bool]:
    """The value itself must not exceed this."""
    return lambda value, _: value <= limit


_FORMATS: dict[str, Callable[[float], str]] = {
    "us": lambda value: f"{value * 1e6:,.{1 if value < 1e-5 else 0}f} us",
    "ms": lambda value: f"{value * 1000:,.1f} ms",
    "s": lambda value: f"{value:,.2f} s",
    "MB": lambda value: f"{value / 1e6:,.1f} MB",
    "B": lambda value: f"{value:,.0f} B",
}


def _shown(value: float | None, unit: str) -> str:
    return "-" if value is None else _FORMATS[unit](value)


def lines(figure: Figure) -> Iterable[str]:
    """A figure's lines: itself beside its first peer, then the other peers, then the note."""
    first, *others = figure.peers or (Peer("", None),)
    verdict = ""
    ratio = figure.value / first.value if figure.value is not None and first.value else None
    if figure.value is not None and figure.reached is not None:
        verdict = "reached" if figure.reached(figure.value, ratio) else "MISSED"
    own = f"{figure.name:50} {_shown(figure.value, figure.unit):>11}"
    yield f"{own} {_beside(figure, first)} {figure.target:>10} {verdict}".rstrip()
    for peer in others:
        yield f"{'':62} {_beside(figure, peer)}".rstrip()
    for text in (figure.note, *(peer.missing for peer in figure.peers)):
        if text:
            yield f"    {text}"


def _beside(figure: Figure, peer: Peer) -> str:
    ratio = ""
    if figure.value is not None and peer.value:
        ratio = f"{figure.value / peer.value:.2f}"
    shown = "" if not peer.name else _shown(peer.value, figure.unit)
    return f"{peer.name:24} {shown:>11} {ratio:>7}"


def heading() -> str:
    """The columns' titles."""
    return (
        f"{'figure':50} {'hpev-tui':>11} {'peer':24} {'peer':>11} {'ratio':>7} {'target':>10}\n"
        + "-" * 126
    )
