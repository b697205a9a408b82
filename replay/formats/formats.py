"""Which format a document of a log has, told by its content; every format becomes ours.

An importer knows one format: handed a parsed JSON document, it names the demonstrations that
stand in it, or says that it is none of its own. Those that come with uptake are listed here;
another package adds its own under the entry point group `uptake.importers`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from ...core.errors import LogError
from ..schema import Demonstration, broken
from .miniwob import import_line, is_miniwob

GROUP = "uptake.importers"
"""The entry point group: a format's name = the `Importer` that reads it."""

_UNNAMED = "?"


@dataclass(frozen=True)
class Found:
    """A demonstration that stands in a document, not read yet: what is known need not be."""

    app: str
    id: str
    """Names it among the demonstrations of the app, the same whenever the document is read."""

    read: Callable[[], Demonstration]
    """Reads it. Raises `LogError` that names the field; file and line are added by others."""


Importer = Callable[[Any, Path], Sequence[Found] | None]
"""Takes a JSON document and the path of its file; returns None where it is not its format."""


def find(data: bytes, path: Path, *, as_format: str = "") -> Iterator[Found | LogError]:
    """Yield the demonstrations of a JSON document; what is none is yielded as an error.

    A list that is no document of any format is a list of documents. `as_format` names the only
    importer to ask; raises `LogError` where there is none of that name.
    """
    asked = importers(as_format)
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield LogError(f"not JSON: {error}")
        return
    found = _found(asked, document, path)
    if found is None and isinstance(document, list) and document:
        for part in document:
            yield from _found(asked, part, path) or [_unknown(asked)]
    else:
        yield from [_unknown(asked)] if found is None else found


def read_demonstration(data: bytes, path: Path = Path()) -> Demonstration:
    """Return the first demonstration of a document, whatever its format. Raises `LogError`."""
    for found in find(data, path):
        if isinstance(found, LogError):
            raise found
        return found.read()
    raise LogError("there is no demonstration in it")


def importers(as_format: str = "") -> dict[str, Importer]:
    """Return the importers by the name of their format, or only the one that is named.

    Raises `LogError` where nothing has that name.
    """
    known = _importers()
    if not as_format:
        return known
    if as_format not in known:
        raise LogError(f"there is no format {as_format!r}; there are {', '.join(known)}")
    return {as_format: known[as_format]}


def fingerprint(document: Any) -> str:
    """Return an id for a document that has none of its own: 16 digits of its content's hash.

    Raises `LogError` where the document is nested too deeply.
    """
    try:
        content = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise LogError(f"it cannot be told from others: {error}") from error
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def read_own(document: Any, _: Path) -> Sequence[Found] | None:
    """Import a demonstration in the schema of `uptake.replay.schema`."""
    if not _has(document, "steps") or not (_has(document, "version") or _has(document, "request")):
        return None
    named = document if "id" in document else {**document, "id": fingerprint(document)}
    return [Found(_text(named, "app"), _text(named, "id"), partial(_validated, named))]


def read_miniwob(document: Any, _: Path) -> Sequence[Found] | None:
    """Import a line of the human MiniWoB++ logs."""
    if not isinstance(document, dict) or not is_miniwob(document):
        return None
    read = partial(import_line, document)
    return [Found(_text(document, "taskName"), _text(document, "id"), read)]


_BUILT_IN = (
    EntryPoint("uptake", "uptake.replay.formats.formats:read_own", GROUP),
    EntryPoint("miniwob", "uptake.replay.formats.formats:read_miniwob", GROUP),
    EntryPoint("devtools", "uptake.replay.formats.devtools:read_recording", GROUP),
    EntryPoint("mobile", "uptake.replay.formats.mobile:read_episodes", GROUP),
)


@cache
def _importers() -> dict[str, Importer]:
    return {entry.name: entry.load() for entry in (*_BUILT_IN, *entry_points(group=GROUP))}


def _found(
    asked: dict[str, Importer], document: Any, path: Path
) -> Sequence[Found | LogError] | None:
    """Ask one importer after the other; None where the document is of no format."""
    try:
        found = (importer(document, path) for importer in asked.values())
        return next((one for one in found if one is not None), None)
    except LogError as error:
        return [error]


def _unknown(asked: dict[str, Importer]) -> LogError:
    return LogError(f"not a demonstration in a format that is known: {', '.join(asked)}")


def _validated(document: dict[str, Any]) -> Demonstration:
    try:
        return Demonstration.model_validate(document)
    except ValidationError as error:
        raise broken(error) from error


def _has(document: Any, key: str) -> bool:
    return isinstance(document, dict) and key in document


def _text(document: dict[str, Any], key: str) -> str:
    """Return a text that names something; what is no text is refused when it is read."""
    value = document.get(key)
    return value if isinstance(value, str) and value else _UNNAMED
