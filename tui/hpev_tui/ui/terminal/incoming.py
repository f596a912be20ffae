"""What comes from the terminal: pastes are cut, and keys typed far ahead wait for their turn."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from textual import events
from textual.message import Message

MOST_PASTED = 4096
"""Characters of one paste that are taken: more than any field takes."""

PASTE_SECONDS = 2.0
"""A paste from which nothing has come for so long has no end, and ends here."""

MOST_AHEAD = 8192
"""Keys and clicks that wait for their turn at most: a storm of keys for a minute. What is typed
while so many wait is dropped, and a message says how many."""

AT_ONCE = 32
"""So many of them are with the app at a time; the next ones come when these have had effect."""

_START, _END = "\x1b[200~", "\x1b[201~"
_PART = len(_START) - 1
"""Characters of a mark that may have come without its last one."""


class PasteLimit:
    """Passes on what is read, and of each bracketed paste the first characters only.

    Textual's parser looks at each character of a paste, which took seconds of the processor for
    a megabyte, and takes a long sequence in it for keys (seen with Textual 8.2.8).
    """

    def __init__(self) -> None:
        self._last = ""
        """What may be the first part of a mark."""
        self._taken: str | None = None
        """What has come of the paste; None outside of one."""
        self._until = 0.0

    @property
    def rest(self) -> float | None:
        """For how many seconds more of a paste is waited for; None outside of one."""
        return None if self._taken is None else max(0.0, self._until - time.monotonic())

    def read(self, text: str) -> str:
        """What the parser is to read, of what was read from the terminal."""
        passed = ""
        self._until = time.monotonic() + PASTE_SECONDS
        while text:
            part, text = self._outside(text) if self._taken is None else self._inside(text)
            passed += part
        return passed

    def give_up(self) -> str:
        """What the parser is to read where the end of a paste has not come in time."""
        self._take(self._last)
        return self._end()

    def _outside(self, text: str) -> tuple[str, str]:
        joined = self._last + text
        at = joined.find(_START)
        if at < 0:
            self._last = joined[-_PART:]
            return text, ""
        # The parser has what was read before, and waits for the rest of the mark.
        end = at + len(_START) - len(self._last)
        self._last, self._taken = "", ""
        return text[:end], text[end:]

    def _inside(self, text: str) -> tuple[str, str]:
        joined = self._last + text
        at = joined.find(_END)
        if at < 0:
            self._take(joined[:-_PART])
            self._last = joined[-_PART:]
            return "", ""
        self._take(joined[:at])
        return self._end(), joined[at + len(_END) :]

    def _take(self, text: str) -> None:
        if self._taken is not None and len(self._taken) < MOST_PASTED:
            self._taken += text[: MOST_PASTED - len(self._taken)]

    def _end(self) -> str:
        pasted, self._taken, self._last = self._taken or "", None, ""
        return pasted.replace("\x1b", "") + _END


class TypedAhead:
    """What waits for its turn, and how much of it the app has not acted on yet."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._with_app = 0
        self.dropped = 0
        """How many keys and clicks came while too many waited, since this was said last."""

    @property
    def is_full(self) -> bool:
        """Whether so much waits that keys are dropped."""
        return len(self._waiting) >= MOST_AHEAD

    def add(self, message: Message) -> None:
        """Let a message wait for its turn; what is no key and no click is never dropped."""
        if self.is_full and isinstance(message, (events.InputEvent, events.Paste)):
            self.dropped += 1
        else:
            self._waiting.append(message)

    def skip(self, text: str) -> str:
        """What is left to be read of plain keys: nothing but ctrl+q, where too many wait."""
        if not self.is_full or text.startswith("\x1b"):
            return text
        passed = "\x11" * text.count("\x11")
        self.dropped += len(text) - len(passed)
        return passed

    def take(self) -> Iterator[Message]:
        """What the app gets now. Where it `must_wait` then, it gets no more before `acted`."""
        while self._waiting and self._with_app < AT_ONCE:
            self._with_app += 1
            yield self._waiting.popleft()

    @property
    def must_wait(self) -> bool:
        """Whether the app has to act first: it has much, or there is something to say."""
        return self._with_app >= AT_ONCE or (self.dropped > 0 and not self._waiting)

    def acted(self) -> int:
        """The app has acted on all that it has; how many were dropped, once none waits."""
        self._with_app = 0
        dropped = 0 if self._waiting else self.dropped
        self.dropped -= dropped
        return dropped
