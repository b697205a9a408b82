"""Forgetting exactly: what a person wants forgotten, and what has to go along with it.

A demonstration takes along what was learned from it, a turn the facts that it taught, a fact
its earlier versions and the turns that say it. Finds out and changes nothing: `Memory.forget`
does it, and `replay.learning` learns again, from what is left, what was learned from more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..language.words import query_words, words_of
from ..records import Demonstration, Episode, Fact, Habit, Procedure, Provenance, Record
from ..storage.links import Links
from ..storage.rows import Rows
from ..store.store_items import StoreItem


@dataclass(frozen=True)
class Along:
    """A record that goes along with what was chosen."""

    record: Record
    why: str
    """For people: what it has to do with what was chosen."""


@dataclass(frozen=True)
class Forgetting:
    """All that forgetting something comes to."""

    chosen: tuple[Record, ...]
    along: tuple[Along, ...]
    changed: tuple[Record, ...]
    """Records that stay, as they will be: without what they had from the forgotten ones."""

    threads: tuple[str, ...] = ()
    """Whole conversations that are deleted, of `Episode.thread`."""

    apps: tuple[tuple[str, str], ...] = ()
    """Users and their apps that have to be learned again from the demonstrations that stay."""

    turns: tuple[str, ...] = ()
    """Turns of the log that go; there may be some of which no record is left."""

    items: tuple[StoreItem, ...] = ()
    """Items of LangGraph's store that go: chosen, or they hold what goes."""

    reactions: tuple[str, ...] = ()
    """Reactions to items that go: chosen, or the items were shown in a turn that goes."""

    @property
    def removed(self) -> tuple[Record, ...]:
        """All records that are no more afterwards."""
        return (*self.chosen, *(along.record for along in self.along))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing that goes."""
        gone = self.removed or self.threads or self.turns or self.items or self.reactions
        return not gone


def forgetting(rows: Rows, chosen: Iterable[Record], threads: Iterable[str] = ()) -> Forgetting:
    """Return all that goes, or changes, when these records are forgotten."""
    found = _Closure(rows, {record.id: record for record in chosen})
    found.follow()
    return Forgetting(
        chosen=tuple(found.chosen.values()),
        along=tuple(found.along.values()),
        changed=tuple(r for id, r in found.changed.items() if not found.is_gone(id)),
        threads=tuple(dict.fromkeys(threads)),
        apps=tuple(found.to_learn()),
    )


@dataclass
class _Closure:
    """What was found so far."""

    rows: Rows
    chosen: dict[str, Record]
    along: dict[str, Along] = field(default_factory=dict)
    changed: dict[str, Record] = field(default_factory=dict)
    apps: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.links = Links(self.rows)

    def follow(self) -> None:
        """Follow each kind of record to what goes with it."""
        chosen = list(self.chosen.values())
        facts = [record for record in chosen if isinstance(record, Fact)]
        turns = [record for record in chosen if isinstance(record, Episode)]
        shown = [record for record in chosen if isinstance(record, Demonstration)]
        for procedure in (record for record in chosen if isinstance(record, Procedure)):
            shown += self._demonstrations_of(procedure)
        if shown:
            self._learned_from(shown)
        if turns:
            self._taught_in({turn.id for turn in turns})
        for fact in facts:
            self._said(fact)
        self._unlink_successors()

    def to_learn(self) -> Iterator[tuple[str, str]]:
        """Yield the apps of which demonstrations stay."""
        for user, app in dict.fromkeys(self.apps):
            shown = self.rows.select(("demonstration",), user=user, app=app, valid=False)
            if any(getattr(one, "app", "") == app and not self.is_gone(one.id) for one in shown):
                yield user, app

    def is_gone(self, id: str) -> bool:
        """Tell whether the record goes."""
        return id in self.chosen or id in self.along

    def _go(self, record: Record, why: str) -> None:
        if not self.is_gone(record.id):
            self.along[record.id] = Along(record, why)

    def _change(self, record: Record, **values: Any) -> None:
        latest = self.changed.get(record.id, record)
        self.changed[record.id] = latest.model_copy(update=values)

    def _demonstrations_of(self, procedure: Procedure) -> list[Demonstration]:
        """Return what a learned procedure was learned from; else it would be learned again."""
        found = self.rows.get(procedure.provenance.ids).values()
        shown = [record for record in found if isinstance(record, Demonstration)]
        for record in shown:
            self._go(record, "shows what you chose")
        return shown

    def _learned_from(self, shown: Sequence[Demonstration]) -> None:
        """Let all go that the apps' demonstrations taught; what others show is learned again."""
        ids = {one.id for one in shown}
        self.apps += dict.fromkeys((one.user, one.app) for one in shown)
        for user, app in dict.fromkeys(self.apps):
            for record in self.rows.select(("procedure", "habit"), app=app, valid=False):
                mine = isinstance(record, Habit) or record.user == user
                if not mine or getattr(record, "app", "") != app:
                    continue
                if record.provenance.kind == "demonstration":
                    self._go(record, "is learned again without it")
                elif isinstance(record, Habit) and ids & {*record.provenance.ids}:
                    # What the user said stays; what was counted before is counted no more.
                    left = _without(record.provenance, ids)
                    once: dict[str, Any] = {"count": 1.0, "faded": None, "times": {}}
                    said = record.choices[0].model_copy(update=once)
                    self._change(record, choices=(said,), rhythms=(), provenance=left)

    def _taught_in(self, turns: set[str]) -> None:
        """Let go what turns taught, unless other turns taught it too."""
        for record in self.links.came_from(turns, ("fact", "habit")):
            left = _without(record.provenance, turns)
            if isinstance(record, Habit):
                self._go(record, "was said in it")
                if left.ids:
                    self.apps.append((record.user, record.app))
            elif left.ids:
                self._change(record, provenance=left)
            else:
                self._go(record, "was said in it")
        for record in self.rows.get([a.record.id for a in self.along.values()]).values():
            if isinstance(record, Fact) and record.supersedes:
                self._restore(record.supersedes)

    def _restore(self, fact: str) -> None:
        """Let hold again what was replaced by something that was never said."""
        before = self.rows.get([fact]).get(fact)
        if before is not None and not self.is_gone(fact):
            self._change(before, valid_to=None)

    def _said(self, fact: Fact) -> None:
        """Let go what a fact replaced and each turn that says it."""
        for earlier in self.links.predecessors(fact):
            self._go(earlier, "was true before it")
        versions = [fact, *(r for r in self.links.predecessors(fact) if self.is_gone(r.id))]
        for version in versions:
            for turn in self._turns_of(version):
                self._go(turn, "is where you said it")
            for record in self.links.saying(version.statement, version.user):
                self._go(record, "says the same")
            for turn in self.links.used_in([version.id]):
                if _tells(turn, version):
                    self._go(turn, "speaks of it")
            for sibling in self.links.came_from(version.provenance.ids, ("fact", "habit")):
                text = sibling.provenance.model_copy(update={"text": ""})
                self._change(sibling, provenance=text)

    def _turns_of(self, fact: Fact) -> Iterator[Episode]:
        if fact.provenance.kind == "turn":
            for record in self.rows.get(fact.provenance.ids).values():
                if isinstance(record, Episode):
                    yield record

    def _unlink_successors(self) -> None:
        for fact in self.links.successors({*self.chosen, *self.along}):
            self._change(fact, supersedes=None)


def _without(provenance: Provenance, ids: Collection[str]) -> Provenance:
    left = tuple(id for id in provenance.ids if id not in ids)
    text = provenance.text if left == provenance.ids else ""
    return provenance.model_copy(update={"ids": left, "text": text})


def _tells(turn: Episode, fact: Fact) -> bool:
    """Tell whether a turn that used a fact puts it in words: a telling word of it is enough."""
    telling = [word for word in query_words(fact.statement) if len(word) > 1]
    return not set(telling).isdisjoint(words_of(turn.text()))
