"""The texts of events, from the data file, which says of each where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hpev_tui.system.files import data_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "demo-wordings.json"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of event reads."""

    description: str
    level: str
    resource_type: str
    member: str
    """The member of the `EventMetadata` union that carries its details."""

    def text(self, texts: Mapping[str, object]) -> str:
        """The description with its placeholders filled."""
        return self.description.format_map(texts)


@dataclass(frozen=True, slots=True)
class Wordings:
    """All texts that the stories use, by key."""

    events: Mapping[str, Wording]
    messages: Mapping[str, str]
    """Failure messages and advice."""

    def message(self, key: str, **texts: object) -> str:
        """A failure message with its placeholders filled."""
        return self.messages[key].format_map(texts)


@lru_cache(maxsize=1)
def wordings() -> Wordings:
    """The texts; the file is read for the first event, not when the server starts."""
    data = data_of(FILE_NAME)
    return Wordings(
        events={
            key: Wording(row["description"], row["level"], row["resource_type"], row["member"])
            for key, row in data["events"].items()
        },
        messages={key: row["text"] for key, row in data["messages"].items()},
    )
