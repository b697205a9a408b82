"""Which wishes stand for a person: worked out from the log of their turns, and kept nowhere else.

What was said once may be meant of one answer, or be a slip. A wish stands when the evidence for it
is strong: each turn moves its log-odds by how much likelier what was said is from somebody who has
the wish than from somebody who has not, between two bounds (the cumulative sum test; Page 1954,
"Continuous Inspection Schemes"), so that a change of mind is heard after a few words, and a single
word to the contrary is not. Answers that were taken and answers that were minded are compared as
well, for those who never say what they want.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from .hearing import Heard
from .limits import limit_of
from .tastes import tastes
from .told import OF_THINGS, SURE, Told
from .wish import Wish

PRIOR = -1.7
"""The log-odds of a wish that nothing is known of."""

STANDS = 2.0
"""From these log-odds on a wish stands."""

_LEAST, _MOST = -4.0, 6.0
"""The bounds of the log-odds."""

_STATED, _IMPLIED = 2.8, 1.9
"""Said of an answer by one in two who have the wish, and by one in 17 or 13 who have not."""

_FROM_NOW_ON = 2.5
"""Who says that it holds from now on hardly means one answer only."""

_OPPOSED = -2.8
_OTHER = -0.5
"""Another wish was uttered although the answer did not meet this one."""

_TAKEN = -1.2
"""The answer was welcome although it did not meet it."""

_SILENT = -0.2
"""The answer did not meet it, and nothing was said of that."""

_BY_DEGREES = ("length", "words")
"""What somebody minds of these lies in the eye of the beholder."""

_SURE_OF_THING = 0.8
"""Of a thing from this probability on: "use the bus" may be said of what is asked for."""

_LISTS = frozenset(("layout.numbered", "layout.bulleted"))
"""Who asks for one of these now and for the other then wants lists, of whichever kind."""


@dataclass(frozen=True)
class Standing:
    """A wish that stands, and why."""

    wish: Wish
    odds: float
    """Log-odds; from `STANDS` on it is kept to."""

    because: tuple[Told, ...]
    """Where it was said, the oldest first; empty where only what was taken and minded shows it."""

    here: bool = False
    """Whether it stands only because it was said in this thread."""

    @property
    def of_one_matter(self) -> bool:
        """Whether it is for a thing, and was said once or twice without meaning all that comes."""
        uttered = [h for one in self.because for h in one.heard if h.wish.key == self.wish.key]
        passing = self.here and not any(one.lasting for one in uttered)
        return passing and self.wish.dimension in ("first", "include")

    @property
    def why(self) -> str:
        """The reason in words."""
        if not self.because:
            return "such answers were welcome, and others were not"
        last = self.because[-1]
        times = f", and {len(self.because) - 1} times before" if len(self.because) > 1 else ""
        return f"you said “{last.said.strip()}” on {last.at:%-d %B %Y}{times}"


def standing(told: Sequence[Told], *, thread: str = "") -> tuple[Standing, ...]:
    """Return the wishes that stand, the surest first; none exclude each other.

    In the thread in which it is said, a wish holds at once, until the contrary is said there.
    """
    weighed = [_weighed(wish, told) for wish in _wishes(told)]
    found = [one for one in [*weighed, *_list_of_any_kind(weighed, told)] if one.odds >= STANDS]
    if not any(_is_stated(one) for one in found):
        # a clear word would explain what was taken and minded
        found += [Standing(wish, STANDS, ()) for wish in tastes(told)]
    lasting = {one.wish.key for one in found}
    here = [_said_here(wish, told, thread, lasting) for wish in _wishes(told)] if thread else []
    ordered = sorted((one for one in here if one), key=lambda one: one.because[-1].at)[::-1]
    ordered += sorted(found, key=lambda one: -one.odds)
    return tuple(replace(one, wish=_measured(one, told)) for one in _compatible(ordered))


def _list_of_any_kind(weighed: Sequence[Standing], told: Sequence[Told]) -> Iterable[Standing]:
    """Yield the likelier kind of list, with what was said for either, where none stands alone."""
    lists = [one for one in weighed if one.wish.kind in _LISTS]
    if len(lists) > 1 and all(one.odds < STANDS for one in lists):
        wish = max(lists, key=lambda one: one.odds).wish
        yield _weighed(wish, [replace(one, heard=_as_one_list(one, wish)) for one in told])


def _as_one_list(one: Told, wish: Wish) -> tuple[Heard, ...]:
    return tuple(
        replace(heard, wish=wish) if heard.wish.kind in _LISTS else heard for heard in one.heard
    )


def _is_stated(one: Standing) -> bool:
    return any(
        h.explicit and h.wish.key == one.wish.key for told in one.because for h in told.heard
    )


def odds_of(wish: Wish, told: Sequence[Told]) -> float:
    """Return the log-odds that a person has a wish."""
    return _weighed(wish.bare, told).odds


def _compatible(ordered: Iterable[Standing]) -> list[Standing]:
    kept: list[Standing] = []
    for one in ordered:
        if not any(one.wish.key == k.wish.key or one.wish.excludes(k.wish) for k in kept):
            kept.append(one)
    return kept


def _wishes(told: Sequence[Told]) -> list[Wish]:
    """Return each wish that was uttered once, amounts left open."""
    found: list[Wish] = []
    for one in told:
        for heard in one.heard:
            if not any(heard.wish.key == wish.key for wish in found):
                found.append(heard.wish.bare)
    return found


def _weighed(wish: Wish, told: Sequence[Told]) -> Standing:
    """Return the wish with the evidence of all turns."""
    odds, because = PRIOR, list[Told]()
    for one in told:
        utterance = _utterance(wish, one)
        if utterance is not None:
            because.append(one)
            if utterance.lasting and utterance.explicit:
                odds = max(odds, PRIOR)
        odds = min(_MOST, max(_LEAST, odds + _moved(wish, one, utterance)))
        if any(
            heard.lasting and heard.explicit and heard.wish.excludes(wish) for heard in one.heard
        ):
            odds = min(odds, PRIOR)  # a change of mind that is said to be one
    return Standing(wish, odds, tuple(because))


def _utterance(wish: Wish, one: Told) -> Heard | None:
    return next((heard for heard in one.heard if heard.wish.key == wish.key), None)


def _moved(wish: Wish, one: Told, utterance: Heard | None) -> float:
    """Return by how much the log-odds of a wish move with what was said of an answer."""
    if utterance is not None:
        weight = _STATED if utterance.explicit else _IMPLIED
        lasting = utterance.lasting and utterance.explicit
        if one.meets(wish) and not (lasting or wish.dimension in _BY_DEGREES):
            return 0.0  # it cannot have been about this answer
        weight += _FROM_NOW_ON if lasting else 0.0
        return weight * utterance.probability
    against = [heard for heard in one.heard if heard.wish.excludes(wish)]
    if against and not _LISTS.issuperset((wish.kind, *(heard.wish.kind for heard in against))):
        return _OPPOSED * max(heard.probability for heard in against)
    if not one.answer or one.meets(wish):
        return 0.0
    if one.heard:
        return _OTHER
    return _TAKEN if one.taken else _SILENT


def _said_here(
    wish: Wish, told: Sequence[Told], thread: str, lasting: Collection[str]
) -> Standing | None:
    """Return a wish that was said in so many words in a thread, and not taken back there."""
    because: list[Told] = []
    for one in told:
        if one.thread != thread:
            continue
        utterance = _utterance(wish, one)
        if utterance and utterance.explicit and utterance.probability >= _at_once(wish):
            because.append(one)
        elif any(heard.explicit and heard.wish.excludes(wish) for heard in one.heard):
            because.clear()
    return Standing(wish, STANDS, tuple(because), wish.key not in lasting) if because else None


def _at_once(wish: Wish) -> float:
    return _SURE_OF_THING if wish.dimension in OF_THINGS else SURE


def _measured(one: Standing, told: Sequence[Told]) -> Wish:
    """Return the wish with the length that its answers may have, where it is about that."""
    if one.wish.kind != "length.shorter":
        return one.wish
    named = [
        heard.wish.value
        for said in one.because
        for heard in said.heard
        if heard.wish.kind == one.wish.kind and heard.wish.value
    ]
    about = one.because or [said for said in told if said.minded]
    too_long = [said.answer for said in about if said.answer]
    taken = [said.answer for said in told if said.taken and said.answer]
    return replace(one.wish, value=f"{limit_of(named, too_long, taken)} words")
