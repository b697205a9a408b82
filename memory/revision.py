"""Writes facts: a new one is added, one that is known gains evidence, an outdated one is closed.

What a new statement contradicts holds until then and no longer; both stay in the history, and
undoing the write brings the older one back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ..core.protocols import Embedder
from .areas import Areas
from .choices import ChoiceReader
from .language.contradictions import SURE, Contradictions, parse
from .language.words import words_of
from .logs.journal import Write
from .memory import Memory
from .records import Fact, RecordType

_FACTS: tuple[RecordType, ...] = ("fact",)
_COMPARED = 24
"""How many facts that bear on a new one are compared with it."""

_SAME = 0.9
"""From this cosine on, two statements with the same figures and liking say the same."""

_SURER = 0.5
"""How much of what is missing to certainty a further mention takes away."""


_ALIKE = 0.6
"""From this cosine on, two choices are of the same kind."""

_LESS = 0.5
"""What a choice against it leaves of the confidence of what an earlier choice implied."""

_FADED = 0.15
"""Below this confidence, what a choice implied holds no more."""


@dataclass(frozen=True)
class Revised:
    """What became of a statement."""

    fact: Fact
    """The fact as it is now kept; the older one where it was known before."""

    write: Write | None
    """None where nothing changed."""

    known: bool = False
    replaced: tuple[Fact, ...] = ()
    """Facts that held until now, the most surely contradicted first."""


class Revision:
    """Brings new facts together with what is remembered."""

    def __init__(self, memory: Memory, embedder: Embedder) -> None:
        self._memory, self._embedder = memory, embedder
        self._contradictions = Contradictions(embedder)
        self._choices = ChoiceReader(embedder)
        self._areas = Areas(embedder)

    def add(self, fact: Fact, *, cause: str) -> Revised:
        """Keep a fact, unless it is known; in one write that can be undone as a whole."""
        older = self._older(fact)
        known = next((one for one in older if self._says_same(one, fact)), None)
        if known is not None:
            return self._again(known, fact, cause)
        fact = self._placed(fact)
        # What was only inferred is no ground to give up what was said.
        weaker = [one for one in older if fact.stated or not one.stated]
        replaced = self._replaced(fact, weaker)
        moment = max((fact.valid_from, *(one.valid_from for one in replaced)))
        closed = [one.model_copy(update={"valid_to": moment}) for one in replaced]
        if replaced:
            fact = fact.model_copy(update={"supersedes": replaced[0].id, "valid_from": moment})
        write = self._memory.add([*closed, fact], cause=cause)
        return Revised(fact, write, replaced=tuple(replaced))

    def choose(self, fact: Fact, *, cause: str) -> Revised:
        """Keep what a choice implies; like choices make one surer of each other, others less.

        Takes a fact with a `pick`. It is never surer than a statement, and closes none: one that
        nearly all later choices speak against fades until it holds no more.
        """
        assert fact.pick is not None
        earlier = [one for one in self._older(fact) if one.pick is not None]
        agreed = [(self._choices.agree(one.pick, fact.pick), one) for one in earlier if one.pick]
        faded = [_less_sure(one, fact.valid_from) for sign, one in agreed if sign <= -_ALIKE]
        likeness, like = max(agreed, key=lambda pair: pair[0], default=(0.0, fact))
        if likeness >= _ALIKE:
            return self._again(like, fact, cause, faded)
        fact = self._placed(fact)
        replaced = tuple(one for one in faded if one.valid_to is not None)
        return Revised(fact, self._memory.add([*faded, fact], cause=cause), replaced=replaced)

    def _placed(self, fact: Fact) -> Fact:
        (area,) = self._areas.of([fact.statement])
        return fact.model_copy(update={"area": area})

    def _older(self, fact: Fact) -> list[Fact]:
        """Return the facts that hold and may say the same or the opposite."""
        hits = self._memory.recall(fact.statement, user=fact.user, types=_FACTS, limit=_COMPARED)
        facts = [hit.record for hit in hits if isinstance(hit.record, Fact)]
        return [one for one in facts if one.id != fact.id and one.valid_to is None]

    def _says_same(self, old: Fact, new: Fact) -> bool:
        before, after = parse(old.statement), parse(new.statement)
        if words_of(old.statement) == words_of(new.statement):
            return True
        if (before.figures, before.likes, before.subject) != (
            after.figures,
            after.likes,
            after.subject,
        ) or before.content != after.content:
            return False
        one, other = self._embedder.embed([old.statement, new.statement])
        return float(np.dot(one, other)) >= _SAME

    def _replaced(self, fact: Fact, older: Sequence[Fact]) -> list[Fact]:
        chances = self._contradictions.chances(fact.statement, [o.statement for o in older])
        pairs = sorted(zip(chances.tolist(), older, strict=True), key=lambda pair: -pair[0])
        return [one for chance, one in pairs if chance >= SURE]

    def _again(self, known: Fact, fact: Fact, cause: str, faded: Sequence[Fact] = ()) -> Revised:
        """Let the known fact gain the provenance of the new one."""
        ids = (*known.provenance.ids, *fact.provenance.ids)
        provenance = known.provenance.model_copy(update={"ids": tuple(dict.fromkeys(ids))})
        sure = known.confidence + _SURER * (1 - known.confidence) * fact.confidence
        surer = known.model_copy(
            update={
                "provenance": provenance,
                "confidence": min(1.0, sure),
                "stated": known.stated or fact.stated,
            }
        )
        # Provenance is of one kind; a mention elsewhere leaves it as it is.
        changed = surer != known and known.provenance.kind == fact.provenance.kind
        records = [*faded, *([surer] if changed else ())]
        write = self._memory.add(records, cause=cause) if records else None
        return Revised(surer if changed else known, write, known=True)


def _less_sure(fact: Fact, moment: datetime) -> Fact:
    sure = fact.confidence * _LESS
    ended = max(moment, fact.valid_from) if sure < _FADED else None
    return fact.model_copy(update={"confidence": sure, "valid_to": ended})
