"""The explicit need: what a person asks of an item, in this request and those before it.

Read from the words with the pool beside them, since what counts as a value is what the items
say. Where two things that were said cannot both hold, that is told, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..items.pool import Pool
from ..pages.page_settings import Setting
from .bounds import Unplaced, read_bounds
from .constraints import Constraint, Mentions, OneOf, Order, Says, Within
from .meanings import Likeness, Means, Without, read_meanings
from .named_values import read_mentions, read_values
from .orders import read_orders
from .phrases import Phrases, phrases_of
from .unheard import unheard

_INSTEAD = re.compile(
    r"\b(?:actually|instead|rather|make (?:it|that)|change|now|after all|on second thought"
    r"|what about|how about|or (?:maybe|perhaps)|let'?s say|then|also (?:fine|ok(?:ay)?)"
    r"|is (?:fine|ok(?:ay)?)(?: too)?|forget|scrap|never mind|no longer|not anymore)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Conflict:
    """Two things that were asked for and cannot both be had."""

    one: str
    """The user's words, the earlier ones; or those of what is set."""

    other: str
    source: str = ""
    """Where the first of them was set, where nobody said it."""

    def question(self) -> str:
        """Ask which of them holds."""
        if self.source:
            return f'"{self.one}" is {self.source}, and you asked for "{self.other}". Which holds?'
        return f'You asked for "{self.one}" and for "{self.other}". Which holds?'


