"""The log file: what the program does, without credentials and without control characters."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from textwrap import indent
from types import TracebackType

from hpev_tui.system.files import open_private
from hpev_tui.text.clean import clean


class _Formatter(logging.Formatter):
    """One line for each record, tracebacks indented below, so that no text can forge a record."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The line."""
        return clean(_redacted(super().formatMessage(record)))

    def formatException(  # noqa: N802 - logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The traceback."""
        return self.formatStack(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - logging's own name
        """The lines of a stack."""
        return indent(clean(_redacted(stack_info), newlines=True), "  ")


def _redacted(text: str) -> str:
    # Without a log nothing needs it before something fails.
    from hpev_tui.text.secrets import redacted

    return redacted(text)


def log_thread(args: threading.ExceptHookArgs) -> None:
    """What `threading.excepthook` is to do: Python's own prints a traceback over the screen."""
    error = args.exc_value
    if error is not None and not isinstance(error, SystemExit):
        logging.getLogger(__name__).critical("internal error in a thread", exc_info=error)


class LogFile(logging.FileHandler):
    """Appends to a file; where that fails, nothing is printed over the screen.

    Raises:
        OSError: the file cannot be opened.
    """

    problem = ""
    """Why something could not be written; empty where all was."""

    def __init__(self, path: Path) -> None:
        # Opened here, where nothing else is followed or waited for. With `w` it is not opened
        # again for what is logged after its end.
        super().__init__(path, mode="w", encoding="utf-8", delay=True)
        opened = open_private(Path(self.baseFilename), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.stream = os.fdopen(opened, "a", encoding="utf-8", errors="backslashreplace")
        self.setFormatter(
            _Formatter("%(asctime)s %(levelname)s %(name)s %(threadName)s %(message)s")
        )

    def flush(self) -> None:
        """Flush what was written."""
        try:
            super().flush()
        except OSError as error:
            self._remember(error)

    def close(self) -> None:
        """Close the file."""
        try:
            super().close()
        except OSError as error:
            self._remember(error)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's own
        """Something else went wrong with a record."""
        self._remember(sys.exc_info()[1])

    def _remember(self, error: BaseException | None) -> None:
        """Keep the first problem, which is printed when the screen is gone."""
        self.problem = self.problem or getattr(error, "strerror", None) or repr(error)


def open_log(path: Path) -> LogFile:
    """Log to a file: all messages of this program, warnings of everything else.

    The SDK's debug messages hold requests with their headers, and are left out.

    Raises:
        OSError: the file cannot be opened.
    """
    made = LogFile(path)
    root = logging.getLogger()
    root.addHandler(made)
    root.setLevel(logging.WARNING)
    logging.getLogger("hpev_tui").setLevel(logging.DEBUG)
    return made
