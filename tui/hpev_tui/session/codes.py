"""One-time codes that the SDK asks for while a connection is opened."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue

from hpev_tui.session.host import CodeQuestion


class Codes:
    """Questions for a code, each asked in a background thread that waits for the answer."""

    def __init__(self, show: Callable[[CodeQuestion], bool]) -> None:
        """Ask by `show`, which says whether the question can be shown."""
        self._show = show
        self._is_closed = False
        self._unanswered: set[Callable[[str | None], None]] = set()
        """What takes the codes that threads are waiting for."""

    def ask(self, question: str) -> str | None:
        """Ask the user, and wait for the code; None where none is given."""
        answers: SimpleQueue[str | None] = SimpleQueue()
        self._unanswered.add(answers.put)
        asked = not self._is_closed and self._show(CodeQuestion(question, answers.put))
        return answers.get() if asked else None

    def answer(self, answer: Callable[[str | None], None], code: str | None) -> None:
        """Give a code, or none, to the thread that waits for it."""
        self._unanswered.discard(answer)
        answer(code)

    def close(self) -> None:
        """Nobody waits for a code any more, and none is asked for."""
        self._is_closed = True
        for answer in tuple(self._unanswered):
            self.answer(answer, None)
