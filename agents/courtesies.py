"""Courtesies: words that ask for nothing, and what is said to them.

No model is asked: a small one takes "thanks" for one more question, and answers the last one again.
English.
"""

from __future__ import annotations

import re

from ..memory.language.words import words_of

_MOST = 9
"""Longer texts say more than thanks."""

_THANKS = frozenset(("thanks", "thank", "thankyou", "thx", "ty", "cheers", "ta", "appreciated"))
_BYE = frozenset(("bye", "goodbye", "goodnight", "night"))
_PRAISING = """
great perfect excellent awesome nice wonderful fantastic amazing lovely cool helpful sweet terrific
brilliant super good fine neat
"""
_PRAISE = frozenset(_PRAISING.split())
_AGREED = frozenset(("ok", "okay", "k", "alright", "right", "sure", "understood", "noted"))
_SMALL = """
a again all an and answer answers be d day for from have help i indeed is it job just kind ll lot m
many me more much now of oh once re really s see so soon such that thats the then this to truly ve
very was well work wow yeah yes you your
"""
_BESIDE = frozenset(_SMALL.split())
"""What may stand beside them, and says nothing by itself."""

_WELCOME = "You're welcome."
_SAID = (
    (_THANKS, _WELCOME),
    (_BYE, "Goodbye."),
    (_PRAISE, "Glad to hear it."),
    (_AGREED, "All right."),
)
_KNOWN = _BESIDE.union(*(words for words, _ in _SAID))
_ASKS = re.compile(r"[?\u2026]|\bnot?\b|n't\b", re.IGNORECASE)


def courtesy(said: str, before: str) -> str:
    """Return the reply to words that are nothing but a courtesy; "" where they are more.

    `before` is what was said to the user last: to a question, "okay" is an answer.
    """
    words = words_of(said)
    if not words or len(words) > _MOST or not _KNOWN.issuperset(words) or _ASKS.search(said):
        return ""
    reply = next((reply for known, reply in _SAID if known.intersection(words)), "")
    return reply if reply == _WELCOME or not before.rstrip().endswith("?") else ""