@dataclass(frozen=True)
class Need:
    """All that is explicitly asked of an item."""

    constraints: tuple[Constraint, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unplaced: tuple[str, ...] = ()
    """What was asked last and no column of the pool says anything of, in the user's words."""

    @property
    def hard(self) -> list[Constraint]:
        """What an item has to meet."""
        return [one for one in self.constraints if one.hard]

    @property
    def soft(self) -> list[Constraint]:
        """What is wished for."""
        return [one for one in self.constraints if not one.hard]

    @property
    def superlatives(self) -> list[Order]:
        """What decides among all that fit."""
        return [one for one in self.constraints if isinstance(one, Order) and one.superlative]


def read_need(
    said: Sequence[str],
    pool: Pool,
    dropped: Collection[str] = (),
    likeness: Likeness | None = None,
    settings: Sequence[Setting] = (),
) -> Need:
    """Return the need that a search has come to; `said` are its requests, the oldest first.

    `dropped` are conditions that hold no more, in the words in which they were said; `settings`
    what is set on the page, as if it had been said first. With a
    `likeness`, words that are no values are taken for those that they mean, as wishes.

    What is said later of the same thing takes the place of what was said before, where both
    cannot hold and the words tell that the person changed their mind.
    """
    constraints, sources = _as_set(settings, pool, dropped)
    conflicts: list[Conflict] = []
    unplaced: list[str] = []
    for text in said:
        read, open_ = _read(text, pool, likeness)
        new = [one for one in read if one.said not in dropped]
        conflicts += _within_itself(new, pool)
        unplaced = open_
        changes = bool(_INSTEAD.search(text))
        constraints = [
            one for one in constraints if not any(_replaces(later, one, changes) for later in new)
        ]
        conflicts += [
            Conflict(one.said, later.said, sources.get(one.said, ""))
            for one in constraints
            for later in new
            if _clash(one, later, pool)
        ]
        constraints += [one for one in new if one not in constraints]
    return Need(tuple(constraints), tuple(conflicts), tuple(unplaced))


def _as_set(
    settings: Sequence[Setting], pool: Pool, dropped: Collection[str]
) -> tuple[list[Constraint], dict[str, str]]:
    """Return what is set on the page, and by their words where each of it was set.

    A list that is sorted shows what counts; that alone decides nothing.
    """
    found: dict[str, tuple[Constraint, str]] = {}
    for setting in settings:
        for one in _read(setting.said, pool, None)[0]:
            kept = replace(one, superlative=False) if isinstance(one, Order) else one
            if one.said not in dropped and one.about:
                found[one.said] = (kept, setting.source)
    return [one for one, _ in found.values()], {said: by for said, (_, by) in found.items()}


def _read(text: str, pool: Pool, likeness: Likeness | None) -> tuple[list[Constraint], list[str]]:
    phrases = phrases_of(text)
    _, named = read_values(phrases, pool, ())
    bounds = list(read_bounds(phrases, pool, named))
    spans = [span for _, span in bounds]
    values, used = read_values(phrases, pool, spans)
    orders = read_orders(phrases, pool, used)
    spans += [*(span for _, span in orders), *(range(at, at + 1) for at in used)]
    unplaced = [bound.said for bound, _ in bounds if isinstance(bound, Unplaced)]
    placed: list[Constraint] = [bound for bound, _ in bounds if isinstance(bound, Within)]
    placed += [*values, *(order for order, _ in orders if order)]
    if likeness is None:
        return [*placed, *(one for one, _ in read_mentions(phrases, spans))], unplaced
    wishes, untold = _wishes(phrases, pool, spans, likeness)
    return [*placed, *wishes], [*unplaced, *untold]


def _wishes(
    phrases: Phrases, pool: Pool, spans: Sequence[range], likeness: Likeness
) -> tuple[list[Constraint], list[str]]:
    """Return what words ask for that are no values, and those of which nothing tells."""
    found = [(one, span) for one, span in read_mentions(phrases, spans) if one.is_found(pool)]
    # Words that are to be kept away are held to, where they stand; wishes may mean more.
    kept = [span for one, span in found if one.negated]
    means = list(read_meanings(phrases, pool, [*spans, *kept], likeness))
    taken = [*spans, *kept, *(span for _, span in means)]
    untold = list(unheard(phrases, pool, taken, [span for wish, span in means if wish is None]))
    meant = [(wish, span) for wish, span in means if wish is not None]
    mentions = [one for one, span in found if not any(span.start in other for _, other in meant)]
    return [*mentions, *(wish for wish, _ in meant)], untold


def _within_itself(new: Sequence[Constraint], pool: Pool) -> Iterator[Conflict]:
    for place, one in enumerate(new):
        for other in new[place + 1 :]:
            if _clash(one, other, pool):
                yield Conflict(one.said, other.said)


def _replaces(later: Constraint, earlier: Constraint, changes: bool) -> bool:
    """Tell whether what was said later is about the same, and takes its place."""
    if _lives_without(earlier, later):
        return changes
    if isinstance(later, OneOf) and isinstance(earlier, Means):
        # What is said of a column outright takes the place of what words were taken for.
        return later.about == earlier.about
    if type(later) is not type(earlier) or later.about != earlier.about:
        return False
    match later, earlier:
        case Within(), Within():
            same_end = np.isfinite(later.low) == np.isfinite(earlier.low)
            return changes or (same_end and np.isfinite(later.high) == np.isfinite(earlier.high))
        case OneOf(), OneOf():
            opposite = later.negated != earlier.negated and bool(later.values & earlier.values)
            return (changes and (later.negated == earlier.negated)) or (changes and opposite)
        case (Says(), Says()) | (Means(), Means()):
            return changes
        case Mentions(), Mentions():
            return changes and later.stems == earlier.stems
        case _:
            return True


def _clash(one: Constraint, other: Constraint, pool: Pool) -> bool:
    """Tell whether both cannot be had at once, whatever the items are."""
    if _lives_without(one, other) or _lives_without(other, one):
        return True
    if isinstance(one, Order) and isinstance(other, Order):
        return one.said in other.opposed
    if not (one.hard and other.hard) or one.about != other.about:
        return False
    match one, other:
        case Within(), Within():
            apart = one.low > other.high or other.low > one.high
            apart |= one.is_party and other.is_party and one.low != other.low
            return apart and (one.unit == other.unit or "" in (one.unit, other.unit))
        case OneOf(), OneOf():
            return _values_clash(one, other, pool)
        case Says(), Says():
            return one.negated != other.negated
        case Mentions(), Mentions():
            return one.stems == other.stems and one.negated != other.negated
        case _:
            return False


def _lives_without(one: Constraint, other: Constraint) -> bool:
    """Tell whether the other asks for what a way of living rules out: vegetarian, with fish."""
    if not isinstance(one, Without) or getattr(other, "negated", False):
        return False
    return isinstance(other, Means | Mentions | OneOf) and one.excludes(other.said)


def _values_clash(one: OneOf, other: OneOf, pool: Pool) -> bool:
    if one.negated and other.negated:
        return False
    if one.negated != other.negated:
        wanted, refused = (other, one) if one.negated else (one, other)
        return wanted.values <= refused.values
    if one.values & other.values or any(column.holds_several for column in one.columns):
        return False
    both = (one.judge(pool) > 0) & (other.judge(pool) > 0)
    return not bool(both.any())
