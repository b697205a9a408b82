"""Memory: the one door through which the rest of uptake remembers and recalls.

Any thread may use it; two processes may share a home. Rows in SQLite are the truth; the
vector index follows them.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ..core.errors import HomeError, RecordMissing
from ..core.protocols import Embedder
from ..core.settings import Settings
from .capacity import Usage, usage
from .conversations import forget_conversations, is_kept
from .database import Database
from .forgetting import Forgetting, forgetting
from .journal import FORGET, Entry, Journal, Write
from .outbox import Outbox
from .portability import Imported, export_records, import_file
from .ranking import Weights
from .recall import Hit, Recall, Scope, ThreadHit
from .records import Record, RecordType, now
from .relevance import find_relevance
from .rows import Revision, Rows, dump
from .scrubbing import scrub
from .selection import Selection, selected
from .store_items import StoreItem, StoreItems
from .story import Story, story
from .turns import TurnLog
from .vectors import VectorIndex
from .words import clean

__all__ = ["Forgetting", "Hit", "Imported", "Memory", "Revision", "Selection", "Story", "Write"]

_log = logging.getLogger(__name__)

Records = list[Record]
Entries = list[Entry]
Pairs = list[tuple[str, str]]
Hits = list[Hit]
Threads = list[ThreadHit]

_WEIGHTS = Weights()
_TURNS: tuple[RecordType, ...] = ("episode",)
_RECALLED: tuple[RecordType, ...] = ("habit", "procedure", "fact", "episode")


class Memory:
    """What the assistant knows of its users."""

    def __init__(
        self, database: Database, embedder: Embedder, settings: Settings, weights: Weights
    ) -> None:
        self.database = database
        self.embedder = embedder
        self.turns = TurnLog(database)
        self._items = StoreItems(database)
        self._rows = Rows(database)
        self._journal = Journal(self._rows, keep=settings.changes_kept)
        self._notes = Outbox(database)
        self._settings, self._home = settings, settings.paths
        self._vectors = VectorIndex(self._rows, embedder, settings)
        self._recall = Recall(self._rows, self._vectors, weights, lambda: find_relevance(embedder))

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder, *, weights: Weights = _WEIGHTS) -> Memory:
        """Open the memory of the home, and make it where there is none. Raises `HomeError`.

        `weights` say how much each part of the evidence counts when memory recalls.
        """
        home = settings.paths.create()
        memory = cls(Database(home.memory), embedder, settings, weights)
        memory._finish_forgetting()
        return memory

    def add(self, records: Iterable[Record], *, cause: str = "") -> Write:
        """Keep records, replacing the ones with the same ids; on the disk when it returns."""
        return self._journal.write(
            {clean(record.id): dump(record) for record in records}, cause=cause
        )

    def get(self, id: str) -> Record:
        """Return the record with that id. Raises `RecordMissing`."""
        record = self._rows.get([id]).get(clean(id))
        if record is None:
            raise RecordMissing(f"Nothing with the id {id!r} is remembered.")
        return record

    def list(
        self,
        type: RecordType | None = None,
        *,
        user: str | None = None,
        app: str | None = None,
        limit: int | None = None,
        valid: bool = True,
    ) -> Records:
        """Return records, newest first; with `valid=False` also the ones that hold no more.

        With `app`, records of that app and records that belong to no app.
        """
        types = (type,) if type else ()
        return self._rows.select(types, user=user, app=app, valid=valid, limit=limit)

    def recall(
        self,
        query: str,
        *,
        user: str,
        types: Collection[RecordType] = _RECALLED,
        app: str | None = None,
        limit: int = 8,
        tokens: int | None = None,
        at: datetime | None = None,
    ) -> Hits:
        """Return what bears on the query, best first, within `limit` hits and `tokens`.

        Where a Chroma server does not answer, words alone find it; see `recall_problem`.
        `at` is the moment of asking, by which "last week" is understood; None is now.
        """
        scope = Scope(clean(user), types, app, _zoned(at))
        return self._recall.recall(query, scope, limit=limit, tokens=tokens)

    @property
    def recall_problem(self) -> str:
        """Why the last recall searched by words alone; "" where it searched by meaning, too."""
        return self._vectors.problem

    def recall_threads(
        self, query: str, *, user: str, limit: int = 8, at: datetime | None = None
    ) -> Threads:
        """Return the conversations that bear on the query, each with its best turns."""
        scope = Scope(clean(user), _TURNS, at=_zoned(at))
        return self._recall.threads(query, scope, limit=limit)

    def remove(self, ids: Iterable[str], *, cause: str = "") -> Write:
        """Remove records and nothing else, also from the index; the write can be undone.

        Raises `RecordMissing`, and then removes none.
        """
        gone = [record.id for record in self._existing(ids)]
        write = self._journal.write(dict.fromkeys(gone), cause=cause)
        self._vectors.remove()
        return write

    def preview(self, what: Iterable[str] | Selection, *, user: str = "") -> Forgetting:
        """Tell what goes when the records of these ids, or the ones selected, are forgotten.

        `user` is whose records a selection means. Raises `RecordMissing`.
        """
        if not isinstance(what, Selection):
            ids = [*map(clean, what)]
            logged = {turn.id for turn in self.turns.get(ids)}
            found = self._rows.get(ids)
            records = self._existing(id for id in ids if id in found or id not in logged)
            return self._whole(forgetting(self._rows, records), logged)
        chosen = selected(self._rows, what, user=user)
        thread = f"{user}/{what.thread}"
        whole = what == Selection(thread=what.thread) and is_kept(self._home.checkpoints, thread)
        plan = forgetting(self._rows, chosen, (thread,) if whole else ())
        items = self._items.selected(what, user=user)
        return self._whole(plan, self.turns.selected(what, user=user), items)

    def forget(self, what: Iterable[str] | Forgetting, *, for_good: bool = False) -> Write:
        """Forget records, with what was derived from them; return what can be undone.

        With `for_good` nothing can be: afterwards no file of the home holds their words. What
        was said in conversations goes then, too, the log is emptied, and caches are dropped.
        From the turns that the planner learns from it goes in either case, and does not return.
        Items of LangGraph's store that hold what goes, go with it.
        Raises `RecordMissing`, `HomeLocked` where another process keeps a file busy.
        """
        plan = self._latest(what) if isinstance(what, Forgetting) else self.preview(what)
        bodies = {one.id: None for one in (*plan.removed, *plan.items)} | {
            record.id: dump(record) for record in plan.changed
        }
        if for_good:
            forget_conversations(self._home.checkpoints, plan.threads, plan.removed)
        with self.database.transaction():
            write = self._journal.write(bodies, cause=FORGET)
            self.turns.forget(plan.turns, [record.id for record in plan.removed])
            waiting = json.dumps([*dict.fromkeys((*self.to_learn(), *plan.apps))])
            self._notes.set_notes(to_learn=waiting)
            if for_good:
                self._journal.erase(bodies)
                owners = (*self._to_scrub(), *((r.user, r.type) for r in plan.removed))
                self._notes.set_notes(scrub=json.dumps([*dict.fromkeys(owners)]))
        self._vectors.remove()
        if for_good:
            self._scrub()
        return write

    def to_learn(self) -> Pairs:
        """Return whose apps lost what was learned from demonstrations that were forgotten."""
        return [(user, app) for user, app in json.loads(self._notes.note("to_learn") or "[]")]

    def learned(self, user: str, app: str, mark: str) -> None:
        """Note that an app was learned, and `mark`, which tells from what."""
        with self.database.transaction():
            left = [waiting for waiting in self.to_learn() if waiting != (user, app)]
            self._notes.set_notes(to_learn=json.dumps(left))
            self._notes.set_notes(**{_learned_key(user, app): mark})

    def learned_mark(self, user: str, app: str) -> str:
        """Return the mark that was noted when the app was last learned, or ""."""
        return self._notes.note(_learned_key(user, app))

    def undo(self, write: str = "") -> Records:
        """Restore the state before that write, or the last one; return the records concerned.

        Later changes of the same records are undone with it. Raises `RecordMissing` where
        there is no such write, where it was undone before, or is forgotten for good.
        """
        records = self._journal.undo(write or self._journal.last())
        self._vectors.remove()
        return records

    def history(self, *, record: str | None = None, limit: int | None = None) -> Entries:
        """Return what was written, the last first; with `record`, only what changed it."""
        return self._journal.history(record=record, limit=limit)

    def story(self, id: str) -> Story:
        """Return where a record came from, what it changed and where it was used.

        Raises `RecordMissing`.
        """
        return story(self._rows, self._journal, self.get(id))

    def export(self, path: Path) -> int:
        """Write all records to a JSONL file; return how many. Raises `UptakeError`."""
        return export_records(self.database, path)

    def import_file(self, path: Path, *, user: str, replace: bool = False) -> Imported:
        """Bring in what `export` wrote, or notes in Markdown as facts about the user.

        All of the file or nothing. A record that is otherwise here stays, but with `replace`.
        Raises `UptakeError` where the file cannot be read.
        """
        return import_file(self._rows, self._journal, path, user=user, replace=replace)

    def revision(
        self, types: Collection[RecordType], *, user: str, app: str | None = None
    ) -> Revision:
        """Return what differs from before whenever records of these types have changed."""
        return self._rows.revision(types, user=user, app=app)

    def apps_by_id(self, type: RecordType, *, user: str) -> dict[str, str]:
        """Return the id of each record of the type with its app, without reading the records."""
        return dict(self._rows.ids((type,), user=user))

    def usage(self) -> Usage:
        """Return how much is remembered, how large it is, and which limits are reached."""
        return usage(self.database, self._settings)

    def counts(self) -> dict[RecordType, int]:
        """Return how many records of each type are kept."""
        return self._rows.counts()

    def catch_up(self, on_progress: Callable[[float], None] | None = None) -> int:
        """Bring the index up to date now, rather than before the next recall."""
        return self._vectors.catch_up(on_progress)

    def rebuild_index(self, on_progress: Callable[[float], None] | None = None) -> int:
        """Make the vector index anew from the records; return how many are in it."""
        return self._vectors.rebuild(on_progress)

    def close(self) -> None:
        """Let go of all files; closing twice does nothing."""
        self._vectors.close()
        self.database.close()

    def _existing(self, ids: Iterable[str]) -> Records:
        wanted = [*dict.fromkeys(clean(id) for id in ids)]
        found = self._rows.get(wanted)
        missing = [id for id in wanted if id not in found]
        if missing:
            raise RecordMissing(f"Nothing with the id {missing[0]!r} is remembered.")
        return [found[id] for id in wanted]

    def _latest(self, what: Forgetting) -> Forgetting:
        """Look again at what goes: records may have changed since the preview."""
        chosen = self._rows.get([record.id for record in what.chosen])
        plan = forgetting(self._rows, chosen.values(), what.threads)
        items = self._items.get([item.id for item in what.items])
        return self._whole(plan, what.turns, items.values())

    def _whole(
        self, plan: Forgetting, turns: Iterable[str], items: Iterable[StoreItem] = ()
    ) -> Forgetting:
        """Add the logged turns and the store's items: these, and those of the records that go."""
        going = [*turns, *(record.id for record in plan.removed)]
        logged = tuple(turn.id for turn in self.turns.get(going))
        held = {item.id: item for item in (*items, *self._items.made_from(plan.removed))}
        return replace(plan, turns=logged, items=tuple(held.values()))

    def _to_scrub(self) -> Pairs:
        """Return whose records of which types were forgotten and are still in files."""
        return [(user, type_) for user, type_ in json.loads(self._notes.note("scrub") or "[]")]

    def _scrub(self) -> None:
        self._vectors.renew(self._to_scrub())
        scrub(self.database, self._home)
        self._notes.set_notes(scrub="")

    def _finish_forgetting(self) -> None:
        """Scrub the files where a crash kept `forget` from it."""
        if not self._to_scrub():
            return
        try:
            self._vectors.remove()
            self._scrub()
        except HomeError as error:
            # The note stays, so that the next opening tries again.
            _log.warning("files still hold what was forgotten", extra={"why": str(error)})


def _learned_key(user: str, app: str) -> str:
    """Return the key of a note on an app, without its name: forgetting leaves no words of it."""
    named = json.dumps([user, app]).encode()
    return f"learned {hashlib.blake2b(named, digest_size=8).hexdigest()}"


def _zoned(at: datetime | None) -> datetime:
    # Days begin at the user's midnight; a moment without a zone is one of theirs.
    return at if at and at.tzinfo else (at or now()).astimezone()
