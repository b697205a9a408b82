"""Facts: what people say about themselves that is worth keeping, and why the rest is not kept.

Only the person's own statements become facts: nothing that the assistant said, that a page or a
tool returned, or that the person quotes, pastes, dictates or plays. Secrets never do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..core.protocols import Embedder
from .language.clauses import Clause, clauses_in
from .language.lasting import LastingHead
from .secrets import redact, secrets_in

SURE = 0.6
"""From here on, 0..1, a statement counts as a lasting one. Below, it is not kept: to miss one is
better than to fill memory with what will not hold."""

IMPERSONAL = 0.8
"""The same for a statement in which the person neither occurs nor gives a standing order."""

ASKED = 0.05
"""The same where the person asks to remember it."""

_TOLD = 0.25
"""What may have been meant as a fact, from here on, is worth telling that it is not kept."""

_PERSONAL = re.compile(
    r"\b(?:i|i'?m|i'?ve|i'?d|i'?ll|me|my|mine|myself|we|we'?re|we'?ve|us|our|ich|mir|mich|mein\w*|"
    r"wir|unser\w*|je|j|moi|mon|ma|mes|nous|notre|yo|mi|mis|me|soy|tengo|io|mio|mia|sono|ho)\b|\u6211"
    r"|^(?:from now on|in (?:the )?future|always|never|don't ever|whenever|every time|no)\b",
    re.I,
)

Why = Literal["secret", "passing", "foreign", "known"]


@dataclass(frozen=True)
class Refusal:
    """A statement that is not kept."""

    why: Why
    """"secret"; "passing": says nothing lasting; "foreign": not the person's own words;
    "known": is remembered already."""

    reason: str
    """In words, for people: "looks like a card number"."""

    text: str
    """The statement, without the secret."""


@dataclass(frozen=True)
class Reading:
    """What a turn says about the person."""

    statements: tuple[str, ...]
    """To be kept, each as it was said."""

    refusals: tuple[Refusal, ...] = ()


class FactReader:
    """Reads turns of the user for facts: the gate through which each of them has to go."""

    def __init__(self, embedder: Embedder) -> None:
        self._lasting = LastingHead(embedder)

    def read(self, text: str) -> Reading:
        """Return the statements of a turn that are worth keeping, and which are not, and why."""
        clauses = list(dict.fromkeys(clauses_in(text)))
        clean = [clause for clause in clauses if not secrets_in(clause.text)]
        chances = self._lasting.chances([clause.text for clause in clean])
        sure = dict(zip(clean, map(float, chances), strict=True))
        kept = [c.text for c in clean if _is_kept(c, sure[c])]
        refused = [_refusal(clause, sure.get(clause)) for clause in clauses]
        secrets = [] if any(clause not in sure for clause in clauses) else _secrets_of(text)
        return Reading(
            statements=tuple(dict.fromkeys(kept)),
            refusals=(*(refusal for refusal in refused if refusal), *secrets),
        )


def _is_kept(clause: Clause, chance: float) -> bool:
    if clause.voice == "trusted":
        return True
    enough = SURE if _PERSONAL.search(clause.text) else IMPERSONAL
    enough = ASKED if clause.voice == "asked" else enough
    return clause.voice != "foreign" and chance >= enough and len(clause.text) > 4


def _refusal(clause: Clause, chance: float | None) -> Refusal | None:
    """Return why the clause is not kept; None where it is, or never looked like a fact."""
    if chance is None:
        return _secrets_of(clause.text)[0]
    if clause.voice == "foreign":
        reason = "is quoted, dictated or played"
        return Refusal("foreign", reason, clause.text) if chance >= SURE else None
    if (chance < _TOLD and clause.voice != "asked") or _is_kept(clause, chance):
        return None
    return Refusal("passing", "says nothing lasting about you", clause.text)


def _secrets_of(text: str) -> list[Refusal]:
    """Return one refusal for each kind of secret in a text."""
    kinds = dict.fromkeys(secret.kind for secret in secrets_in(text))
    shown = " ".join(redact(text).split())[:200]
    return [Refusal("secret", f"looks like {_a(kind)}", shown) for kind in kinds]


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiouAEIOU" else f"a {noun}"
