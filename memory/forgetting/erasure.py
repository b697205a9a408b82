"""Erasure: records go from rows, log, items and index together, and for good where that is asked.

What goes is found out by `forgetting`; here it is done. A crash in the midst of it is made good
when memory is opened again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import replace

from ...core.errors import HomeError
from ...core.paths import Home
from ..language.words import clean
from ..logs.journal import FORGET, Journal, Write
from ..logs.reactions import ReactionLog, key_of
from ..logs.turns import TurnLog
from ..storage.learned_apps import LearnedApps
from ..storage.outbox import Outbox
from ..storage.rows import Rows, dump
from ..storage.scrubbing import scrub
from ..storage.selection import Selection, selected
from ..storage.vectors import VectorIndex
from ..store.store_items import StoreItem, StoreItems
from .conversations import forget_conversations, is_kept
from .forgetting import Forgetting, forgetting

_log = logging.getLogger(__name__)


class Eraser:
    """Forgets what a person wants forgotten, wherever the home holds it."""

    def __init__(self, rows: Rows, journal: Journal, index: VectorIndex, home: Home) -> None:
        self._rows, self._journal, self._index, self._home = rows, journal, index, home
        self._database = rows.database
        self._turns = TurnLog(rows.database)
        self._reactions = ReactionLog(rows.database)
        self._items = StoreItems(rows.database)
        self._apps = LearnedApps(rows.database)
        self._notes = Outbox(rows.database)

    def plan(self, ids: Iterable[str]) -> Forgetting:
        """Return what goes with the records, logged turns and reactions of these ids.

        Raises `RecordMissing`.
        """
        wanted = [*map(clean, ids)]
        logged = {turn.id for turn in self._turns.get(wanted)}
        reacted = {reaction.id for reaction in self._reactions.get(wanted)}
        found = self._rows.get(wanted)
        known = logged | reacted
        records = self._rows.existing(id for id in wanted if id in found or id not in known)
        return self._whole(forgetting(self._rows, records), logged, reacted)

    def plan_selected(self, what: Selection, *, user: str) -> Forgetting:
        """Return what goes with a user's records, turns, reactions and items that are selected."""
        chosen = selected(self._rows, what, user=user)
        thread = f"{user}/{what.thread}"
        whole = what == Selection(thread=what.thread) and is_kept(self._home.checkpoints, thread)
        plan = forgetting(self._rows, chosen, (thread,) if whole else ())
        items = self._items.selected(what, user=user)
        turns = self._turns.selected(what, user=user)
        return self._whole(plan, turns, self._reactions.selected(what, user=user), items)

    def latest(self, plan: Forgetting) -> Forgetting:
        """Look again at what goes: records may have changed since it was planned."""
        chosen = self._rows.get([record.id for record in plan.chosen])
        again = forgetting(self._rows, chosen.values(), plan.threads)
        items = self._items.get([item.id for item in plan.items])
        return self._whole(again, plan.turns, plan.reactions, items.values())

    def forget(self, plan: Forgetting, *, for_good: bool) -> Write:
        """Do as planned; with `for_good`, no file of the home holds the words afterwards.

        Raises `HomeLocked` where another process keeps a file busy.
        """
        gone = (one.id for one in (*plan.removed, *plan.items))
        bodies = dict.fromkeys((*gone, *map(key_of, plan.reactions))) | {
            record.id: dump(record) for record in plan.changed
        }
        if for_good:
            forget_conversations(self._home.checkpoints, plan.threads, plan.removed)
        with self._database.transaction():
            write = self._journal.write(bodies, cause=FORGET)
            self._turns.forget(plan.turns, [record.id for record in plan.removed])
            self._apps.lost(plan.apps)
            if for_good:
                self._journal.erase(bodies)
                owners = (*self._to_scrub(), *((r.user, r.type) for r in plan.removed))
                self._notes.set_notes(scrub=json.dumps([*dict.fromkeys(owners)]))
        self._index.remove()
        if for_good:
            self._scrub()
        return write

    def finish(self) -> None:
        """Scrub the files where a crash kept `forget` from it."""
        if not self._to_scrub():
            return
        try:
            self._index.remove()
            self._scrub()
        except HomeError as error:
            # The note stays, so that the next opening tries again.
            _log.warning("files still hold what was forgotten", extra={"why": str(error)})

    def _whole(
        self,
        plan: Forgetting,
        turns: Iterable[str],
        reactions: Iterable[str],
        items: Iterable[StoreItem] = (),
    ) -> Forgetting:
        """Add logged turns, reactions and the store's items: these, and those of what goes."""
        going = [*turns, *(record.id for record in plan.removed)]
        logged = tuple(turn.id for turn in self._turns.get(going))
        shown = [*self._reactions.get(reactions), *self._reactions.shown_in(going)]
        reacted = tuple(dict.fromkeys(reaction.id for reaction in shown))
        held = {item.id: item for item in (*items, *self._items.made_from(plan.removed))}
        return replace(plan, turns=logged, items=tuple(held.values()), reactions=reacted)

    def _to_scrub(self) -> list[tuple[str, str]]:
        """Return whose records of which types were forgotten and are still in files."""
        return [(user, type_) for user, type_ in json.loads(self._notes.note("scrub") or "[]")]

    def _scrub(self) -> None:
        self._index.renew(self._to_scrub())
        scrub(self._database, self._home)
        self._notes.set_notes(scrub="")
