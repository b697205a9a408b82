"""Which wishes about answers lessons teach: those that their user stands by, and what was said.

A wish that was expressed makes a lesson of what was otherwise hardly minded; and what the user
has not stood by since is nothing to learn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ....memory.logs.turn import Turn
from ...wishes.hearing import HEARD, Heard, Hearing
from ...wishes.standing import PRIOR, Standing, odds_of, standing
from ...wishes.told import SURE, Told, told_in
from ...wishes.wish import Wish
from .lessons import LeftOut, Lesson

UNSURE = "not sure that it was minded"
PASSING = "the user does not stand by it"
OPPOSITE = "the user has said the opposite since"


def wished(
    lessons: Sequence[Lesson], turns: Iterable[Turn], hearing: Hearing
) -> tuple[list[Lesson], list[LeftOut]]:
    """Return the lessons with the wishes that they teach, and those that teach nothing."""
    told = told_in(turns, hearing)
    stands = standing(told)
    heard = hearing.heard_each(
        [lesson.followup for lesson in lessons], [lesson.answer for lesson in lessons]
    )
    kept: list[Lesson] = []
    left_out: list[LeftOut] = []
    for lesson, expressed in zip(lessons, heard, strict=True):
        why = _unfit(lesson, expressed, stands, told)
        if why:
            left_out.append(LeftOut(lesson.turn, why))
        else:
            wishes = _taught(expressed, stands)
            sure = [] if lesson.stated else [one.probability for one in expressed]
            kept.append(
                replace(
                    lesson,
                    stated=True,
                    strength=max([lesson.strength, *sure]),
                    wishes=wishes,
                    of_form=_is_of_form(expressed, stands),
                )
            )
    return kept, left_out


def _unfit(
    lesson: Lesson, expressed: Sequence[Heard], stands: Sequence[Standing], told: Sequence[Told]
) -> str:
    """Return why nothing is to be learned; "" where something is."""
    keys = {one.wish.key for one in stands}
    if any(one.wish.key in keys for one in expressed):
        return ""
    heard = [one for one in expressed if one.probability >= HEARD]
    if any(one.wish.excludes(kept.wish) for one in heard for kept in stands):
        return OPPOSITE
    if heard and all(odds_of(one.wish, told) < PRIOR for one in heard):
        others = [one.wish for said in told for one in said.heard]
        if any(one.wish.excludes(wish) for one in heard for wish in others):
            return OPPOSITE
        if any(one.probability >= SURE for one in heard):  # not what may have been misheard
            return PASSING
    return "" if lesson.stated or any(one.explicit for one in heard) else UNSURE


def _is_of_form(heard: Sequence[Heard], stands: Sequence[Standing]) -> bool:
    keys = {one.wish.key for one in stands}
    return any(one.wish.key in keys or one.probability >= HEARD for one in heard)


def _taught(heard: Sequence[Heard], stands: Sequence[Standing]) -> tuple[Wish, ...]:
    wishes = [one.wish for one in stands]
    for one in heard:
        new = all(one.wish.key != wish.key and not one.wish.excludes(wish) for wish in wishes)
        if new and one.explicit:
            wishes.append(one.wish)
    return tuple(wishes)
