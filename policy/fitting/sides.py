"""Sides: which parts of a stated preference tell what is wanted, and which what is not.

"I avoid crowds and prefer small places over festivals" wants small places, and wants neither
crowds nor festivals. A preference is cut where its polarity may turn; what a comparison puts last
is not wanted, and so is what words of aversion speak of. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TURNS = re.compile(
    r"\s*[,;:.!\u2014]\s*(?:(?:and|but|or|so)\s+)?"
    r"|\s+(?:(?:but|because|so|although|though|while|whereas|as)\b|and (?=(?:i |we )?(?:prefer"
    r"|like|love|enjoy|want|need|favou?r|opt|avoid|hate|dislike|never|won't|can't|don't|refuse)\b))\s*",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\s+(?:instead of|over|as opposed to|(?:(?:rather|better|more|sooner)\s+)?than(?!\s+\W?\d))"
    r"\s+",
    re.IGNORECASE,
)
_AVERSE = re.compile(
    r"\b(?:no|not|never|nothing|none|neither|nor|without|avoid\w*|hat(?:e|es|ed|ing)|dislik\w+"
    r"|allerg\w+|intoleran\w+|aversions?|averse|against|refus\w+|despis\w+|detest\w*|loath\w*"
    r"|fears?|fearful|afraid|scared|terrified|phobi\w+|anxi\w+|nervous|uncomfortable|ill at ease"
    r"|overwhelm\w*|cannot|\w+n't|steer clear|stay away|keep (?:away|clear|off)|shun\w*|skip\w*"
    r"|quit|gave up|given up|cut out|tired of|sick of|fed up|bor(?:e|es|ed|ing)|annoy\w*|irritat\w*"
    r"|disgust\w*|frustrat\w*|ineffective|pointless|useless|wast(?:e|es|ed|ing)|struggl\w+"
    r"|boycott\w*|opposed?|disagree\w*|triggers?|nightmare|unbearable|off-putting|puts? me off"
    r"|lose interest|less|too|wary|sceptical|skeptical|distrust\w*|disinterest\w*|uninterest\w*"
    r"|cringe\w*|bad for|ill|sick|headaches?|migraines?|frighten\w*|scar(?:e|es|ing)|upsets?"
    r"|exhaust\w*|drains?|draining|stress\w*|depress\w*|bothers?|unnerv\w*|intimidat\w*"
    r"|(?:wears?|tires?|weighs?|turns?) me|ruins?|spoils?|hurts?|on my nerves)\b",
    re.IGNORECASE,
)
_NOT_AVERSE = re.compile(
    r"\b(?:not only|not just|don't mind|do not mind|can't get enough|cannot get enough|can't wait"
    r"|never (?:get )?(?:tire|bored|enough)\w*|no problem|nothing (?:beats|better)|can't resist"
    r"|can't (?:live|do|go) without)\b",
    re.IGNORECASE,
)

_DENIES = re.compile(
    r"\b(?:no|not|never|nothing|none|nobody|nowhere|without|avoid\w*|refus\w+|cannot|[a-z]+n't|unless)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|we|it|they|he|she|my|our|is|are|was|has|have|must|please|like|love"
    r"|prefer|enjoy|want|need|only|give|make|keep|just)\b",
    re.IGNORECASE,
)
"""Words of a clause that says something of its own, unlike the rest of a list."""

_LIKES = re.compile(
    r"\b(?:(?:lik|lov|ador|crav|hat|dislik|loath)(?:e|es|ed|ing)|(?:enjoy|prefer|favou?r|detest"
    r"|avoid|allerg|intoleran)\w*|fan of|into|wants?|needs?|rather|choose|chose|picks?|always"
    r"|usually|mostly|only|never|no|not|nothing|without|at most|at least"
    r"|(?:spend|pay|budget|afford)\b(?=.*(?:\d|[$€£¥]|\b(?:euros?|dollars?|pounds?|bucks)\b))|cannot|can(?:no|')?t|[a-z]+n't"
    r"|vegetarian|vegan|must|afraid|tired of|sick of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sides:
    """A preference, taken apart."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@lru_cache(maxsize=2048)
def sides_of(preference: str) -> Sides:
    """Take a preference apart; one with no word of aversion is wanted as a whole."""
    wanted, unwanted = list[str](), list[str]()
    averse = False
    for clause in _whole(_TURNS.split(preference.replace("\u2019", "'").strip())):
        first, *last = _LAST.split(clause)
        # What only goes on with a list is liked or minded as what it goes on with.
        averse = _is_averse(first) or (averse and not _SAYS.search(first))
        if first.strip():
            (unwanted if averse else wanted).append(first.strip())
        unwanted += [part.strip() for part in last if part.strip()]
    return Sides(tuple(wanted), tuple(unwanted))


def _whole(clauses: Sequence[str]) -> Iterator[str]:
    """Yield the clauses, an adjective that was cut off with the next: "sweet, fruity teas"."""
    before = ""
    for place, clause in enumerate(clauses):
        after = clauses[place + 1] if place + 1 < len(clauses) else ""
        if (
            len(clause.split()) == 1
            and place == 0
            and after
            and not _SAYS.match(after)
            and not _AVERSE.match(after)
        ):
            before = f"{clause} "
            continue
        yield before + clause
        before = ""


def _is_averse(clause: str) -> bool:
    """Tell whether a clause is one of aversion; what is denied twice is wanted."""
    said = _NOT_AVERSE.sub(" ", clause)
    denied = len(_DENIES.findall(said))
    return bool(_AVERSE.search(said)) and not (denied and denied % 2 == 0)


def tells_liking(text: str) -> bool:
    """Tell whether a text says what is liked or minded, and not merely what is so."""
    return bool(_LIKES.search(text.replace("\u2019", "'")))
