"""Critiques: what a person says of items that they were shown.

"Not that one", "too expensive", "more like the second": which item is meant is resolved first,
then what it comes to: an item that is turned down, a bound, a value, or more or less of a kind.
Whether it is about the person rather than about tonight shows in the words with what they refer
to put in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ....core.events import Item
from ....core.texts import mentions
from ....memory.language.words import words_of
from ..items.pool import Pool
from .comparisons import read_comparisons
from .constraints import Mentions
from .meanings import Likeness
from .needs import read_need
from .phrases import phrases_of
from .references import MARK, read_references, resolved, without_places

Move = Literal["take", "refuse", "known", "more", "less", "change", "miss"]


@dataclass(frozen=True)
class Critique:
    """What words about shown items come to."""

    move: Move
    """"take": it is chosen; "refuse": not this one; "known": nor this one, which was seen or had
    before; "more", "less": of its kind; "change": what is asked for changes; "miss": it speaks of
    a place where nothing was shown."""

    items: tuple[Item, ...] = ()
    """What it is about, of what was shown."""

    needs: tuple[str, ...] = ()
    """What it adds to the request, in words."""

    resolved: str = ""
    """The user's words with the items' names for "that one"."""

    lasts: bool = False
    """Whether "known" is about the person and not about now: seen, read or owned, not eaten."""


_TAKE = re.compile(
    r"\b(?:i(?:'ll| will|'d| would)? (?:take|go with|go for|choose|pick|book|order|get)"
    r"|i(?:'ll| will|'d| would) have(?! (?:had|seen|been|read))|let'?s"
    r" (?:take|go with|go for|do|have|book|get|watch|try)|(?:sounds|looks) (?:good|great|perfect)"
    r"|(?:book|order|open|choose|pick|take) (?:it|that|this|the|number)|i want (?:the|that|this)"
    r"|perfect|deal)\b",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more (?:like|of)|(?:something|things?|ones?|others?|places?) (?:like|similar)|similar to"
    r"|along the lines of|in the style of|i like (?:the|that|this|number))\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:less like|nothing like|not like|unlike|no more (?:of|like)"
    r"|not (?:that|this) (?:kind|sort|type|style)|not (?:my|our) (?:thing|taste|style|kind)"
    r"|fewer like)\b",
    re.IGNORECASE,
)
_REFUSE = re.compile(
    r"\b(?:not (?:that|this|the|those|these|number|it)\b|skip|no thanks?|nope|none of|neither"
    r"|anything but|rather not)",
    re.IGNORECASE,
)
_DISLIKE = re.compile(
    r"\b(?:(?:do|did|would)(?: no|n'?t) (?:like|want|fancy|love)|hate|can'?t stand"
    r"|never (?:show|suggest|recommend|again|want))",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:(?:something|anything|somewhere|someone) (?:else|different)|other (?:ones?|options?"
    r"|ideas?)|another(?P<one>\s+(?!one\b|time\b)[a-z]+)?|what else|others?|the next|next one"
    r"|different ones?)\b",
    re.IGNORECASE,
)
_EVERYTHING = re.compile(r"\b(?:else|others?|another|different|none|neither|next)\b", re.I)
"""Words that turn all down that was shown: "something else"."""

_EATEN, _SEEN = r"had|eaten|ate", r"seen|saw|watched|read"
_EXPERIENCED = rf"(?:{_EATEN}|{_SEEN})"
_KNOWN = re.compile(
    r"(?:\b(?:i|we)(?:'ve|'d| have| had)? (?:already |both |just )?|(?:^|[.,;!?])\s*(?:already )?)"
    # "Got it" may mean that it was understood.
    rf"(?:(?P<passing>{_EATEN}|been|visited|tried|(?<!already )got(?!.*\balready\b))"
    rf"|{_SEEN}|finished|played|own|got|(?<=already )(?:have|know|bought))"
    r"(?:\s+(?:already|all|both|of|to|at|in|the))*"
    rf"\s*(?:{MARK}|\b(?:that|this|it|them|these|those|there)\b(?:\s+ones?\b)?|$|[.,;!?])"
    rf"|\b(?:i|we) have (?:{MARK}|(?:that|this|it|them|these|those)\b)(?: ones?)? already\b",
    re.IGNORECASE,
)
"""That an item was seen or had before; said of no item, it is about nothing that was shown.

