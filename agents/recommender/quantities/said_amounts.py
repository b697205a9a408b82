"""Said amounts: the amounts of a request, with the words that say what is asked of them.

"Under 20 euros", "between 15 and 30", "two or three", "for four": knows how bounds are put into
words, not what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .amounts import Amount, amounts_in

_NOT = (
    r"(?:\w+n'?t|cannot|not|nothing|never|no|none)(?:\s+(?:want|like|need|have|to|spend|pay|go|cost"
    r"|be|costing|anything|something|places?|ones?|options?|items?|it))*"
)
_MOST = (
    rf"{_NOT}\s+(?:more|longer|later|further|farther|older|bigger|larger|higher|heavier)\s+than"
    rf"|{_NOT}\s+(?:over|above|beyond|after|exceed(?:ing)?)"
    r"|under|below|less than|fewer than|cheaper than|lower than|shorter than|earlier than"
    r"|closer than|nearer than|smaller than|lighter than|newer than|younger than"
    r"|up to|at most|at the most|max(?:imum)?(?: of)?|within|until|till|before|by"
    r"|as much as|capped at|<=?|≤"
    r"|(?:can|could|want to|would|will) (?:only )?(?:spend|pay|afford)|budget(?: is| of|:)?"
)
_LEAST = (
    rf"{_NOT}\s+(?:less|fewer|shorter|earlier|cheaper|smaller|lower|closer|newer"
    r"|younger)\s+than"
    rf"|{_NOT}\s+(?:under|below|before)|over|above|more than|at least"
    r"|at the least|min(?:imum)?(?: of)?|longer than|later than|better than|higher than"
    r"|larger than|bigger than|heavier than|older than|starting (?:at|from)|from|since|after"
    r"|upwards of|>=?|≥"
)
_STRICT = re.compile(
    r"^(?:under|below|over|above|before|after|<|>|(?:less|fewer|cheaper|lower|shorter|earlier|"
    r"closer|nearer|smaller|lighter|more|longer|later|better|higher|larger|bigger|heavier|older"
    r"|newer|younger) than)$",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:older|newer|younger)\s+than\b", re.IGNORECASE)
"""What compares ages; of two years, or days, the older one is the lower: "older than 2010"."""

_TURNED = {"most": "least", "least": "most"}
_FILLER = (
    r"(?:\s+(?:a|an|the|about|around|total|price|cost|rating|of|is|was|rated|to|for|at|or|and|"
    r"only|just|my|our|costs?|lasts?))*\W*$"
)
_AHEAD = {
    "most": re.compile(rf"(?P<said>(?<!\w)(?:{_MOST})){_FILLER}", re.IGNORECASE),
    "least": re.compile(rf"(?P<said>(?<!\w)(?:{_LEAST})){_FILLER}", re.IGNORECASE),
    "about": re.compile(
        r"(?P<said>\babout|\baround|\broughly|\bapproximately|\bcirca|~)\W*$", re.I
    ),
}
_BEHIND = {
    "most": re.compile(
        r"[^\w,;.]*(?:(?:\w+\s+){0,2}?)(?:or (?:less|under|cheaper|fewer|below|shorter|earlier"
        r"|closer)|max(?:imum)?\b|tops\b|at (?:the )?most|budget)",
        re.IGNORECASE,
    ),
    "least": re.compile(
        r"[^\w,;.]*(?:(?:\w+\s+){0,2}?)(?:or (?:more|better|higher|over|above|longer|later|up)|and "
        r"(?:up|above|over|more|later)|min(?:imum)?\b|at (?:the )?least)|\s?\+",
        re.IGNORECASE,
    ),
    "about": re.compile(r"\W*(?:or so\b|-?ish\b|more or less\b)", re.IGNORECASE),
}
_JOINED = re.compile(r"\s*(?:-|\u2013|\u2014|to|and|until|till)\s*", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s*(?:or|/)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_PARTS = re.compile(r"[,;.]|\b(?:and|with)\b", re.IGNORECASE)
_COUNTED = re.compile(r"^\s+\w+")
_OPENS_RANGE = re.compile(r"\b(?:between|from)\s*$", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|we(?:'re| are|'ll be| will be))\s*$", re.IGNORECASE)
_COMPANY = re.compile(r"\bwith(?:\s+(?:my|our))?\s*$", re.IGNORECASE)
_OTHERS = re.compile(r"\s*(?:\w+\s+)?(?:friends|colleagues|guests|others|children|kids)\b", re.I)


@dataclass(frozen=True)
class Said:
    """An amount of a request, a range, or some to choose among, and the words around."""

    amounts: tuple[Amount, ...]
    """In their order: one, the two ends of a range, or all that will do."""

    before: str
    after: str
    own: str
    """Of what stands before, what does not belong to the amount before this one."""

    relation: str
    """"most", "least", "about", "between", "either", or "" where the request only names it."""

    words: str
    """The user's words for it."""

    span: range
    """Where they stand."""

    strict: bool

    @property
    def first(self) -> Amount:
        """The amount, or where a range begins."""
        return self.amounts[0]

    @property
    def last(self) -> Amount:
        """The amount, or where a range ends."""
        return self.amounts[-1]

    @property
    def is_for(self) -> bool:
        """Whether it says for whom: "for two", "we are two"."""
        return bool(_FOR.search(self.before))

    @property
    def is_with_others(self) -> bool:
        """Whether it counts the others who come along: "with 3 friends" are four."""
        return bool(_COMPANY.search(self.before) and _OTHERS.match(self.after))


