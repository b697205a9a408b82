"""Records as rows: the source of truth, its words for full-text search, and the outbox.

The outbox names what the vector index has yet to learn. It is written in the same
transaction as the row, so that a crash between the two is caught up later.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from ...core.errors import RecordMissing
from ..language.moments import Span
from ..language.words import clean, words_of
from ..records import Record, RecordType, now
from .database import Database
from .full_text import any_form, searches

_record: TypeAdapter[Record] = TypeAdapter(Record)
Revision = tuple[int, int]
"""The newest revision among some records, and their number."""

_FREQUENT = 10_000
"""Counting a word's records stops here; what is in more of them is common, however many."""

_PARSED = 4096
"""How many parsed records are kept; they are frozen, so they can be shared."""


class Rows:
    """The table of records."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._parsed: OrderedDict[int, Record] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, ids: Collection[str]) -> dict[str, Record]:
        """Return the records that exist among the ids."""
        found: dict[str, Record] = {}
        for part in _parts(list(ids)):
            sql = f"SELECT rev, body FROM record WHERE id IN ({_marks(part)})"  # noqa: S608
            found |= {r.id: r for r in self._parse(self.database.read(sql, part))}
        return found

    def existing(self, ids: Iterable[str]) -> list[Record]:
        """Return the records with these ids, each once, in that order. Raises `RecordMissing`."""
        wanted = [*dict.fromkeys(clean(id) for id in ids)]
        found = self.get(wanted)
        missing = [id for id in wanted if id not in found]
        if missing:
            raise RecordMissing(f"Nothing with the id {missing[0]!r} is remembered.")
        return [found[id] for id in wanted]

    def revisions(self, revs: Collection[int]) -> dict[int, Record]:
        """Return the records of revisions that were just looked up."""
        with self._guard:
            found = {rev: self._parsed[rev] for rev in revs if rev in self._parsed}
        if new := [rev for rev in revs if rev not in found]:
            sql = "SELECT rev, body FROM record WHERE rev IN (SELECT value FROM json_each(?))"
            rows = self.database.read(sql, (json.dumps(new),))
            found |= zip((row[0] for row in rows), self._parse(rows), strict=True)
        return found

    def select(
        self,
        types: Collection[str] = (),
        *,
        user: str | None = None,
        app: str | None = None,
        valid: bool = True,
        limit: int | None = None,
    ) -> list[Record]:
        """Return records, newest first; with `valid`, only the ones that hold now."""
        where, values = _conditions(types, user, app, valid)
        sql = f"SELECT rev, body FROM record WHERE {where} ORDER BY created DESC, rev DESC LIMIT ?"  # noqa: S608
        return self._parse(self.database.read(sql, (*values, -1 if limit is None else limit)))

    def match(
        self,
        words: Mapping[str, int],
        types: Collection[str],
        *,
        user: str,
        app: str | None,
        limit: int,
        span: Span | None = None,
    ) -> list[str]:
        """Return the ids of records that have some of the words, best BM25 first.

        `words` come with their `frequencies`. Where very many records would have to be
        scored, the rarest words decide, and then records that have several of the others, the
        newest first. With `span`, only records that began to hold, or were said, in that time.
        """
        where, values = _conditions(types, user, app, valid=True, span=span)
        found: dict[str, None] = {}
        for expression, order in searches(words):
            sql = (
                "SELECT id FROM record_words CROSS JOIN record ON record.rev = record_words.rowid "  # noqa: S608
                f"WHERE record_words MATCH ? AND {where} ORDER BY {order} LIMIT ?"
            )
            rows = self.database.read(sql, (expression, *values, limit))
            found |= dict.fromkeys(row[0] for row in rows)
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def within(
        self, span: Span, types: Collection[str], *, user: str, app: str | None, limit: int
    ) -> list[str]:
        """Return the ids of records that began to hold or were said in that time, newest first."""
        where, values = _conditions(types, user, app, valid=True, span=span)
        sql = f"SELECT id FROM record WHERE {where} ORDER BY since DESC, rev DESC LIMIT ?"  # noqa: S608
        return [row[0] for row in self.database.read(sql, (*values, limit))]

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many records each word is, in any of its forms; stops at `_FREQUENT`."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM record_words WHERE record_words MATCH ? LIMIT ?)"
        return {w: self.database.read(sql, (any_form([w]), _FREQUENT))[0][0] for w in words}

    def ids(self, types: Collection[RecordType], *, user: str) -> list[tuple[str, str]]:
        """Return the id and the app of such records, without reading them."""
        where, values = _conditions(types, user, None, valid=False)
        return list(self.database.read(f"SELECT id, app FROM record WHERE {where}", values))  # noqa: S608

    def total(self) -> int:
        """Return how many records there are, of all users."""
        return int(self.database.read("SELECT count(*) FROM record")[0][0])

    def revision(
        self, types: Collection[RecordType], *, user: str, app: str | None = None
    ) -> Revision:
        """Return the newest revision of such rows and how many there are."""
        where, values = _conditions(types, user, app, valid=False)
        sql = f"SELECT coalesce(max(rev), 0), count(*) FROM record WHERE {where}"  # noqa: S608
        ((newest, count),) = self.database.read(sql, values)
        return newest, count

    def counts(self) -> dict[RecordType, int]:
        """Return how many records of each type there are."""
        return dict(self.database.read("SELECT type, count(*) FROM record GROUP BY type"))

    def put(self, connection: sqlite3.Connection, id: str, body: str | None) -> str | None:
        """Make the row of that id hold `body`, or be gone; return what it held before."""
        before = _take(connection, id)
        old = load(before) if before is not None else None
        new = load(body) if body is not None else None
        if new is not None and body is not None:
            _insert(connection, new, body)
        if old is None or new is None or _indexed(old) != _indexed(new):
            for record in {(r.type, r.user): r for r in (old, new) if r}.values():
                _post(connection, record)
        return before

    def _parse(self, rows: Iterable[tuple[Any, ...]]) -> list[Record]:
        with self._guard:
            return [self._parsed_row(rev, body) for rev, body in rows]

    def _parsed_row(self, rev: int, body: str) -> Record:
        # A revision never changes and its number is never used again.
        known = self._parsed.get(rev)
        if known is None:
            known = self._parsed[rev] = _record.validate_json(body)
            if len(self._parsed) > _PARSED:
                self._parsed.popitem(last=False)
        return known


def dump(record: Record) -> str:
    """Return the record as JSON; lone surrogates in its texts become U+FFFD."""
    try:
        return record.model_dump_json()
    except PydanticSerializationError:
        cleaned = _cleaned(record.model_dump(mode="python"))
        return _record.validate_python(cleaned).model_dump_json()


def load(body: str) -> Record:
    """Read a record that `dump` wrote."""
    return _record.validate_json(body)


def search_texts(record: Record) -> tuple[str, ...]:
    """Return the texts by which a record is found; demonstrations are not searched."""
    if record.type == "demonstration":
        return ()
    if record.type == "procedure":
        # Every request is a way of asking; a spread of them covers more than the first few.
        step = max(1, len(record.requests) // 7)
        return (record.title, *record.requests[::step][:7])
    if record.type == "habit":
        return (f"{record.context}: {', '.join(c.label for c in record.choices[:1])}",)
    return (record.text(),)


def _insert(connection: sqlite3.Connection, record: Record, body: str) -> None:
    until = _moment(record.valid_to) if record.valid_to else None
    app = getattr(record, "app", "")
    cursor = connection.execute(
        "INSERT INTO record (id, type, user, app, created, valid_to, body) VALUES (?,?,?,?,?,?,?)",
        (record.id, record.type, record.user, app, _moment(record.created), until, body),
    )
    texts = search_texts(record)
    if not texts:
        return
    words = " ".join(word for text in texts for word in words_of(text))
    connection.execute(
        "INSERT INTO record_words (rowid, words) VALUES (?, ?)", (cursor.lastrowid, words)
    )


def _take(connection: sqlite3.Connection, id: str) -> str | None:
    row = connection.execute("SELECT rev, body FROM record WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    connection.execute("DELETE FROM record WHERE rev = ?", (row[0],))
    connection.execute("DELETE FROM record_words WHERE rowid = ?", (row[0],))
    return str(row[1])


def _post(connection: sqlite3.Connection, record: Record) -> None:
    if record.type != "demonstration":
        connection.execute(
            "INSERT INTO outbox (record, type, user) VALUES (?, ?, ?)",
            (record.id, record.type, record.user),
        )


def _indexed(record: Record) -> tuple[object, ...]:
    """Return all that the vector index knows of a record."""
    return record.type, record.user, getattr(record, "app", ""), search_texts(record)


def _conditions(
    types: Collection[str],
    user: str | None,
    app: str | None,
    valid: bool,
    span: Span | None = None,
) -> tuple[str, list[Any]]:
    parts, values = ["1"], list[Any]()
    if types:
        parts.append(f"type IN ({_marks(types)})")
        values += types
    if user is not None:
        parts.append("user = ?")
        values.append(clean(user))
    if app is not None:
        # Facts and episodes belong to no app; they hold in all.
        parts.append("app IN (?, '')")
        values.append(clean(app))
    if valid:
        parts.append("(valid_to IS NULL OR valid_to > ?)")
        values.append(_moment(now()))
    if span is not None:
        # By the index of moments first: reading them off every body would take long.
        parts.append(
            "rev IN (SELECT rev FROM record WHERE user = ? "
            "AND since >= julianday(?) AND since < julianday(?))"
        )
        values += [clean(user or ""), _moment(span.start), _moment(span.end)]
    return " AND ".join(parts), values


def _moment(when: datetime) -> str:
    # In one time zone the texts sort like the moments.
    try:
        return when.astimezone(UTC).isoformat()
    except OverflowError:  # a day at either end of the calendar
        return when.replace(tzinfo=UTC).isoformat()


def _marks(values: Collection[Any]) -> str:
    return ",".join("?" * len(values))


def _parts(values: Sequence[str], size: int = 500) -> list[list[str]]:
    return [[clean(v) for v in values[i : i + size]] for i in range(0, len(values), size)]


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_cleaned(part) for part in value)
    return value
