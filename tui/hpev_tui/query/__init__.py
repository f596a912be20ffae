"""The filter language: a line of text to a query, and what of it the service can do itself.

All terms of a line must hold. A term is `key:value`, a word, a `"phrase"` or a
`/regular expression/`; a comma means or, `*` and `?` are wildcards, `-` in front negates. In
quotes or after a backslash every character stands for itself.

| term | keeps events |
|---|---|
| `level:error,warn` | of these levels, inferred ones included; a beginning will do |
| `group:worker-*` | of this `InstanceGroupName`, compared as the service compares it |
| `node:i-…` | of this instance or, where it is known, of this `NodeLogicalId` |
| `type:instance` | of this `ResourceType`; `group` is InstanceGroup |
| `since:2h` `until:2026-11-20T10:00Z` | at that time or later, at that time or earlier |
| `id:83ea` | whose `EventId` begins so or, with wildcards, is so |
| `cause:capacity` | that failed for this reason, as far as it is known; `unknown` is one, too |
| `like:83ea` | that say the same as the loaded event whose `EventId` begins so |
| `word` `"a phrase"` `/a.*b/` | with it in the description, the failure message or an ID |

Events say the same if their descriptions do with IDs, numbers and the like masked; failures whose
details are loaded, if they have the same signature. Case matters for the names of groups only.
"""

from __future__ import annotations

from hpev_tui.query.editing import Completion, complete, with_term, without_begun_key, without_key
from hpev_tui.query.lexer import Problem, quoted
from hpev_tui.query.parser import KEYS, Find, parse
from hpev_tui.query.pushdown import NOTHING_SENT, for_since, for_until
from hpev_tui.query.selection import SLICE_ROWS, Query, TooSlowError, no_fields, within_limit
from hpev_tui.query.signature import Kind, Signature, kind_of, masked, signature_of, wording
from hpev_tui.query.terms import AllTexts, DetailFields, FieldsOf, Term
from hpev_tui.query.values import parse_when

__all__ = [
    "KEYS", "NOTHING_SENT", "SLICE_ROWS", "AllTexts", "Completion", "DetailFields", "FieldsOf",
    "Find", "Kind", "Problem", "Query", "Signature", "Term", "TooSlowError", "complete",
    "for_since", "for_until", "kind_of", "masked", "no_fields", "parse", "parse_when", "quoted",
    "signature_of", "with_term", "within_limit", "without_begun_key", "without_key", "wording",
]  # fmt: skip