What was eaten and where one was is no reason not to have it another day: it is `passing`."""

_AGAIN = re.compile(
    r"\b(?:again|once more|one more time|a second time"
    r"|re-?(?:watch|read|play|visit)(?:ing)?(?! value)"
    r"|(?:(?:some|any)thing|ones?) (?:that )?(?:i|we)(?:'ve| have)? (?:already )?"
    rf"(?:know|own|{_SEEN}|played))\b",
    re.IGNORECASE,
)
"""That what is known is welcome."""

_TOLD = re.compile(
    r"\b(?:unlike|similar to|such as|style of|than|after|(?<!'d )(?<!would )(?:like|love|enjoy))"
    rf"\s+{MARK}"
    rf"|\b(?:i|we)\b.*\b(?:{_EATEN}|seen|saw|watched|(?:'ve|have|already) read|finished|played"
    rf"|bought|(?<!to )(?:own|know)|liked|loved|enjoyed)\b(?:\s+\w+){{0,2}}?\s+{MARK}"
    r"(?!\s+in mind)",
    re.IGNORECASE,
)
"""That an item is spoken of to tell what else is wanted."""

_NAMED = re.compile(rf"(?:\b(?:neither|nor|not)\s+)?{MARK}", re.IGNORECASE)

_SATED = re.compile(
    rf"\b(?:(?:i|we)(?:'ve| have)? (?:already |just |only )?{_EXPERIENCED}"
    r"|(?:not|never|no|\w+n'?t)(?: \w+)? (?:in (?:the|a) mood|up|hungry|ready|looking|appetite)"
    rf" for)\s+(?!{MARK}|(?:the|that|this|it|them|these|those|there|to|been|\w+ed)\b)"
    r"(?P<what>(?:(?!\bin mind\b)[^.;,!?])+?)"
    r"(?=\s*(?:$|[.;,!?]|\b(?:but|so|then|because|something|anything|how|what|which"
    r"|and (?:i|we|would|want|something))\b))",
    re.IGNORECASE,
)
"""What a person had lately or is in no mood for."""

_FRESH = re.compile(
    r"\b(?:recommend|suggest|which|what should|find|help me|looking for"
    r"|pick (?:one|something|a))\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"^\W*(?:(?:i(?:'d| would)? (?:like|prefer|want)|rather|maybe|no,?|ok(?:ay)?,?)\s+)*"
    r"(?:(?:some|any)(?:thing|where)|an?|ones?)\s+(?!else|different|like|similar)[a-z]",
    re.IGNORECASE,
)
_BRIEF = 7
"""Words of the longest wish."""

_GOES_ON = re.compile(
    r"^\W*(?:and|but|or|what about|how about|with|without|only|no|not|make it|actually|instead|also"
    r"|rather|under|over|something|anything|preferably|ideally|please|at least|at most|for)\b"
    r"|\b(?:of (?:them|these|those)|instead|please)\W*$",
    re.IGNORECASE,
)
_LONGEST = 12
"""Words of the longest follow-up that goes on with a search without saying so."""


def read_critique(
    text: str,
    shown: Sequence[Item],
    pool: Pool,
    likeness: Likeness | None = None,
    *,
    taken: str = "",
    minded: bool = False,
) -> Critique | None:
    """Return what the words come to about what was shown; None where they are about other things.

    `shown` is in the order in which it was shown; `pool` is what there was to choose from. With a
    `likeness`, what is asked for is known by its meaning, too. `taken` is the id of what was taken
    last, "" where nothing was; `minded` tells that the words are dissatisfied on the whole.
    """
    if not shown:
        return None
    text = text.replace("\u2019", "'")
    # What "it" means, and what is meant where nothing is said: what was taken, else the first.
    focus = tuple(item for item in shown if item.id == taken) or tuple(shown[:1])
    meant = read_references(text, shown, focus)
    # What an item is called, and where it stands, says nothing about it: "The Cheaper Sequel".
    items, said, text = meant.items, resolved(text, meant.items), meant.words
    marked, disliked = without_places(text, MARK), bool(_DISLIKE.search(text))
    told = [] if disliked else list(_KNOWN.finditer(marked))
    known, lasts = bool(told), not any(one["passing"] for one in told)
    asked = _NAMED.sub(" ", _KNOWN.sub(" ", marked) if known else marked)
    ruled_out, asked = _ruled_out(asked, pool, likeness)
    compared = tuple(read_comparisons(asked, items or focus, pool, likeness))
    regrets = bool(taken) and items == focus and (minded or disliked) and not compared
    # What is said of a choice that is minded is no wish: "it was awful, something quiet".
    asked = _wishes_in(asked) if regrets else asked
    stated = (asked,) if read_need([asked], pool, (), likeness).constraints else ()
    adds = (*(compared or stated), *ruled_out)
    refuses, everything = _refuses(text), _is_heard(_EVERYTHING, text)
    # "Not another thriller" turns down a kind, and nothing that was shown.
    spurned = any(one["one"] for one in _OTHERS.finditer(text)) and not refuses
    wishes = spurned or _is_wish(text)
    if not (items or meant.missed or compared or known) and (adds or wishes):
        if adds and everything:
            return Critique("refuse", tuple(shown), adds, said)
        goes_on = wishes or ruled_out or refuses or _goes_on(text)
        return Critique("change", (), adds or (text,), said) if goes_on else None
    refused = meant.unwanted or items or (tuple(shown) if everything else focus)
    moves: tuple[tuple[Move, bool, tuple[Item, ...]], ...] = (
        ("miss", meant.missed, ()),
        ("less", bool(_LESS.search(text)), items or focus),
        ("more", bool(_MORE.search(text)), items or focus),
        ("known", known, items or focus),
        ("take", _takes(text, meant.wanted), meant.wanted[:1]),
        ("refuse", refuses or bool(meant.unwanted), refused),
        ("take", bool(_TAKE.search(text)), items[:1] or focus),
        ("refuse", regrets, focus),
        ("change", bool(compared) or (bool(adds) and _goes_on(text)), items if compared else ()),
    )
    for move, is_made, about in moves:
        if is_made:
            return Critique(move, about, adds, said, lasts=move == "known" and lasts)
    return None


def wanted_again(text: str, known: Sequence[Item]) -> tuple[Item, ...]:
    """Return which of the items that the user knows a request wants all the same.

    Those that it names; where it names none and asks for something known, all of them.
    """
    text = text.replace("\u2019", "'")
    meant = read_references(text, known, ())
    if not _TOLD.search(meant.words):
        # A place ("the second") is none among what is known.
        named = tuple(item for item in meant.wanted if mentions(text, item.title))
        if named:
            return named
    return tuple(known) if _is_heard(_AGAIN, meant.words) else ()


def _ruled_out(text: str, pool: Pool, likeness: Likeness | None) -> tuple[tuple[str, ...], str]:
    """Return which values a person had lately, or is in no mood for; and the words without that."""
    needs: list[str] = []
    for match in _SATED.finditer(text):
        found = read_need([f"no {match['what']}"], pool, (), likeness).constraints
        values = [
            one.said
            for one in found
            if getattr(one, "negated", False)
            and (not isinstance(one, Mentions) or one.is_found(pool))
        ]
        if values:
            needs += values
            text = text.replace(match[0], " ")
    return tuple(needs), text.strip(" ,;")


def _wishes_in(text: str) -> str:
    """Return the clauses that wish for something."""
    clauses = re.split(r"[.;,!?]|\bbut\b", text)
    return ", ".join(one.strip() for one in clauses if _WISHES.search(one) or _GOES_ON.search(one))


def _refuses(text: str) -> bool:
    return bool(_REFUSE.search(text) or _DISLIKE.search(text)) or _is_heard(_OTHERS, text)


def _is_heard(words: re.Pattern[str], text: str) -> bool:
    """Tell whether such words stand where they are not denied: "not another one" asks for none."""
    phrases = phrases_of(text)
    return any(not phrases.is_negated(match.start()) for match in words.finditer(text))


def _takes(text: str, wanted: tuple[Item, ...]) -> bool:
    """Tell whether the items that are named are taken: by the words, or by no more than a name."""
    return bool(wanted) and bool(_TAKE.search(text) or (len(wanted) == 1 and _is_bare(text)))


def _is_bare(text: str) -> bool:
    """Tell whether words without titles say no more than which item is meant."""
    polite = {"please", "the", "yes", "ok", "okay", "then", "thanks", "one", "it", "is"}
    return set(words_of(without_places(text))) <= polite


def _is_wish(text: str) -> bool:
    """Tell whether the words wish for something, even where nothing that is known answers it."""
    if text.rstrip().endswith("?") or len(words_of(text)) > _BRIEF:
        return False
    return bool(_WISHES.search(text))


def _goes_on(text: str) -> bool:
    if _GOES_ON.search(text):
        return True
    return not _FRESH.search(text) and len(words_of(text)) <= _LONGEST
