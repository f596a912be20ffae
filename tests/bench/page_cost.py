"""What an event of a page costs each process, without HTTP and without drawing.

In the SDK's process: its JSON is read, decoded, cleaned and packed. In the screen's: it is received
and added to the list, with all that is concluded from it (who failed, in which attempt, how often).
"""

from __future__ import annotations

import gc
import json
import marshal
import time
from collections.abc import Sequence
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from bench.setting import HISTORY, PAGE, Setting
from bench.table import Figure, value_up_to
from hpev_tui.findings import load_event_rules
from hpev_tui.session.coverage import Request
from hpev_tui.session.event_log import EventLog
from hpev_tui.sources.aws import wire
from hpev_tui.sources.records import from_plain, to_plain

_OPERATION = "ListClusterEvents"


def figures(setting: Setting) -> list[Figure]:
    """A figure for each process."""
    bodies = _bodies(setting)
    load_event_rules()
    rounds = setting.times(5, 3)
    ours = min(_packed(bodies)[0] for _ in range(rounds))
    _, frames = _packed(bodies)
    received = min(_received(frames) for _ in range(rounds))
    whole = min(_added(frames) for _ in range(rounds))
    note = f"the least of {rounds} rounds of {len(bodies) * PAGE:,} events, one after the other"
    return [
        Figure(
            "an event in the SDK's process",
            ours / len(bodies) / PAGE,
            "us",
            "<= 20 us",
            value_up_to(20e-6),
            note=note,
        ),
        Figure(
            "an event in the screen's process, with what is concluded from it",
            whole / len(bodies) / PAGE,
            "us",
            "<= 5 us",
            value_up_to(5e-6),
            note=f"{received / len(bodies) / PAGE * 1e6:.1f} us of them to receive it; {note}",
        ),
    ]


def _bodies(setting: Setting) -> list[bytes]:
    """The pages of the long history as they come, the newest first."""
    url, token, bodies = setting.url(setting.events), "", list[bytes]()
    while len(bodies) * PAGE < setting.events:
        asked = {
            "ClusterName": HISTORY,
            "MaxResults": PAGE,
            **({"NextToken": token} if token else {}),
        }
        request = HttpRequest(  # noqa: S310 - the bench's own endpoint
            url,
            json.dumps(asked).encode(),
            {
                "X-Amz-Target": f"SageMaker.{_OPERATION}",
                "Content-Type": "application/x-amz-json-1.1",
            },
        )
        with urlopen(request) as answer:  # noqa: S310 - see above
            bodies.append(answer.read())
        token = json.loads(bodies[-1]).get("NextToken", "")
        if not token:
            break
    return bodies


def _packed(bodies: Sequence[bytes]) -> tuple[float, list[bytes]]:
    """Seconds of processor time to make frames of the pages; and the frames."""
    begun, frames = _begun(), list[bytes]()
    for body in bodies:
        answer = {wire.BODY: body, wire.HEADERS: {}}
        page = wire.events(wire.decode(_OPERATION, answer, "Events", list))
        frames.append(marshal.dumps(to_plain(page)))
    return time.process_time() - begun, frames


def _received(frames: Sequence[bytes]) -> float:
    """Seconds of processor time to make pages of the frames again."""
    begun = _begun()
    for frame in frames:
        from_plain(marshal.loads(frame))  # noqa: S302 - packed above
    return time.process_time() - begun


def _added(frames: Sequence[bytes]) -> float:
    """Seconds of processor time to receive the pages and to add them to a list of events."""
    log, token = EventLog(), None
    begun = _begun()
    for frame in frames:
        page = from_plain(marshal.loads(frame))  # noqa: S302 - packed above
        log.add(Request(0, token), page)
        token = page.next_token
    return time.process_time() - begun


def _begun() -> float:
    gc.collect()
    gc.freeze()
    return time.process_time()
