"""The story of a record: what it came from, what it changed, where it was used, how it went."""

from __future__ import annotations

from dataclasses import dataclass

from .logs.journal import Entry, Journal
from .records import Episode, Fact, Record
from .storage.links import Links
from .storage.rows import Rows


@dataclass(frozen=True)
class Story:
    """What is known of one record besides itself."""

    record: Record
    sources: tuple[Record, ...]
    """The turns and demonstrations that it came from, as far as they are still remembered."""

    drew_on: tuple[Record, ...]
    """For a turn: what it used, as far as it is still remembered."""

    replaced: tuple[Fact, ...]
    """The facts that it took the place of, the latest first."""

    replaced_by: tuple[Fact, ...]
    taught: tuple[Record, ...]
    """What came from it."""

    used: tuple[Episode, ...]
    """The turns that drew on it, the oldest first, each with its outcome."""

    changes: tuple[Entry, ...]
    """The writes that changed it, the last first, as far back as the journal goes."""


def story(rows: Rows, journal: Journal, record: Record) -> Story:
    """Return the story of a record."""
    links = Links(rows)
    sources = rows.get(record.provenance.ids)
    return Story(
        record=record,
        sources=tuple(source for id, source in sources.items() if id != record.id),
        drew_on=tuple(rows.get(record.used).values()) if isinstance(record, Episode) else (),
        replaced=tuple(links.predecessors(record)) if isinstance(record, Fact) else (),
        replaced_by=tuple(links.successors([record.id])),
        taught=tuple(links.came_from([record.id])),
        used=tuple(links.used_in([record.id])),
        changes=tuple(journal.history(record=record.id)),
    )
