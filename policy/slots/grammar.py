"""Words that hold an English sentence together, and what they make of a noun beside them."""

from __future__ import annotations

_PREPOSITIONS = """
about above after as at before behind below beside between by called containing for from in into
like named near of on onto over saying since than through to towards under until up with within
without
"""
_OTHERS = """
a all also an and any are be can could did do does each every has have he her him his i if is it
its just me my need no not now or our please shall she should so some that the their them then
there these they this those us want was we were what when where which who will would you your 's
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
FUNCTION_WORDS = PREPOSITIONS | frozenset(_OTHERS.split())
"""A value seldom begins or ends with one."""

_ACTIONS = """
add apply check choose click close confirm continue delete drag drop enter expand fill find go hit
mark open pick press push put remove save scroll search select send set start stop submit switch
tap tick toggle type uncheck unselect untick use wait write
"""
ACTIONS = frozenset(_ACTIONS.split())
"""Verbs that ask for something to be done: they begin the next thing asked for."""

JOINING = frozenset({"and", "or", "&", "then", "plus"})
SEPARATORS = (">", "→", "»", "|", ";", "\n", ",")
"""Marks between the values of a list, the strongest first."""

_SIDES = {
    **dict.fromkeys(("from", "by", "of", "off"), "source"),
    **dict.fromkeys(("to", "into", "onto", "towards"), "goal"),
    **dict.fromkeys(("in", "on", "at", "inside", "under", "within"), "place"),
    **dict.fromkeys(("for", "with", "about", "as", "saying", "called", "named"), "matter"),
}
_GIVING = """
answer bring email forward give hand let mail message offer pass pay read sell send show teach tell
text write
"""
_GIVING_VERBS = frozenset(_GIVING.split())
"""Verbs whose first object is who gets something: "hand Ann the key"."""


def side(preposition: str, before: str, after: str) -> str:
    """Return the part that a noun plays: "source", "goal", "place", "matter", or "".

    `before` and `after` are its neighbours; `preposition` is the one that governs it, if any.
    A genitive makes it a source, as "by" and "from" do.
    """
    if after == "'s":
        return "source"
    if before in _GIVING_VERBS and after not in PREPOSITIONS and after != "$":
        return "goal"
    return _SIDES.get(preposition, "")
