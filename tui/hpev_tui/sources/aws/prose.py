"""The HTML of the service model's documentation as text."""

from __future__ import annotations

from html.parser import HTMLParser

from hpev_tui.shapes import ITEM
from hpev_tui.text import clean

_INLINE = {"a", "b", "code", "em", "i", "span", "strong", "sub", "sup", "u"}


class _Lines(HTMLParser):
    """Collects the text in lines: one for each paragraph, and for each item of a list."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in _INLINE:
            self._end_line()
        if tag == "li":
            self.lines[-1] = ITEM

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_line()

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data

    def _end_line(self) -> None:
        # The paragraph in which an item's text stands goes on in the item's line.
        if self.lines[-1].strip() not in ("", ITEM.strip()):
            self.lines.append("")


def prose(html: str) -> str:
    """The text without its tags, one line for each paragraph and, after a dash, for each item."""
    if not html:
        return ""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in parser.lines)
    return "\n".join(clean(line) for line in lines if line not in ("", ITEM.strip()))
