"""The matrix: from where a copy goes by what route, what arrives, and what is said of it.

`tests/system/test_clipboard_matrix.py` plays each row; docs/clipboard.md has them as a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from help.clipboards.absences import COPY_TOOLS, DeadDisplay, Hanging, Without
from help.clipboards.displays import Display, Xterm
from help.clipboards.layers import Mosh, Screen, Ssh, Tmux, TmuxFrom
from help.clipboards.site import Layer

SMALL = 60
"""The bytes of a short value."""

UNTESTED = ("macOS (`pbcopy`)", "Windows and WSL (`clip.exe`)", "Wayland (`wl-copy`)")
"""Where nobody has looked: this machine has none of them."""


class Route(Enum):
    """The route of a copy by its name in `--clipboard-check`; the value is the page's words."""

    NATIVE = "native tool"
    TMUX = "`tmux load-buffer -w -`"
    PASSTHROUGH = "OSC 52 in tmux's DCS"
    SCREEN = "OSC 52 in DCS pieces"
    OSC52 = "OSC 52"
    VIEW = "copy view and file"


class Arrives(Enum):
    """What reaches the user; the value is how the page says it."""

    CLIPBOARD = "the value, in the display's clipboard"
    OSC52 = "the value, in one OSC 52"
    PRIMARY = "the value, in xterm's primary selection (middle click)"
    NOTHING = "nothing"


