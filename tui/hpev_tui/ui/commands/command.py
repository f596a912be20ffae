"""What a row of the table of commands says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a key does.

    `keys` are Textual's names, separated by commas; without any the command is in the palette
    only. `scope` says where the keys act: `lines` (every list), `picker`, `filter` (its text
    field), `events`, `query` (their filter's text field), `detail`, `search` (its text
    field), `browser` (both of its panes), `overview` (the
    tables over it), `table` (their rows), `copies`, `copy-view`, `info`, `help` or `app`.
    `choice` and `code` are the fields for a profile or region and for an MFA code.
    `footer` commands are shown on the last line of the screen. `label` is a word or two,
    `help` a sentence for the help screen and the README.
    """

    id: str
    keys: str
    action: str
    label: str
    help: str
    scope: str
    footer: bool = False
