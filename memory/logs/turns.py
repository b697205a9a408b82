"""The log of turns, from which the planner learns: one row a turn, written in the turn.

A row knows of all that it shows where that came from, so that what is forgotten leaves no word
in the rows of other turns. Knows no model and no method of learning.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..language.words import clean
from ..storage.database import Database
from ..storage.selection import Selection
from .turn import ABANDONMENT, Followup, Turn

_PAGE = 500


class TurnLog:
    """The table of turns. Any thread may use it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, *turns: Turn) -> None:
        """Keep turns, without the secrets that were said in them, in place of rows of their ids.

        On the disk when it returns, or with the transaction that it is part of.
        """
        with self.database.transaction() as connection:
            for turn in turns:
                _put(connection, turn.redacted())

    def follow(self, turn: str, followup: Followup) -> None:
        """Keep what the user said after a turn; does nothing where the turn is not logged."""
        with self.database.transaction():
            self.add(*(t.model_copy(update={"followup": followup}) for t in self.get([turn])))

    def note_left(self, *, before: datetime) -> int:
        """Note of turns before that moment that nothing was said after them; return how many."""
        sql = "SELECT id FROM turn WHERE at < ? AND json_extract(body, '$.followup') IS NULL"
        with self.database.transaction():
            left = self.get([id for (id,) in self.database.read(sql, (_moment(before),))])
            nothing = Followup(turn="", said="", kind=ABANDONMENT)
            self.add(*(turn.model_copy(update={"followup": nothing}) for turn in left))
        return len(left)

    def get(self, ids: Iterable[str]) -> list[Turn]:
        """Return the turns of these ids that are logged, the oldest first."""
        sql = "SELECT body FROM turn WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at"
        return [_load(body) for (body,) in self.database.read(sql, (_listed(ids),))]

    def turns(self, *, user: str | None = None, thread: str | None = None) -> Iterator[Turn]:
        """Yield the turns, the oldest first; only of a user or a thread where one is named."""
        sql = (
            "SELECT at, number, body FROM turn WHERE (at, number) > (?, ?) AND (? IS NULL OR "
            "user = ?) AND (? IS NULL OR thread = ?) ORDER BY at, number LIMIT ?"
        )
        at, number = "", 0
        of = (*_twice(user), *_twice(thread))
        while rows := self.database.read(sql, (at, number, *of, _PAGE)):
            yield from (_load(body) for *_, body in rows)
            at, number, _ = rows[-1]

    def last(self, count: int, *, user: str) -> list[int]:
        """Return the revisions of a user's last turns, the oldest first.

        In a fraction of a millisecond, however long the log is. A row has another revision once
        anything in it is another.
        """
        return self._last("turn_user", "true", count, user)

    def followed(self, count: int, *, user: str) -> list[int]:
        """Return the same of the last turns that something was said after."""
        return self._last(
            "turn_followed", "json_extract(body, '$.followup.said') <> ''", count, user
        )

    def picked(self, count: int, *, user: str) -> list[int]:
        """Return the same of the last turns in which the user said which plan they mean."""
        return self._last("turn_picked", "json_extract(body, '$.decided_by') = 'user'", count, user)

    def _last(self, index: str, condition: str, count: int, user: str) -> list[int]:
        # Left to itself, SQLite may read every row of a user to find the few that are meant.
        sql = (
            f"SELECT number FROM turn INDEXED BY {index} WHERE user = ? AND {condition} "  # noqa: S608 - ours
            "ORDER BY at DESC, number DESC LIMIT ?"
        )
        return [number for (number,) in self.database.read(sql, (clean(user), count))][::-1]

    def at(self, revisions: Iterable[int]) -> dict[int, Turn]:
        """Return the rows that have these revisions; those that are no more are missing."""
        sql = "SELECT number, body FROM turn WHERE number IN (SELECT value FROM json_each(?))"
        rows = self.database.read(sql, (json.dumps([*revisions]),))
        return {number: _load(body) for number, body in rows}

    def holds(self, revisions: Collection[int]) -> bool:
        """Tell whether all these rows are still in the log as they were."""
        sql = "SELECT count(*) FROM turn WHERE number IN (SELECT value FROM json_each(?))"
        ((found,),) = self.database.read(sql, (json.dumps([*revisions]),))
        return bool(found == len(revisions))

    def keys(self, *, user: str | None = None) -> set[str]:
        """Return the keys of the turns (`Turn.key`): what learned from another one is stale."""
        sql = "SELECT id, json_extract(body, '$.edits') FROM turn WHERE ? IS NULL OR user = ?"
        return {Turn.key_of(id, edits) for id, edits in self.database.read(sql, _twice(user))}

    def count(self, *, user: str | None = None) -> int:
        """Return how many turns are logged, of a user where one is named."""
        sql = "SELECT count(*) FROM turn WHERE ? IS NULL OR user = ?"
        return int(self.database.read(sql, _twice(user))[0][0])

    def selected(self, selection: Selection, *, user: str) -> list[str]:
        """Return the ids of the turns that are meant; a turn is of the type of its episode."""
        if selection.types and "episode" not in selection.types:
            return []
        owner = None if selection.source else user
        return [turn.id for turn in self.turns(user=owner) if _fits(turn, selection, user)]

    def forget(self, turns: Collection[str], records: Collection[str] = ()) -> None:
        """Delete these turns, and take out of the others what they show of them and of records.

        A turn goes as well where it carried out a procedure that is among the records.
        """
        gone = {clean(id) for id in (*turns, *records)}
        with self.database.transaction() as connection:
            _delete(connection, turns)
            sql = (
                "SELECT DISTINCT id FROM turn JOIN turn_shows ON turn_shows.turn = number "
                "WHERE shown IN (SELECT value FROM json_each(?))"
            )
            for turn in self.get(id for (id,) in connection.execute(sql, (_listed(gone),))):
                if left := turn.without(gone):
                    _put(connection, left)
                else:
                    _delete(connection, [turn.id])


def _put(connection: sqlite3.Connection, turn: Turn) -> None:
    """Write a row anew, so that its number is the revision of what it holds."""
    _delete(connection, [turn.id])
    ((number,),) = connection.execute(
        "INSERT INTO turn (id, user, thread, at, body) VALUES (?, ?, ?, ?, ?) RETURNING number",
        (turn.id, turn.user, turn.thread, _moment(turn.at), turn.model_dump_json()),
    ).fetchall()
    connection.executemany(
        "INSERT INTO turn_shows (shown, turn) VALUES (?, ?)", ((id, number) for id in turn.shows())
    )


def _delete(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    connection.execute(
        "DELETE FROM turn WHERE id IN (SELECT value FROM json_each(?))", (_listed(ids),)
    )


def _load(body: str) -> Turn:
    return Turn.model_validate_json(body)


def _twice(name: str | None) -> tuple[str | None, str | None]:
    """Return the values of a condition that holds for all where no name is given."""
    name = None if name is None else clean(name)
    return name, name


def _listed(ids: Iterable[str]) -> str:
    return json.dumps([clean(id) for id in ids])


def _moment(at: datetime) -> str:
    # In one time zone, and with the same number of digits, the texts sort like the moments.
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _fits(turn: Turn, selection: Selection, user: str) -> bool:
    since, before, thread = selection.since, selection.before, selection.thread
    text = " ".join(turn.texts()).casefold()
    return (
        (since is None or turn.at >= since)
        and (before is None or turn.at < before)
        and (not thread or turn.thread in (clean(thread), clean(f"{user}/{thread}")))
        and (not selection.source or selection.source in (turn.source, Path(turn.source).name))
        and all(word in text for word in selection.words.casefold().split())
    )
