"""The SDK's own data files, of which the two great ones are kept trimmed in the user's cache.

SageMaker's service model has some 390 operations and all regions' endpoints have every service:
reading them takes a third of the time until the first call. What is left here are the operations
that this program calls and the services that it asks for credentials. A cached file counts only
for the very file of the SDK that it was made of, and nothing needs it: where it is missing, old or
damaged the SDK's file is read, and the cached one is written again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from os import environ
from pathlib import Path
from typing import Any, TypeAlias

from botocore import __version__
from botocore.loaders import JSONFileLoader, Loader

from hpev_tui.system.files import model_file, read_private, write_private

OPERATIONS = (
    "ListClusters",
    "DescribeCluster",
    "ListClusterEvents",
    "DescribeClusterEvent",
    "ListClusterNodes",
)
"""The calls of this program."""

_DOCUMENTED = "DescribeClusterEvent"
"""The operation whose answer is shown with the service's documentation."""

_SERVICES = ("api.sagemaker", "sts", "oidc", "portal.sso", "signin")
"""What this program calls, and what the SDK calls for credentials, by their names there."""

_FORMAT = 1
"""Changes with what `_TRIM` leaves."""

Data: TypeAlias = "dict[str, Any]"


class SdkFiles(JSONFileLoader):  # type: ignore[misc] # botocore has no types
    """Reads the SDK's data files for its loader; any thread may."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._unsaved: dict[str, tuple[str, Data]] = {}
        """What was read of the SDK's own files, by its name: which file it was, and the data."""

    def load_file(self, file_path: str) -> Any:  # noqa: ANN401 - botocore's loader
        """The data of a file, whose path has no suffix; None where there is no such file."""
        name = file_path.removeprefix(f"{Loader.BUILTIN_DATA_PATH}/")
        if name not in _TRIM:
            return super().load_file(file_path)
        made_of = _made_of(file_path)
        if (trimmed := _read(name, made_of)) is not None:
            return trimmed
        data = super().load_file(file_path)
        if data is not None:
            with self._lock:
                self._unsaved[name] = made_of, data
        return data

    def save(self) -> None:
        """Write what the next start reads faster so, where that can be written."""
        with self._lock:
            unsaved, self._unsaved = self._unsaved, {}
        for name, (made_of, data) in unsaved.items():
            text = json.dumps(_TRIM[name](data), separators=(",", ":"))
            with suppress(OSError, RuntimeError):
                write_private(_path(name), f"{made_of} {_digest(text)}\n{text}")


FILES = SdkFiles()
"""One for all sessions of the SDK."""


def _path(name: str) -> Path:
    """Where a trimmed file is, or will be.

    Raises:
        RuntimeError: the home folder cannot be determined.
    """
    return model_file(environ, f"{name.replace('/', '-')}.json")


def _made_of(file_path: str) -> str:
    """Which file of the SDK it is: its version, size and time."""
    for suffix in (".json", ".json.gz"):
        with suppress(OSError):
            status = Path(file_path + suffix).stat()
            return f"{_FORMAT}-{__version__}-{status.st_size}-{status.st_mtime_ns}"
    return ""


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _read(name: str, made_of: str) -> Data | None:
    """A trimmed file; None where it is missing, damaged or made of another file."""
    with suppress(OSError, RuntimeError, ValueError):
        head, _, text = read_private(_path(name)).partition("\n")
        if head == f"{made_of} {_digest(text)}":
            data: Data = json.loads(text)
            return data
    return None


def trimmed_model(model: Data) -> Data:
    """A service's model with the operations that are called, and the shapes that these name.

    Texts of documentation are left only where they are shown.
    """
    operations = {
        name: model["operations"][name] for name in OPERATIONS if name in model["operations"]
    }
    shapes = model["shapes"]
    documented = set(_reached(operations.get(_DOCUMENTED, {}).get("output", {}), shapes))
    named = documented.union(*(_reached(each, shapes) for each in operations.values()))
    return {
        **{key: value for key, value in model.items() if key not in ("documentation", "examples")},
        "operations": {name: _without_text(each) for name, each in operations.items()},
        "shapes": {
            name: shapes[name] if name in documented else _without_text(shapes[name])
            for name in sorted(named)
        },
    }


def _reached(
    value: object, shapes: Mapping[str, Data], seen: set[str] | None = None
) -> Iterator[str]:
    """The names of all shapes that a part of a model names, directly or not."""
    seen = set() if seen is None else seen
    if isinstance(value, dict):
        name = value.get("shape")
        if isinstance(name, str) and name in shapes and name not in seen:
            seen.add(name)
            yield name
            yield from _reached(shapes[name], shapes, seen)
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _reached(each, shapes, seen)


def _without_text(value: Any) -> Any:  # noqa: ANN401 - any part of a model
    if isinstance(value, dict):
        return {
            key: _without_text(each)
            for key, each in value.items()
            if not (key == "documentation" and isinstance(each, str))
        }
    return [_without_text(each) for each in value] if isinstance(value, list) else value


def trimmed_endpoints(endpoints: Data) -> Data:
    """All partitions and regions, with the services that are called."""
    return {
        **endpoints,
        "partitions": [
            {
                **partition,
                "services": {
                    name: service
                    for name, service in partition["services"].items()
                    if name in _SERVICES
                },
            }
            for partition in endpoints["partitions"]
        ],
    }


_TRIM = {"sagemaker/2017-07-24/service-2": trimmed_model, "endpoints": trimmed_endpoints}
"""The SDK's great files, by their names in its data, and what is left of each."""
