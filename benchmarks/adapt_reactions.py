"""How a simulated person of `adapt.py` reacts to an answer: with thanks, a complaint, or noise.

A person looks at the answer with a checker of their own, and writes in the style of one of several
writers. One follow-up in five says nothing of the answer, or complains of what the person does not
mind. Knows no person, and nothing of what they ask.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from adapt_checks import Check

NOISE = 0.2
"""The share of follow-ups that are neutral or misleading."""


@dataclass(frozen=True)
class Person:
    """Someone with a hidden preference."""

    name: str
    kind: str
    explicit: bool
    """False where no follow-up contains an instruction."""

    says: tuple[str, ...]
    """What they say of an answer that they do not like; `{request}` is theirs again."""

    likes: Check
    """Whether an answer is as they want it; never true of an empty one."""

    asks: tuple[tuple[str, ...], tuple[str, ...]]
    """Requests to learn from, and requests that are held out."""


@dataclass(frozen=True)
class Exchange:
    """A request, its answer, and what was then said."""

    request: str
    answer: str
    said: str
    liked: bool
    complains: bool
    """Whether what was said is a complaint, be it a misleading one."""


def react(person: Person, request: str, answer: str, dice: random.Random) -> Exchange:
    """Let the person say something of an answer."""
    liked = person.likes(answer)
    if dice.random() < NOISE:
        complains = dice.random() < 0.5
        said = dice.choice(_MISLEADING if complains else _NEUTRAL)
    else:
        complains = not liked
        said = dice.choice(person.says if complains else _CONTENT)
    said = dice.choice(_WRITERS)(said.format(request=request.rstrip("?.")))
    return Exchange(request, answer, said, liked, complains)


def _plainly(text: str) -> str:
    return text


def _tersely(text: str) -> str:
    return text.lower().rstrip(".!")


def _politely(text: str) -> str:
    return f"Sorry to bother you. {text} Thank you!"


def _chattily(text: str) -> str:
    return f"Hmm. {text} You know how I am."


_WRITERS = (_plainly, _plainly, _tersely, _politely, _chattily)

_NEUTRAL = (
    "Okay, moving on.",
    "I have to take a call now.",
    "It rains here today.",
    "My sister asked me the same.",
    "Right.",
)
_MISLEADING = (
    "Could you write that in French?",
    "That is rather brief, tell me much more.",
    "I'd have liked a quotation in it.",
    "No, that is the wrong year.",
    "Please leave out the numbers.",
)
_CONTENT = ("Thanks, that's what I wanted.", "Perfect.", "Great, thank you.", "That works for me.")
