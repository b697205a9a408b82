"""A person's wishes about answers: those that stand by the log of their turns.

So what is forgotten in the log is forgotten here with the next turn. Kept is only which wishes
were switched off, as digests that hold no word, and when: what was said before no longer counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ..core.files import write_whole
from ..memory.records import now
from ..memory.turns import TurnLog
from ..policy.wishes.hearing import Hearing
from ..policy.wishes.standing import LAST, Standing, Told, standing, told_in
from ..policy.wishes.wish import Wish

_ABOUT_ITSELF = re.compile(r"\b(?:are|were) you\b|\byou(?:'re| are) (?:an?|not|really)\b", re.I)
"""A request for who or what answers: no wish makes the answer less than honest about that."""

_LEAVING_OUT = ("self", "avoid")


class OwnWishes:
    """Knows everybody's wishes about answers. Any thread may use it."""

    def __init__(self, turns: TurnLog, hearing: Hearing, switched_off: Path) -> None:
        """`switched_off` is the file that tells which wishes no longer count."""
        self.hearing = hearing
        self._turns, self._file = turns, switched_off

    def of(self, user: str, *, thread: str = "", request: str = "") -> tuple[Standing, ...]:
        """Return the wishes that stand for a user, the surest first.

        Also those that hold in a `thread` alone; without those that a `request` speaks against,
        and where it asks who answers, without those that leave something out.
        """
        found = standing(self.told(user), thread=thread)
        asked = [heard.wish for heard in self.hearing.heard(request)] if request else []
        honest = _ABOUT_ITSELF.search(request.replace("\u2019", "'")) is not None
        off = self._off(user)
        return tuple(
            one
            for one in found
            if not any(wish.excludes(one.wish) for wish in asked)
            and (one.because or _digest(one.wish) not in off)
            and not (honest and one.wish.dimension in _LEAVING_OUT)
        )

    def told(self, user: str) -> list[Told]:
        """Return what was said of the user's last answers, as far as it still counts."""
        off = self._off(user)
        told = told_in(self._turns.last(LAST, user=user), self.hearing)
        return [
            replace(one, heard=tuple(h for h in one.heard if _counts(h.wish, one.at, off)))
            for one in told
        ]

    def switch_off(self, user: str, wish: Wish) -> None:
        """Let a wish stand no longer, until it is uttered again."""
        every = self._read()
        every.setdefault(user, {})[_digest(wish)] = now().isoformat()
        write_whole(self._file, json.dumps(every, indent=1))

    def _off(self, user: str) -> dict[str, datetime]:
        return {key: datetime.fromisoformat(at) for key, at in self._read().get(user, {}).items()}

    def _read(self) -> dict[str, dict[str, str]]:
        if not self._file.exists():
            return {}
        found: dict[str, dict[str, str]] = json.loads(self._file.read_text("utf-8"))
        return found


def _counts(wish: Wish, at: datetime, off: dict[str, datetime]) -> bool:
    switched = off.get(_digest(wish))
    return switched is None or at >= switched


def _digest(wish: Wish) -> str:
    return hashlib.blake2b(wish.key.encode(), digest_size=8).hexdigest()