class Said(Enum):
    """What the screen says of it; the value is how the page says it."""

    COPIED = "yes"
    SENT = "no"
    VIEW = "no: the copy view opens"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix."""

    name: str
    where: str
    """The site in the page's words."""
    layers: tuple[Layer, ...]
    """The site itself, from the user inwards."""
    route: Route
    arrives: Arrives
    said: Said
    size: int = SMALL
    """The value's length in bytes."""
    term: str = "xterm-256color"
    """What the user's terminal says that it is."""

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs that the row needs."""
        return tuple(dict.fromkeys(name for layer in self.layers for name in layer.programs))


_NATIVE, _LOAD, _DCS, _PIECES, _RAW, _FALLBACK = Route
_CLIPBOARD, _OSC52, _PRIMARY, _NOTHING = Arrives
_COPIED, _SENT, _VIEW = Said

_PASSTHROUGH = "set -wg allow-passthrough on"
_WITH_C = r"set -as terminal-overrides ',*:Ms=\E]52;c%p1%.0s;%p2%s\7'"
"""What makes tmux 3.3a name the clipboard in its OSC 52. Without the name mosh drops it, and xterm
fills the primary selection."""


def _set_clipboard(value: str) -> str:
    return f"set -s set-clipboard {value}"


_HERE = (
    Row("xclip", "X11, xclip", (Display("xclip"),), _NATIVE, _CLIPBOARD, _COPIED),
    Row(
        "xsel",
        "X11, xsel",
        (Display("xsel"), Without("xclip")),
        _NATIVE,
        _CLIPBOARD,
        _COPIED,
    ),
    Row(
        "dead-display", "`DISPLAY` of a display that is gone", (DeadDisplay(),), _RAW, _OSC52, _SENT
    ),
    Row("xclip-hangs", "X11, an xclip that hangs", (Display(), Hanging()), _RAW, _OSC52, _SENT),
    Row("no-tool", "no tool, no display", (Without(*COPY_TOOLS),), _RAW, _OSC52, _SENT),
    Row(
        "nothing",
        "no tool, no display, a terminal without OSC 52 (`TERM=linux`)",
        (Without(*COPY_TOOLS),),
        _FALLBACK,
        _NOTHING,
        _VIEW,
        term="linux",
    ),
)

_TMUX = (
    Row("xclip-tmux", "X11, xclip, in tmux", (Display(), Tmux()), _NATIVE, _CLIPBOARD, _COPIED),
    Row(
        "tmux-from-ssh",
        "X11, xclip, in tmux, in a session begun over SSH",
        (Display(), TmuxFrom(SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")),
        _NATIVE,
        _CLIPBOARD,
        _COPIED,
    ),
    Row("tmux-stock", "tmux, stock options", (Tmux(),), _LOAD, _OSC52, _SENT),
    *(
        Row(
            f"tmux-{clipboard}-{passing}",
            f"tmux, `set-clipboard {clipboard}`, `allow-passthrough {passing}`",
            (Tmux(_set_clipboard(clipboard), f"set -wg allow-passthrough {passing}"),),
            _LOAD,
            _OSC52,
            _SENT,
        )
        for clipboard in ("external", "on", "off")
        for passing in ("off", "on")
    ),
    Row("tmux-most", "tmux, a value of 56 KB", (Tmux(),), _LOAD, _OSC52, _SENT, size=56_000),
    Row("tmux-big", "tmux, a value of 60 KB", (Tmux(),), _FALLBACK, _NOTHING, _VIEW, size=60_000),
    Row(
        "tmux-no-ms",
        "tmux, its terminal lacks `Ms` (`TERM=linux`)",
        (Tmux(),),
        _FALLBACK,
        _NOTHING,
        _VIEW,
        term="linux",
    ),
    Row(
        "tmux-no-ms-passthrough",
        "tmux, its terminal lacks `Ms`, `allow-passthrough on`",
        (Tmux(_PASSTHROUGH),),
        _DCS,
        _OSC52,
        _SENT,
        term="linux",
    ),
)

_SSH = (
    Row("ssh", "SSH", (Ssh(),), _RAW, _OSC52, _SENT),
    Row("ssh-most", "SSH, a value of 56 KB", (Ssh(),), _RAW, _OSC52, _SENT, size=56_000),
    Row("ssh-big", "SSH, a value of 60 KB", (Ssh(),), _FALLBACK, _NOTHING, _VIEW, size=60_000),
    Row("ssh-tmux", "SSH, tmux there", (Ssh(), Tmux()), _LOAD, _OSC52, _SENT),
    Row(
        "ssh-tmux-from-here",
        "SSH, tmux there, in a session begun on a display there",
        (Display(), Ssh(), TmuxFrom()),
        _LOAD,
        _OSC52,
        _SENT,
    ),
    Row("ssh-display", "SSH, a display there", (Display(), Ssh()), _RAW, _OSC52, _SENT),
    Row("tmux-ssh", "tmux here, stock options, SSH", (Tmux(), Ssh()), _RAW, _NOTHING, _SENT),
    Row(
        "tmux-on-ssh",
        "tmux here, `set-clipboard on`, SSH",
        (Tmux(_set_clipboard("on")), Ssh()),
        _RAW,
        _OSC52,
        _SENT,
    ),
    Row(
        "nested-stock",
        "tmux here, stock options, SSH, tmux there",
        (Tmux(), Ssh(), Tmux()),
        _LOAD,
        _NOTHING,
        _SENT,
    ),
    Row(
        "nested-on",
        "tmux here, `set-clipboard on`, SSH, tmux there",
        (Tmux(_set_clipboard("on")), Ssh(), Tmux()),
        _LOAD,
        _OSC52,
        _SENT,
    ),
)

_SCREEN = (
    Row("screen", "GNU screen", (Screen(),), _PIECES, _OSC52, _SENT),
    Row(
        "screen-big",
        "GNU screen, a value of 60 KB",
        (Screen(),),
        _PIECES,
        _OSC52,
        _SENT,
        size=60_000,
    ),
    Row("screen-ssh", "GNU screen here, SSH", (Screen(), Ssh()), _PIECES, _OSC52, _SENT),
    Row("ssh-screen", "SSH, GNU screen there", (Ssh(), Screen()), _PIECES, _OSC52, _SENT),
    Row("screen-tmux", "GNU screen, tmux in it", (Screen(), Tmux()), _FALLBACK, _NOTHING, _VIEW),
    Row(
        "screen-ssh-tmux",
        "GNU screen here, SSH, tmux there",
        (Screen(), Ssh(), Tmux()),
        _FALLBACK,
        _NOTHING,
        _VIEW,
    ),
    Row(
        "tmux-screen",
        "tmux, stock options, GNU screen in it",
        (Tmux(), Screen()),
        _PIECES,
        _NOTHING,
        _SENT,
    ),
    Row(
        "tmux-on-screen",
        "tmux, `set-clipboard on`, GNU screen in it",
        (Tmux(_set_clipboard("on")), Screen()),
        _PIECES,
        _OSC52,
        _SENT,
    ),
    Row("mosh-screen", "mosh, GNU screen there", (Mosh(), Screen()), _PIECES, _OSC52, _SENT),
    Row(
        "mosh-screen-big",
        "mosh, GNU screen there, a value of 13 KB",
        (Mosh(), Screen()),
        _FALLBACK,
        _NOTHING,
        _VIEW,
        size=13_000,
    ),
)

_MOSH = (
    Row("mosh", "mosh", (Mosh(),), _RAW, _OSC52, _SENT),
    Row("mosh-most", "mosh, a value of 12 KB", (Mosh(),), _RAW, _OSC52, _SENT, size=12_000),
    Row("mosh-big", "mosh, a value of 13 KB", (Mosh(),), _FALLBACK, _NOTHING, _VIEW, size=13_000),
    Row("mosh-tmux", "mosh, tmux there", (Mosh(), Tmux()), _FALLBACK, _NOTHING, _VIEW),
    Row(
        "mosh-tmux-passthrough",
        "mosh, tmux there, `allow-passthrough on`",
        (Mosh(), Tmux(_PASSTHROUGH)),
        _DCS,
        _OSC52,
        _SENT,
    ),
    Row(
        "mosh-tmux-ms",
        "mosh, tmux there, an `Ms` that names the clipboard",
        (Mosh(), Tmux(_WITH_C)),
        _LOAD,
        _OSC52,
        _SENT,
    ),
)

_XTERM = (
    Row("xterm-ssh", "xterm, OSC 52 allowed, SSH", (Xterm(), Ssh()), _RAW, _CLIPBOARD, _SENT),
    Row(
        "xterm-ssh-tmux",
        "xterm, OSC 52 allowed, SSH, tmux there",
        (Xterm(), Ssh(), Tmux()),
        _LOAD,
        _PRIMARY,
        _SENT,
    ),
    Row(
        "xterm-ssh-tmux-ms",
        "xterm, OSC 52 allowed, SSH, tmux there, an `Ms` that names the clipboard",
        (Xterm(), Ssh(), Tmux(_WITH_C)),
        _LOAD,
        _CLIPBOARD,
        _SENT,
    ),
)

ROWS = (*_HERE, *_TMUX, *_SSH, *_SCREEN, *_MOSH, *_XTERM)


def page_table() -> str:
    """The matrix as the page has it."""
    lines = [
        "| where | route | what arrives | confirmed |",
        "| --- | --- | --- | --- |",
        *(
            f"| {row.where} | {row.route.value} | {row.arrives.value} | {row.said.value} |"
            for row in ROWS
        ),
        *(f"| {where} | {_NATIVE.value} | untested | |" for where in UNTESTED),
    ]
    return "\n".join(lines)
