"""Sides: which parts of a stated preference tell what is wanted, and which what is not.

"I avoid crowds and prefer small places over festivals" wants small places, and wants neither
crowds nor festivals. A preference is cut where its polarity may turn; what a comparison puts last
is not wanted, and so is what words of aversion speak of. English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TURNS = re.compile(
    r"\s*[,;:.!\u2014]\s*(?:(?:and|but|or|so)\s+)?"
    r"|\s+(?:but|because|so|although|though|while|whereas|as|and (?=(?:i |we )?(?:prefer|like|"
    r"love|enjoy|want|need|favou?r|opt|avoid|hate|dislike|never|won't|can't|don't|refuse)\b))\s*",
    re.IGNORECASE,
)
_LAST = re.compile(r"\s+(?:rather than|instead of|over|more than|as opposed to)\s+", re.IGNORECASE)
_AVERSE = re.compile(
    r"\b(?:no|not|never|nothing|none|neither|nor|without|avoid\w*|hat(?:e|es|ed|ing)|dislik\w+"
    r"|allerg\w+|intoleran\w+|aversions?|averse|against|refus\w+|despis\w+|detest\w*|loath\w*"
    r"|fears?|fearful|afraid|scared|terrified|phobi\w+|anxi\w+|nervous|uncomfortable|ill at ease"
    r"|overwhelm\w*|cannot|\w+n't|steer clear|stay away|keep (?:away|clear)|shun\w*|skip\w*|quit"
    r"|gave up|given up|cut out|tired of|sick of|fed up|bor(?:e|es|ed|ing)|annoy\w*|irritat\w*"
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


@dataclass(frozen=True)
class Sides:
    """A preference, taken apart."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


@lru_cache(maxsize=2048)
def sides_of(preference: str) -> Sides:
    """Take a preference apart; one with no word of aversion is wanted as a whole."""
    wanted, unwanted = list[str](), list[str]()
    for clause in _TURNS.split(preference.replace("\u2019", "'").strip()):
        first, *last = _LAST.split(clause)
        if first.strip():
            (unwanted if _is_averse(first) else wanted).append(first.strip())
        unwanted += [part.strip() for part in last if part.strip()]
    return Sides(tuple(wanted), tuple(unwanted))


def _is_averse(clause: str) -> bool:
    return bool(_AVERSE.search(_NOT_AVERSE.sub(" ", clause)))
