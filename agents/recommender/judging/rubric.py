"""The rubric: the short list of criteria that the items of one request are judged by.

What was asked for comes first, then what memory says that the user likes and dislikes, each with
where it came from, then their taste. Reasons are told from the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from ....core.events import Criterion, Item, Recollection
from ....memory.choices import in_brief
from ....memory.language.contradictions import parse
from ....policy.fitting import FitHead
from ....policy.fitting.sides import tells_liking
from ..items.columns import Column, Floats
from ..items.pool import Pool
from ..requests.constraints import Constraint, Within
from ..requests.degrees import Degree
from ..requests.meanings import Means, Without
from ..requests.phrases import phrases_of
from .stated import read_preference
from .trying import Unsure

ASKED = 1.0
"""The weight of what the request wishes for."""

NAMED = 0.9
"""The weight of a memory that names what the items say of themselves."""

IMPLIED = 1.0
"""The weight of a memory that bears on the items by its meaning: its score tells how far."""

TASTE = 0.5
"""The weight of the user's taste, as their reactions show it."""

STRICT = 1.6
"""How much more a memory counts that leaves no room (an allergy, a way of living), but no more than
what is asked."""

TELLING = 0.15
"""What speaks for or against an item by less than this is not told as a reason."""

_STRICT = re.compile(
    r"\b(?:allerg|intoleran|coeliac|celiac|diabet|vegan|vegetarian|halal|kosher|never\b|phobi"
    r"|can(?:no|')?t (?:eat|drink|have|walk|climb|hear|see|use|afford)|must not|wheelchair)",
    re.IGNORECASE,
)


class Taste(Unsure, Protocol):
    """A person's taste, learned from their reactions; `policy.taste` has one."""

    def scores(self, items: Sequence[Item]) -> Floats:
        """Return how much the person will like each item, `[items]`; only their order counts."""
        ...


@dataclass(frozen=True)
class Judgement:
    """What one criterion says of each item."""

    criterion: Criterion
    scores: Floats = field(repr=False)
    """`[items]`, -1..1; NaN where it is not known."""

    is_against: bool = False
    """Whether it is met by what an item is not."""

    is_mere_liking: bool = False
    """Whether other things come after what it speaks for, but do not run against it."""

    decided: frozenset[str] = frozenset()
    """The columns that it tells of by how much there is; likeness of meaning adds nothing there."""

    named: Floats | None = field(default=None, repr=False)
    """The scores without what is guessed from the meaning of words, `[items]`; None where nothing
    is guessed."""

    @property
    def worth(self) -> Floats:
        """What it adds to each item's score."""
        worth: Floats = self.criterion.weight * np.nan_to_num(self.scores)
        return worth

    def with_guess(self, scores: Floats) -> Judgement:
        """Return the judgement with what the meaning of words adds to what is named."""
        both = np.clip(np.nan_to_num(self.scores) + scores, -1.0, 1.0)
        return replace(self, scores=both, named=np.nan_to_num(self.scores))

    def is_guess(self, place: int) -> bool:
        """Tell whether nothing that an item says of itself bears out what is said of it."""
        if self.named is None:
            return False
        return not float(self.named[place]) * float(self.scores[place]) > 0


def asked(constraints: Sequence[Constraint], rows: Sequence[Floats]) -> Iterator[Judgement]:
    """Yield the criteria that the request names, each with its row of judgements, `[items]`."""
    for one, row in zip(constraints, rows, strict=True):
        source = one.taken_for if isinstance(one, Means | Without) else ""
        criterion = Criterion(
            text=one.said, weight=ASKED, origin="request", source=source, hard=one.hard
        )
        yield Judgement(criterion, row)


def named(memories: Sequence[Recollection], pool: Pool) -> dict[str, Judgement]:
    """Return the memories that name what the items say of themselves, by id.

    "I love Thai food" is met by items whose cuisine is Thai, and "I never pay more than 20" by
    prices; that needs no likeness of meaning.
    """
    found: dict[str, Judgement] = {}
    for memory in (one for one in memories if tells_liking(one.text)):
        constraints = read_preference(memory.text, pool)
        if not constraints:
            continue
        strict = bool(_STRICT.search(memory.text))
        rows = np.array([_as_liking(one, one.judge(pool), strict) for one in constraints])
        told = ~np.isnan(rows)
        scores = np.where(told.any(axis=0), np.nan_to_num(rows).mean(axis=0), np.nan)
        if np.nanmin(scores, initial=1.0) < np.nanmax(scores, initial=-1.0):
            against = all(getattr(one, "negated", False) for one in constraints)
            bounds = any(isinstance(one, Within) for one in constraints)
            degrees = [one for one in constraints if isinstance(one, Degree)]
            mere = _is_mere_liking(memory.text) and not bounds and not degrees
            criterion = _remembered(memory, NAMED)
            measured = frozenset(one.about for one in degrees if one.is_measured)
            found[memory.id] = Judgement(criterion, scores, against, mere, measured)
    return found


