"""What to forget, by what records have in common: words, a conversation, a source, a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..records import Demonstration, Episode, Record, RecordType
from .packing import unpacked
from .rows import Rows


@dataclass(frozen=True)
class Selection:
    """What to forget: the records for which every condition holds that is given.

    What was learned from demonstrations is meant only where `types` name it: it goes with the
    demonstrations, and they go with it.
    """

    types: Collection[RecordType] = ()
    words: str = ""
    """Each of them stands in the record, whatever it is part of."""

    thread: str = ""
    """A conversation; its turns."""

    source: str = ""
    """The log or the imported file that it came from, or the person who demonstrated it."""

    since: datetime | None = None
    before: datetime | None = None
    """When it was first remembered: from `since` on, and before `before`."""


def selected(rows: Rows, selection: Selection, *, user: str) -> list[Record]:
    """Return the records that the selection means, the newest first."""
    # Who demonstrates has habits of their own; they are found by the person or the log.
    owner = None if selection.source else user
    found = rows.select(selection.types, user=owner, valid=False)
    return [record for record in found if _fits(record, selection, user)]


def _fits(record: Record, selection: Selection, user: str) -> bool:
    since, before = selection.since, selection.before
    # What was learned from demonstrations goes with them; by itself only where it is asked for.
    learned = record.provenance.kind == "demonstration" and record.type != "demonstration"
    return (
        (not learned or record.type in selection.types)
        and (since is None or record.created >= since)
        and (before is None or record.created < before)
        and (not selection.thread or _is_of_thread(record, selection.thread, user))
        and (not selection.source or _is_from(record, selection.source))
        and (not selection.words or holds(_texts(record), selection.words))
    )


def _is_of_thread(record: Record, thread: str, user: str) -> bool:
    return isinstance(record, Episode) and record.thread in (thread, f"{user}/{thread}")


def _is_from(record: Record, source: str) -> bool:
    if isinstance(record, Demonstration):
        return source in (record.source, record.person)
    files = record.provenance.ids if record.provenance.kind == "import" else ()
    return any(source in (file, Path(file).name) for file in files)


def _texts(record: Record) -> Iterator[str]:
    """Yield all texts of a record; what a demonstration's screens show is unpacked."""
    yield from strings(record.model_dump(mode="python", exclude={"screens"}))
    if isinstance(record, Demonstration) and record.screens:
        yield from strings(json.loads(unpacked(record.screens)))


def holds(texts: Iterable[str], words: str) -> bool:
    """Tell whether each of the words stands in the texts."""
    text = " ".join(texts).casefold()
    return all(word in text for word in words.casefold().split())


def strings(value: object) -> Iterator[str]:
    """Yield the texts that a value holds: a text, or dicts, lists and tuples of such."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)
