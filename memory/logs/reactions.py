"""The log of reactions, from which taste is learned and what is known already: one row a reaction.

A row has the vectors of the items that were shown, so that taste is learned again from the rows
without asking the embedding model. The journal notes what is forgotten or imported of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from ...core.protocols import Vectors
from ..language.words import clean
from ..storage.database import Database
from ..storage.selection import Selection, holds
from .reaction import Reaction

_PAGE = 500
_ALL = 2**63 - 1
_KEY = "reaction:"


@dataclass(frozen=True, eq=False)
class Kept:
    """A reaction with what it is learned from."""

    reaction: Reaction
    space: str
    """In which the vectors lie: those of two spaces cannot be compared."""

    vectors: Vectors
    """`[shown, dimension]`."""


class ReactionLog:
    """The table of reactions. Any thread may use it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, reaction: Reaction, *, space: str = "", vectors: Vectors | None = None) -> None:
        """Keep a reaction, without the secrets in what was shown, in place of one of its id.

        Survives a kill of the process when it returns; a loss of power may take the last ones,
        since each is learned from at once and nobody should wait for the disk. `vectors` are the
        shown items', `[shown, dimension]`, in a space of that name; kept in half precision.
        """
        kept = reaction.redacted()
        with self.database.transaction(synced=False) as connection:
            put_reaction(connection, key_of(kept.id), kept.model_dump_json())
            if vectors is not None:
                self.place(kept.id, space, vectors)

    def place(self, id: str, space: str, vectors: Vectors) -> None:
        """Keep where the items of a kept reaction lie, in place of where they lay elsewhere."""
        with self.database.transaction(synced=False) as connection:
            connection.execute(
                "UPDATE reaction SET space = ?, vectors = ? WHERE id = ?",
                (space, np.asarray(vectors, np.float16).tobytes(), clean(id)),
            )

    def kept(self, *, user: str, after: int = 0, until: int = _ALL) -> Iterator[Kept]:
        """Yield a user's reactions with their vectors, the oldest first.

        Only those that were added after `revision` had one first number, until it had another.
        """
        for body, space, vectors in self._pages("body, space, vectors", user, after, until):
            reaction = _load(body)
            flat = np.frombuffer(vectors or b"", np.float16).astype(np.float32)
            yield Kept(reaction, space, flat.reshape(len(reaction.shown), -1))

    def reactions(self, *, user: str | None = None) -> Iterator[Reaction]:
        """Yield the reactions, the oldest first; only a user's where one is named."""
        yield from (_load(body) for (body,) in self._pages("body", user))

    def get(self, ids: Iterable[str]) -> list[Reaction]:
        """Return the reactions of these ids that are kept, the oldest first."""
        return self._where("id", ids)

    def shown_in(self, turns: Iterable[str]) -> list[Reaction]:
        """Return the reactions to what was shown in these turns, the oldest first."""
        return self._where("turn", [turn for turn in turns if turn])

    def known(self, *, user: str) -> Iterator[tuple[str, str]]:
        """Yield the id and title of each item that a user knows already, the first known first.

        The titles are without secrets, as they are kept.
        """
        sql = (
            "SELECT body FROM reaction WHERE user = ? AND json_extract(body, '$.kind') = 'known' "
            "ORDER BY at, number"
        )
        found = [_load(body) for (body,) in self.database.read(sql, (clean(user),))]
        about = ((item, one.taken) for one in found for item in one.shown)
        yield from dict.fromkeys((item.id, item.title) for item, taken in about if item.id == taken)

    def count(self, *, user: str | None = None) -> int:
        """Return how many reactions are kept, of a user where one is named."""
        sql = "SELECT count(*) FROM reaction WHERE ? IS NULL OR user = ?"
        return int(self.database.read(sql, (user, user))[0][0])

    def revision(self, *, user: str) -> tuple[int, int]:
        """Return what differs from before whenever a user's reactions have changed."""
        sql = "SELECT coalesce(max(number), 0), count(*) FROM reaction WHERE user = ?"
        ((newest, count),) = self.database.read(sql, (clean(user),))
        return newest, count

    def selected(self, selection: Selection, *, user: str) -> list[str]:
        """Return the ids of a user's reactions that are meant; none where types are named.

        A reaction comes from no file.
        """
        if selection.types or selection.source:
            return []
        return [one.id for one in self.reactions(user=user) if _fits(one, selection, user)]

    def _where(self, column: str, values: Iterable[str]) -> list[Reaction]:
        sql = (
            f"SELECT body FROM reaction WHERE {column} IN (SELECT value FROM json_each(?)) "  # noqa: S608
            "ORDER BY at, number"
        )
        return [_load(body) for (body,) in self.database.read(sql, (_listed(values),))]

    def _pages(
        self, columns: str, user: str | None, after: int = 0, until: int = _ALL
    ) -> Iterator[tuple[Any, ...]]:
        user = None if user is None else clean(user)
        sql = (
            f"SELECT at, number, {columns} FROM reaction WHERE (at, number) > (?, ?) "  # noqa: S608
            "AND (? IS NULL OR user = ?) AND number > ? AND number <= ? ORDER BY at, number LIMIT ?"
        )
        at, number = "", 0
        while rows := self.database.read(sql, (at, number, user, user, after, until, _PAGE)):
            yield from (tuple(values) for _, _, *values in rows)
            at, number = rows[-1][:2]


def key_of(id: str) -> str:
    """Return by what the journal knows the reaction of that id."""
    return f"{_KEY}{id}"


def id_of(key: str) -> str:
    """Return the id of the reaction that the journal knows by that key."""
    return key.removeprefix(_KEY)


def is_reaction(key: str) -> bool:
    """Tell whether a key of the journal is that of a reaction."""
    return key.startswith(_KEY)


def put_reaction(connection: sqlite3.Connection, key: str, body: str | None) -> str | None:
    """Make the reaction of that key be what `body` says, or be gone; return its body before."""
    id = clean(id_of(key))
    row = connection.execute("SELECT body FROM reaction WHERE id = ?", (id,)).fetchone()
    connection.execute("DELETE FROM reaction WHERE id = ?", (id,))
    if body is not None:
        made = _load(body)
        connection.execute(
            "INSERT INTO reaction (id, user, thread, turn, at, body, space) "
            "VALUES (?, ?, ?, ?, ?, ?, '')",
            (id, made.user, made.thread, made.turn, _moment(made.at), body),
        )
    return str(row[0]) if row else None


def _load(body: str) -> Reaction:
    return Reaction.model_validate_json(body)


def _listed(ids: Iterable[str]) -> str:
    return json.dumps([clean(id) for id in ids])


def _moment(at: datetime) -> str:
    # In one time zone, and with the same number of digits, the texts sort like the moments.
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _fits(reaction: Reaction, selection: Selection, user: str) -> bool:
    since, before, thread = selection.since, selection.before, selection.thread
    return (
        (since is None or reaction.at >= since)
        and (before is None or reaction.at < before)
        and (not thread or reaction.thread in (clean(thread), clean(f"{user}/{thread}")))
        and (not selection.words or holds(reaction.texts(), selection.words))
    )
