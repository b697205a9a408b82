"""Preferences: what memory holds of a person that bears on the items of a pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ....core.events import Recollection
from ....memory.habits.rhythms import holding
from ....memory.language.words import words_of
from ....memory.memory import Memory
from ....memory.records import Habit, Record, RecordType, now
from ..items.columns import value_key
from ..items.pool import Pool

CONSIDERED = 12
"""How many memories each search brings."""

_NAMED = 0.5
"""The least relevance of a memory that names a value of the pool."""

_LIKINGS: tuple[RecordType, ...] = ("fact", "habit")
_MOST = 2_000
_WORDS = 60
"""Values of the pool that are searched for."""

_TITLES = 12
"""Titles of the pool that are searched for: a preference is often like what runs against it."""


class Preferences:
    """Brings a person's likings to bear on a request and the items that it is about."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def bearing_on(self, request: str, pool: Pool, user: str) -> list[Recollection]:
        """Return the memories that bear on the request or on what the items are like.

        A memory that names a value of the pool is among them, however it is put. Habits are those
        that are asserted, as they hold now: on Sundays not what is chosen on weekdays.
        """
        moment = now()
        queries = [request, f"{request} {', '.join(_values(pool))}", ". ".join(_titles(pool))]
        found: dict[str, Recollection] = {}
        for query in queries:
            hits = self._memory.recall(query, user=user, types=_LIKINGS, limit=CONSIDERED)
            for hit in hits:
                known, record = found.get(hit.record.id), _as_it_holds(hit.record, moment)
                if record and (known is None or known.relevance < hit.relevance):
                    found[record.id] = recollection(record, hit.relevance)
        for record in self._naming(pool, user, moment):
            relevance = max(_NAMED, found[record.id].relevance if record.id in found else 0.0)
            found[record.id] = recollection(record, relevance)
        return sorted(found.values(), key=lambda one: -one.relevance)

    def _naming(self, pool: Pool, user: str, moment: datetime) -> Iterator[Record]:
        """Yield the memories that name a value of the pool."""
        words = {word for key in pool.vocabulary for word in key if len(word) > 2}
        for type_ in _LIKINGS:
            for kept in self._memory.list(type_, user=user, limit=_MOST):
                record = _as_it_holds(kept, moment)
                if record and not words.isdisjoint(value_key(words_of(_named_by(record)))):
                    yield record


def _as_it_holds(record: Record, moment: datetime) -> Record | None:
    """Return a memory as it holds at a moment; None for a habit that is not asserted then."""
    if not isinstance(record, Habit):
        return record
    habit = holding(record, moment)
    return habit if habit.asserted else None


def _named_by(record: Record) -> str:
    """Return what of a memory may name a value: of a habit the choice, and not where it is made."""
    return record.choices[0].label if isinstance(record, Habit) else record.text()


def recollection(record: Record, relevance: float) -> Recollection:
    """Return a record as it is told of, with how far it bears on the request, 0..1."""
    return Recollection(
        id=record.id,
        type=record.type,
        text=record.text(),
        relevance=relevance * record.confidence,
        source=record.provenance.describe(),
    )


def _titles(pool: Pool) -> Sequence[str]:
    """Return titles from all over the pool: what all that is on offer has in common."""
    return [item.title for item in pool.items[:: max(1, len(pool) // _TITLES)]][:_TITLES]


def _values(pool: Pool) -> Sequence[str]:
    """Return the commonest values of the pool, column by column."""
    texts = [
        text
        for column in pool.columns
        if column.is_text and not column.is_boolean
        for text in column.distinct[1:9]
    ]
    return texts[:_WORDS]
