"""Memory: the one door through which the rest of uptake remembers and recalls.

Any thread may use it; two processes may share a home. Rows in SQLite are the truth; the
vector index follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from pathlib import Path

from ..core.protocols import Embedder
from ..core.settings import Settings
from .capacity import Usage, usage
from .forgetting.erasure import Eraser
from .forgetting.forgetting import Forgetting
from .language.words import clean
from .logs.journal import Entry, Journal, Write
from .logs.reactions import ReactionLog
from .logs.turns import TurnLog
from .portability import Imported, export_records, import_file
from .recall.ranking import Weights
from .recall.recall import Hit, Recall, Scope, ThreadHit
from .recall.relevance import find_relevance
from .records import Record, RecordType, now
from .storage.database import Database
from .storage.learned_apps import LearnedApps
from .storage.rows import Revision, Rows, dump
from .storage.selection import Selection
from .storage.vectors import VectorIndex
from .story import Story, story

__all__ = ["Forgetting", "Hit", "Imported", "Memory", "Revision", "Selection", "Story", "Write"]

Records = list[Record]
Entries = list[Entry]
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
        self.reactions = ReactionLog(database)
        self.apps = LearnedApps(database)
        """What was learned of apps from demonstrations, and what has to be learned again."""

        self._rows = Rows(database)
        self._journal = Journal(self._rows, keep=settings.changes_kept)
        self._settings, self._home = settings, settings.paths
        self._vectors = VectorIndex(self._rows, embedder, settings)
        self._eraser = Eraser(self._rows, self._journal, self._vectors, self._home)
        self._recall = Recall(self._rows, self._vectors, weights, lambda: find_relevance(embedder))

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder, *, weights: Weights = _WEIGHTS) -> Memory:
        """Open the memory of the home, and make it where there is none. Raises `HomeError`.

        `weights` say how much each part of the evidence counts when memory recalls.
        """
        home = settings.paths.create()
        memory = cls(Database(home.memory), embedder, settings, weights)
        memory._eraser.finish()
        return memory

    def add(self, records: Iterable[Record], *, cause: str = "") -> Write:
        """Keep records, replacing the ones with the same ids; on the disk when it returns."""
        return self._journal.write(
            {clean(record.id): dump(record) for record in records}, cause=cause
        )

    def get(self, id: str) -> Record:
        """Return the record with that id. Raises `RecordMissing`."""
        return self._rows.existing([id])[0]

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
        gone = [record.id for record in self._rows.existing(ids)]
        write = self._journal.write(dict.fromkeys(gone), cause=cause)
        self._vectors.remove()
        return write

    def preview(self, what: Iterable[str] | Selection, *, user: str = "") -> Forgetting:
        """Tell what goes when the records of these ids, or the ones selected, are forgotten.

        `user` is whose records a selection means. Raises `RecordMissing`.
        """
        if isinstance(what, Selection):
            return self._eraser.plan_selected(what, user=user)
        return self._eraser.plan(what)

    def forget(self, what: Iterable[str] | Forgetting, *, for_good: bool = False) -> Write:
        """Forget records, with what was derived from them; return what can be undone.

        With `for_good` nothing can be: afterwards no file of the home holds their words. What
        was said in conversations goes then, too, the log is emptied, and caches are dropped.
        From the turns that the planner learns from it goes in either case, and does not return.
        Reactions to what was shown in a turn that goes, go with it.
        Items of LangGraph's store that hold what goes, go with it.
        Raises `RecordMissing`, `HomeLocked` where another process keeps a file busy.
        """
        plan = self._eraser.latest(what) if isinstance(what, Forgetting) else self.preview(what)
        return self._eraser.forget(plan, for_good=for_good)

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


def _zoned(at: datetime | None) -> datetime:
    # Days begin at the user's midnight; a moment without a zone is one of theirs.
    return at if at and at.tzinfo else (at or now()).astimezone()
