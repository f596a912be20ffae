"""What leaves each site, whoever sends it: the facts that the routes are built on."""

from __future__ import annotations

import base64

import pytest

from help.clipboards.copying import until
from help.clipboards.displays import Display, Xterm
from help.clipboards.layers import Mosh, Screen, Ssh, Tmux, TmuxFrom
from help.clipboards.programs import require
from help.clipboards.site import REST_SECONDS, Layer, Site, running_in, sent_by_osc52

pytestmark = pytest.mark.system

_PASSTHROUGH = "set -wg allow-passthrough on"


def _osc52(value: str, before: str = "", after: str = "") -> str:
    encoded = base64.b64encode(value.encode()).decode()
    return rf"printf '{before}\033]52;c;{encoded}\007{after}'"


_RAW = _osc52("raw")
_DCS = _osc52("dcs", before=r"\033Ptmux;\033", after=r"\033\\")
_LOAD = "printf load | tmux load-buffer -w -"


def _require(layers: tuple[Layer, ...]) -> None:
    require(tuple(name for layer in layers for name in layer.programs))


def _left(layers: tuple[Layer, ...], script: str, term: str = "xterm-256color") -> list[str]:
    """What a terminal around the layers gets from a script inside."""
    _require(layers)
    # A tmux that has not drawn its client yet sends it nothing: the script waits for a key.
    whole = f"echo ready; read key; {script}; echo said; exec cat"
    with Site(*layers) as site, site.terminal(["sh", "-c", whole], term=term) as terminal:
        terminal.wait_for("ready")
        terminal.quiet(REST_SECONDS)
        terminal.press("enter")
        terminal.wait_for("said")
        return sent_by_osc52(terminal.raw)


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ((), ["load"]),
        ((_PASSTHROUGH,), ["dcs", "load"]),
        (("set -s set-clipboard on",), ["raw", "load"]),
        (("set -s set-clipboard on", _PASSTHROUGH), ["raw", "dcs", "load"]),
        (("set -s set-clipboard off",), ["load"]),
        (("set -s set-clipboard off", _PASSTHROUGH), ["dcs", "load"]),
    ],
)
def test_what_leaves_tmux(options: tuple[str, ...], left: list[str]) -> None:
    assert _left((Tmux(*options),), f"{_RAW}; {_DCS}; {_LOAD}") == left


def test_only_passthrough_leaves_a_tmux_whose_terminal_lacks_ms() -> None:
    script = f"{_RAW}; {_DCS}; {_LOAD}"
    assert _left((Tmux("set -s set-clipboard on"),), script, term="linux") == []
    assert _left((Tmux(_PASSTHROUGH),), script, term="linux") == ["dcs"]


def test_what_comes_through_a_tmux_and_ssh() -> None:
    assert _left((Tmux(), Ssh()), _RAW) == []
    assert _left((Tmux("set -s set-clipboard on"), Ssh()), _RAW) == ["raw"]
    assert _left((Tmux(), Ssh(), Tmux()), _LOAD) == []
    assert _left((Tmux("set -s set-clipboard on"), Ssh(), Tmux()), _LOAD) == ["load"]


def test_what_comes_through_mosh() -> None:
    assert _left((Mosh(),), _RAW) == ["raw"]
    # What this tmux sends names no clipboard, and mosh passes nothing else on.
    assert _left((Mosh(), Tmux()), _LOAD) == []
    assert _left((Mosh(), Tmux(_PASSTHROUGH)), _DCS) == ["dcs"]


def test_screen_passes_only_what_comes_in_its_own_wrapping() -> None:
    wrapped = _osc52("screen", before=r"\033P", after=r"\033\\")
    assert _left((Screen(),), f"{_RAW}; {wrapped}") == ["screen"]


@pytest.mark.parametrize(
    "layers",
    [(Xterm(), Ssh(), Tmux()), (Mosh(), Screen()), (Tmux(), Screen()), (Display(), TmuxFrom())],
)
def test_nothing_outlives_a_site(layers: tuple[Layer, ...]) -> None:
    _require(layers)
    with Site(*layers) as site, site.terminal(["sh", "-c", "echo ready; cat"]) as terminal:
        terminal.wait_for("ready")
        assert running_in(site.folder)
    until(lambda: not running_in(site.folder), "the end of all that was started")
    assert not site.folder.exists()