def said_in(text: str, today: date) -> Iterator[Said]:
    """Yield what a request says of amounts, in its order."""
    found = amounts_in(text, today)
    place = 0
    while place < len(found):
        previous = found[place - 1] if place else None
        taken, relation = _joined(text, found[place:])
        place += len(taken)
        is_last = place == len(found)
        start = previous.end if previous else 0
        before = text[start : taken[0].start]
        after = text[taken[-1].end : len(text) if is_last else found[place].start]
        own = _own(before) if previous and not previous.unit else before
        yield _read(text, taken, before, after, own, relation, is_last=is_last)


def _joined(text: str, found: Sequence[Amount]) -> tuple[tuple[Amount, ...], str]:
    """Return the first amount with those that it makes one thing with, and which thing."""
    first, *rest = found
    if rest and _is_range(text, first, rest[0]):
        return (first, rest[0]), "between"
    taken, chosen = [first], 1
    for one in rest:
        joint = text[taken[-1].end : one.start]
        if one.unit != first.unit or not (_OR.fullmatch(joint) or _COMMA.fullmatch(joint)):
            break
        taken.append(one)
        chosen = len(taken) if _OR.fullmatch(joint) else chosen
    # Amounts in a row are alternatives only where an "or" says so: "2, 3 or 4".
    return tuple(taken[:chosen]), "either" if chosen > 1 else ""


def _is_range(text: str, first: Amount, following: Amount) -> bool:
    joint = _JOINED.fullmatch(text, first.end, following.start)
    if not joint or following.value < first.value or first.unit != following.unit:
        return False
    return joint[0].strip().lower() != "and" or bool(_OPENS_RANGE.search(text, 0, first.start))


def _own(before: str) -> str:
    """Return the words without those that say what the bare number before them counts."""
    *others, last = _PARTS.split(before)
    return last if others else _COUNTED.sub("", before)


def _read(
    text: str,
    amounts: tuple[Amount, ...],
    before: str,
    after: str,
    own: str,
    relation: str,
    *,
    is_last: bool,
) -> Said:
    start, end, strict = amounts[0].start, amounts[-1].end, False
    if relation == "between":
        opened = _OPENS_RANGE.search(before)
        start -= len(opened[0]) if opened else 0
    elif not relation:
        relation, ahead, behind, strict = _compared(before, after, is_last=is_last)
        if amounts[0].is_moment and _AGED.search(before[len(before) - ahead :]):
            relation = _TURNED[relation]
        start, end = start - ahead, end + behind
    if not relation and (opened := _FOR.search(before)):
        start -= len(opened[0])
    if company := _COMPANY.search(before):
        others = _OTHERS.match(after)
        start -= len(company[0]) if others else 0
        end += others.end() if others else 0
    words = " ".join(text[start:end].split())
    return Said(amounts, before, after, own, relation, words, range(start, end), strict)


def _compared(before: str, after: str, *, is_last: bool) -> tuple[str, int, int, bool]:
    """Return the relation, how far its words reach ahead and behind, and whether it is strict."""
    ahead = [(m.start(), name, m) for name, one in _AHEAD.items() if (m := one.search(before))]
    if ahead:
        # What begins first has the others in it: "not before" has "before".
        start, name, found = min(ahead, key=lambda one: one[0])
        strict = bool(_STRICT.match(" ".join(found["said"].split())))
        return name, len(before) - start, 0, strict
    for name, pattern in _BEHIND.items():
        behind = pattern.match(after)
        # What stands right before the next amount belongs to that one.
        if behind and (is_last or after[behind.end() :].strip()):
            return name, 0, behind.end(), False
    return "", 0, 0, False
