"""A person's wishes about answers: those that stand by the log of their turns.

So what is forgotten in the log is forgotten here with the next turn. Kept is only which wishes
were switched off, as digests that hold no word, and when: what was said before no longer counts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from ..core.errors import HomeError
from ..core.files import write_whole
from ..memory.logs.turn import Turn
from ..memory.logs.turns import TurnLog
from ..memory.records import now
from ..policy.wishes.hearing import Hearing
from ..policy.wishes.standing import Standing, standing
from ..policy.wishes.told import LAST, Told, in_order, told_by
from ..policy.wishes.wish import Wish
from .last_turns import LastTurns

_ABOUT_ITSELF = re.compile(r"\b(?:are|were) you\b|\byou(?:'re| are) (?:an?|not|really)\b", re.I)
"""A request for who or what answers: no wish makes the answer less than honest about that."""

_SWITCHED_OFF = TypeAdapter(dict[str, dict[str, AwareDatetime]])
"""By user, the digests of wishes that are switched off, and since when."""

_ALIKE = 0.1
"""As a cosine: nine in ten requests of one kind are as much like another one, or like what was said
of its answer; four in ten of other kinds are not (52 of ours)."""

_LEAVING_OUT = ("self", "avoid")


class OwnWishes:
    """Knows everybody's wishes about answers. Any thread may use it."""

    def __init__(self, turns: TurnLog, hearing: Hearing, switched_off: Path) -> None:
        """`switched_off` is the file that tells which wishes no longer count."""
        self.hearing = hearing
        self.switched_off = switched_off
        self._last = LastTurns(turns, lambda user: turns.last(LAST, user=user), self._told)

    def of(self, user: str, *, thread: str = "", request: str = "") -> tuple[Standing, ...]:
        """Return the wishes that stand for a user, the surest first.

        Also those that hold in a `thread` alone; without those that a `request` speaks against,
        and where it asks who answers, without those that leave something out. Raises `HomeError`
        where the file of those that are switched off cannot be read.
        """
        off = self._read().get(user, {})
        told = [_without(one, off) for one in in_order(self._last.of(user).values())]
        found = standing(told, thread=thread)
        asked = [heard.wish for heard in self.hearing.heard(request)] if request else []
        said = {wish.key for wish in asked}
        honest = _ABOUT_ITSELF.search(request.replace("\u2019", "'")) is not None
        return tuple(
            one
            for one in found
            if not any(wish.excludes(one.wish) for wish in asked)
            and (not request or one.wish.key in said or self._is_for(one, request))
            and (one.because or _digest(one.wish) not in off)
            and not (honest and one.wish.dimension in _LEAVING_OUT)
        )

    def _is_for(self, one: Standing, request: str) -> bool:
        """Tell whether a wish for a thing that was said in passing is for such a request, too."""
        if not one.of_one_matter:
            return True
        words = [text for told in one.because for text in (told.request, told.said)]
        return self.hearing.likeness(request, words) >= _ALIKE

    def switch_off(self, user: str, wish: Wish) -> None:
        """Let a wish stand no longer, until it is uttered again. Raises `HomeError` as `of`."""
        every = self._read()
        every.setdefault(user, {})[_digest(wish)] = now()
        write_whole(self.switched_off, _SWITCHED_OFF.dump_json(every, indent=1).decode())

    def _told(self, turns: Sequence[Turn]) -> list[tuple[Told, ...]]:
        return told_by(turns, self.hearing)

    def _read(self) -> dict[str, dict[str, datetime]]:
        if not self.switched_off.exists():
            return {}
        try:
            return _SWITCHED_OFF.validate_json(self.switched_off.read_bytes())
        except (OSError, ValidationError) as error:
            raise HomeError(
                f"{self.switched_off} tells which wishes about answers are switched off, and "
                "cannot be read. Mend it, or delete it: all wishes then count again."
            ) from error


def _without(told: Told, off: Mapping[str, datetime]) -> Told:
    """Return what was said without the wishes that were switched off since."""
    counting = tuple(one for one in told.heard if _counts(one.wish, told.at, off))
    return told if counting == told.heard else replace(told, heard=counting)


def _counts(wish: Wish, at: datetime, off: Mapping[str, datetime]) -> bool:
    switched = off.get(_digest(wish))
    return switched is None or at >= switched


def _digest(wish: Wish) -> str:
    return hashlib.blake2b(wish.key.encode(), digest_size=8).hexdigest()
