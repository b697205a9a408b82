"""Phrases: which parts of a request are turned down in it, and which are only wished for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WAIVER = re.compile(
    r"\b(?:(?:doesn'?t|don'?t|needn'?t|does not|need not) (?:have to|need to)?\s*be|not necessarily"
    r"|no need (?:for|to)|no matter(?: the)?"
    r"|(?:don'?t|do not) (?:care|mind)(?: (?:about|if|whether))?)\b",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\b(?:no matter|no idea|not sure|no preference|not necessarily|no need|don'?t (?:mind|care)"
    r"|doesn'?t (?:matter|have to|need to)|not only|why not|not just|no problem|no rush"
    r"|can'?t (?:decide|wait|choose)|don'?t know)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no(?! (?:more|less|later|fewer|longer|earlier|further) than)|none of|not|nothing|neither"
    r"|never|without|except(?: for)?|other than|anything but|avoid(?:s|ing)?|excluding|nor"
    r"|instead of|rather than|hates?|hated|dislikes?|detests?|despises?|loathes?|allergic to"
    r"|(?:tired|sick|bored|afraid|scared|weary) (?:of|by|with)|fed up with|had enough of"
    r"|(?:can(?:no|')?t|do(?:es)?n'?t|won'?t|wouldn'?t|shouldn'?t|mustn'?t|isn'?t|aren'?t|never)"
    r"(?: (?:stand|bear|want|like|eat|drink|need|fancy|enjoy|do|have|be|watch|read|take|feel"
    r"|really|care for))*)\b|\bnon-",
    re.IGNORECASE,
)
_NEGATION_ENDS = re.compile(
    r"[.;:!?]|\b(?:but|with|though|although|however|please|preferably|ideally|just|only|under"
    r"|below|over|above|near|around|something|anything|that|which|who|where|because|since|i|we"
    r"|it|at least|at most|then|so|instead|for)\b|,(?!\s*(?:[\w-]+\s*){1,3}(?:,|\bor\b|\bnor\b))",
    re.IGNORECASE,
)
_NEAR = re.compile(r"(?:\s+(?:near|around))?", re.IGNORECASE)
"""What ends a negation ("not Thai, near the port") but for right behind it: "not near the port"."""
_WISH_AHEAD = re.compile(
    r"\b(?:ideally|preferably|hopefully|maybe|perhaps|(?:i(?:'d| would)? )?(?:prefer|rather have)"
    r"|i(?:'d| would) rather|bonus (?:for|if)|better if|i (?:really )?(?:like|love|enjoy)"
    r"|would love|a plus)\b",
    re.IGNORECASE,
)
_WISH_BEHIND = re.compile(
    r"\b(?:if (?:at all )?possible|if you can|would be (?:nice|great|good|lovely|ideal|perfect"
    r"|a (?:plus|bonus))|is a (?:plus|bonus)|nice to have|if there is one)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.;!?,]|\b(?:but|though|although|however)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"[.;!?,]|\b(?:but|and|though|although|however|with|under|over)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Phrases:
    """A request, and the spans of it that are turned down or only wished for."""

    text: str
    negated: tuple[tuple[int, int], ...]
    wished: tuple[tuple[int, int], ...]
    waived: tuple[tuple[int, int], ...]
    """What is said not to matter."""

    def is_negated(self, at: int) -> bool:
        """Tell whether what stands there is turned down."""
        return any(start <= at < end for start, end in self.negated)

    def is_wished(self, at: int) -> bool:
        """Tell whether what stands there is no condition, only a wish."""
        return any(start <= at < end for start, end in self.wished)

    def is_waived(self, at: int) -> bool:
        """Tell whether what stands there does not matter."""
        return any(start <= at < end for start, end in self.waived)


def phrases_of(text: str) -> Phrases:
    """Return the request with its negations and wishes."""
    text = text.replace("\u2019", "'")
    harmless = [match.span() for match in _NO_NEGATION.finditer(text)]
    negated = [
        (match.end(), _end(_NEGATION_ENDS, text, _past(_NEAR, text, match.end())))
        for match in _NEGATION.finditer(text)
        if not any(start <= match.start() < end for start, end in harmless)
    ]
    ahead = [
        (match.start(), _end(_CLAUSE_ENDS, text, match.end()))
        for match in _WISH_AHEAD.finditer(text)
    ]
    behind = [_wished(text, match) for match in _WISH_BEHIND.finditer(text)]
    waived = [
        (match.start(), _end(_CLAUSE_ENDS, text, match.end())) for match in _WAIVER.finditer(text)
    ]
    return Phrases(text, tuple(negated), (*ahead, *behind), tuple(waived))


def _wished(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return what "if possible" is said of: the words before it, or those after where none are."""
    begin = _begin(_PARTS, text, match.start())
    if text[begin : match.start()].strip():
        return begin, match.end()
    return match.start(), _end(_CLAUSE_ENDS, text, match.end())


def _end(stop: re.Pattern[str], text: str, at: int) -> int:
    found = stop.search(text, at)
    return found.start() if found else len(text)


def _past(ahead: re.Pattern[str], text: str, at: int) -> int:
    found = ahead.match(text, at)
    return found.end() if found else at


def _begin(stop: re.Pattern[str], text: str, before: int) -> int:
    """Return where the part begins that ends at `before`."""
    return max((match.end() for match in stop.finditer(text, 0, before)), default=0)