def implied(
    memories: Sequence[Recollection],
    pool: Pool,
    request: str,
    head: FitHead,
    by_name: Mapping[str, Judgement],
) -> Iterator[Judgement]:
    """Yield the memories that bear on the items by their meaning.

    Each is held against what the items say, one thing at a time: among whole descriptions the one
    thing that matters would be lost. Items that say nothing of themselves are held against by what
    they are called. The head tells how far each memory bears on each of these things; of what one
    that is `by_name` decides, it tells nothing.
    """
    preferences = [memory.text for memory in memories]
    if pool.described:
        scores = np.zeros((len(pool), len(memories)))
        told = [column.told for column in pool.described]
        names = ["" if column is pool.titles else column.name for column in pool.described]
        for column, fits in zip(
            pool.described, head.by_column(preferences, told, names), strict=True
        ):
            fits[:, [_is_decided(column, pool, by_name.get(one.id)) for one in memories]] = 0.0
            scores += np.vstack([np.zeros(len(memories)), fits])[column.codes]
    else:
        scores = head.fits(preferences, [item.title for item in pool.items], request)
    for memory, row in zip(memories, np.clip(scores, -1.0, 1.0).T, strict=True):
        against = bool(phrases_of(memory.text).negated)
        mere = _is_mere_liking(memory.text)
        yield Judgement(_remembered(memory, IMPLIED), row, against, mere, named=np.zeros(len(row)))


def _is_decided(column: Column, pool: Pool, judgement: Judgement | None) -> bool:
    """Tell whether a memory says in so many words what a column is to be like.

    What names what the items are like is about that, and not about what they are called.
    """
    return judgement is not None and (column is pool.titles or column.name in judgement.decided)


def liked(taste: Taste, items: Sequence[Item]) -> Iterator[Judgement]:
    """Yield the user's taste, where it tells the items apart: against the middle of the items.

    As far apart as what was chosen and what was ignored is 1; so little evidence says little.
    """
    scores = np.asarray(taste.scores(items), np.float64)
    if len(scores) and np.ptp(scores) > 0:
        criterion = Criterion(
            text="your taste", weight=TASTE, origin="taste", source="what you took and left before"
        )
        yield Judgement(criterion, np.clip(scores - np.median(scores), -1.0, 1.0))


def reasons(judgements: Sequence[Judgement], place: int) -> str:
    """Say why an item stands where it stands: what was asked, what fits it, what does not.

    "" where nothing that is known speaks for or against it.
    """
    request = [one for one in judgements if one.criterion.origin == "request"]
    met = [one.criterion.text for one in request if one.scores[place] > 0]
    missed = [one.criterion.text for one in request if one.scores[place] < 0]
    unknown = [
        one.criterion.text for one in request if one.criterion.hard and np.isnan(one.scores[place])
    ]
    rest = [one for one in judgements if one.criterion.origin != "request"]
    rest.sort(key=lambda one: -abs(float(one.worth[place])))
    said = [
        _told(one, place)
        for one in rest
        if abs(float(one.worth[place])) >= TELLING
        and not (one.is_mere_liking and one.scores[place] < 0)
        and not _is_rash(one, place)
    ]
    parts = [f"as asked: {', '.join(met)}"] if met else []
    parts += [text for text, good in said if good][:2]
    parts += [f"but: {text}" for text, good in said if not good][:1]
    if missed:
        parts.append(f"not: {', '.join(missed)}")
    if unknown:
        parts.append(f"it does not say whether: {', '.join(unknown)}")
    return "; ".join(parts)


def _is_rash(one: Judgement, place: int) -> bool:
    """Tell whether it would promise, by a guess, that an item is safe: for an allergy, say."""
    strict = one.criterion.origin == "memory" and bool(_STRICT.search(one.criterion.text))
    return strict and one.is_guess(place) and float(one.scores[place]) > 0


def _told(one: Judgement, place: int) -> tuple[str, bool]:
    good = bool(one.scores[place] > 0)
    if one.criterion.origin == "taste":
        return ("suits your taste so far" if good else "is not your taste so far"), good
    if one.is_guess(place):
        words = "may suit" if good else "may run against"
    else:
        words = ("keeps clear of" if one.is_against else "fits") if good else "runs against"
    text, source = one.criterion.text, one.criterion.source
    if text in source:
        return f'{words} "{text}", as you said', good
    return f'{words} "{text}" ({source})', good


def _is_mere_liking(text: str) -> bool:
    """Tell whether a memory says what is loved, so that other things run against nothing."""
    return tells_liking(text) and parse(text).likes and not _STRICT.search(text)


def _as_liking(one: Constraint, judged: Floats, strict: bool) -> Floats:
    """Return a judgement as one of taste: that it is not what is loved speaks against nothing."""
    if strict or isinstance(one, Within | Degree) or getattr(one, "negated", False):
        return judged
    return np.where(judged < 0, 0.0, judged)


def _remembered(memory: Recollection, weight: float) -> Criterion:
    strict = STRICT if _STRICT.search(memory.text) else 1.0
    return Criterion(
        text=in_brief(memory.text),
        weight=min(1.0, weight * strict),
        origin="memory",
        source=memory.source,
        record=memory.id,
    )
