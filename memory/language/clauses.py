"""Cuts what a person says into statements, each of which can be kept or not by itself.

A sentence is cut where the person begins to speak of themselves anew ("I live in Oslo and I
work nights") and where a request begins; a reason or a condition stays with what it belongs to.
What the person quotes, pastes, has written to others or plays is told apart from what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .remember_words import asked_to_remember

LONGEST = 300
"""Characters; what is longer is a story, not a statement."""

_CONSIDERED = 4_000
"""Characters of a turn that are looked at."""

Voice = Literal["own", "asked", "trusted", "foreign"]
"""Whose words: the person's own; their own, with "remember that"; the same in a language in which
nothing tells what lasts; or only passed on or played."""


@dataclass(frozen=True)
class Clause:
    """One statement, as it was said but for its lead ("by the way") and its closing stop."""

    text: str
    voice: Voice = "own"


_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=\S)|(?<=[\u3002\uff01\uff1f])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|prof|vs|e\.g|i\.e|approx|no)|\b[a-z])\.$", re.I
)
_FENCED = re.compile(r"```[\s\S]*?(?:```|\Z)|^[ \t]*>.*$", re.M)
_QUOTED = re.compile(
    r"\"[^\"\n]*\"|\u201c[^\u201d\n]*\u201d|`[^`\n]*`|\u00ab[^\u00bb\n]*\u00bb|\u201e[^\u201c\n]*\u201c"
)
_BRINGS_TEXT = re.compile(r"[^\n]*:[ \t]*\n")
_ABOUT_SELF = re.compile(r"\b(?:me|myself|i|my|remember|note|notes|know|facts)\b", re.I)

_MARKS = " .!;,:*\u2022\u3002\uff01\u2026-"

_SELF = r"(?:i|i'm|i've|i'd|i'll|im|ive|my|we|we're|we've|our)\b"
_ASIDE = r"(?!\s+(?:think|guess|suppose|mean|believe|know|hope|say|wonder)\b\s*(?:,|$))"
_REQUEST = (
    r"(?:can|could|would|will|do|does|did|is|are|should|what|what's|where|which|who|how|when|why|"
    r"any|please|find|show|book|recommend|suggest|help|give|tell|let's)\b"
)
_BOUNDARY = re.compile(
    rf"(?:,\s*|\s+)(?:and|but|plus)\s+(?:also\s+)?(?={_SELF}{_ASIDE})"
    rf"|[,:;]\s*(?={_SELF}{_ASIDE})|\s+[-\u2013\u2014]{{1,2}}\s+(?={_SELF}{_ASIDE}|{_REQUEST})"
    rf"|[,;]\s*(?:so\s+|and\s+|but\s+)?(?={_REQUEST})",
    re.I,
)
_DEPENDS = re.compile(
    r"(?:if|when|whenever|unless|as|because|since|while|after|before|although|though|even|given|"
    r"with|without|for|in|at|on|by|from|due|despite|having|being|ever|every|to|once|until)\b",
    re.I,
)
_PERSON_ONLY = re.compile(r"(?:my|our)(?: (?:best|old|older|younger))? [\w-]+", re.I)
"""The beginning of "my wife and I", which is no clause of its own."""

_ASKS = re.compile(
    r"(?:(?:what|where|when|who|why|how|which)\s+(?:\w+\s+)?)?"
    r"(?:am|is|are|was|were|do|does|did|can|could|will|would|should|have|has)\s+"
    r"(?:i|you|we|they|it|he|she|there|my|your|our|the|this|that|these|those|a|an)\b"
    r"|(?:what|where|when|who|why|how|which)\b(?! (?:i|my|we|our)\b)",
    re.I,
)
_HINGES = re.compile(r"(?:if|when|whenever|unless|once|until|before|after|while)\b", re.I)
_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|oh|ok|okay|well|so|and|but|also|plus|actually|anyway|sorry|thanks|"
    r"thank you|by the way|btw|fyi|just so you know|for your information|you know|as you know|"
    r"honestly|to be honest|yes|yeah|yep|no(?=,)|right|sure|great|look|see|hmm|um|uh|ah|"
    r"good question|speaking of which|please(?= remember| note| know| keep))\b[\s,:.!\u2026-]+)+",
    re.I,
)
_ASKED = re.compile(
    r"(?:(?:please|can you|could you|would you)\s+)*(?:remember|note|keep in mind|bear in mind|"
    r"don't forget|make a note|for the record|know|save)[\s,:]+(?:that\s+|:\s*)?(?P<said>.+)",
    re.I | re.S,
)
_FOREIGN = re.compile(
    r"(?:(?:please|can you|could you|would you|now|just|then|let's|and|i want you to)\s+)*"
    r"(?:tell|write|type|say|text|enter|send|translate|post|reply|answer (?:him|her|them)|email|"
    r"message|spell|quote|put|add|fill|draft|note down|suppose|supposing|assume|assuming|imagine|"
    r"pretend|act|play the|role-?play|speak as|in (?:this|the|our|my) (?:story|game|novel|film|"
    r"movie|play|song|book)|(?:he|she|they|someone|somebody|everybody|people)(?:'s|'re)?|"
    r"(?:my|the|a|our) (?:\w+ ){0,2}(?:says?|said|thinks?|wrote|writes|told|asked|claims?)|"
    r"what if|as if|i wish|once upon)\b(?!\s+(?:me|us)\b)",
    re.I,
)
_PLAYED = re.compile(
    r"\b(?:pretend|imagine (?:that |you|i)|role-?play|act as|you are (?:now )?(?:a|an|the|my) |"
    r"speak as if|let's play|play the part|in character|my character)",
    re.I,
)


def clauses_in(text: str) -> Iterator[Clause]:
    """Yield the statements of a turn; questions and what is empty are left out."""
    plain = text[:_CONSIDERED].replace("\u2019", "'").strip()
    own, brought = _told_apart(plain)
    played = False
    for sentence in _sentences(own):
        played = played or bool(_PLAYED.search(sentence))
        for clause in _of_sentence(sentence):
            yield Clause(clause.text, "foreign") if played else clause
    for sentence in _sentences(brought):
        yield from (Clause(clause.text, "foreign") for clause in _of_sentence(sentence))


def _told_apart(text: str) -> tuple[str, str]:
    """Return the person's own words, and the ones they quote or paste."""
    if _QUOTED.fullmatch(text):
        text = text[1:-1]
    foreign: list[str] = []

    def take(found: re.Match[str]) -> str:
        foreign.append(found[0].strip('"`\u201c\u201d\u00ab\u00bb\u201e>\n '))
        return " \u2026 " if found.re is _QUOTED else "\n"

    own = _QUOTED.sub(take, _FENCED.sub(take, text))
    brings = _BRINGS_TEXT.match(own)
    if brings and not _ABOUT_SELF.search(brings[0]):
        foreign.append(own[brings.end() :])
        own = brings[0]
    return own, "\n".join(foreign)


def _sentences(text: str) -> Iterator[str]:
    begun = 0
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[begun : end.start()]):
            yield text[begun : end.start()].strip()
            begun = end.end()
    yield text[begun:].strip()


def _of_sentence(sentence: str) -> Iterator[Clause]:
    sentence = _tidy(_without_lead(sentence))
    if asked := _ASKED.fullmatch(sentence):
        if not asked["said"].lower().startswith(("to ", "how ", "what ", "when ", "where ")):
            yield from _fitting(asked["said"].rstrip(" ?"), "asked")
        return
    if abroad := asked_to_remember(sentence):
        yield from _fitting(abroad, "trusted")
        return
    if _FOREIGN.match(sentence):
        yield from _fitting(sentence, "foreign")
        return
    for part in _parts(sentence):
        yield from _fitting(part, "own")


def _fitting(text: str, voice: Voice) -> Iterator[Clause]:
    tidy = _tidy(_without_lead(text))
    bare = tidy.strip(_MARKS)
    # What ends in a colon is the heading of what follows.
    asks = tidy.endswith(("?", "\uff1f", ":")) or (voice == "own" and _ASKS.match(bare))
    if 2 <= len(bare) <= LONGEST and not asks:
        yield Clause(bare, voice)


def _parts(sentence: str) -> Iterator[str]:
    """Yield the clauses of a sentence; what depends on another clause stays with it."""
    begun = 0
    for boundary in _BOUNDARY.finditer(sentence):
        part = sentence[begun : boundary.start()]
        asks = re.match(_REQUEST, sentence[boundary.end() :], re.I)
        whole = not _PERSON_ONLY.fullmatch(part.strip())
        if whole and not (_HINGES if asks else _DEPENDS).match(part.strip()):
            yield part
            begun = boundary.end()
    yield sentence[begun:]


def _without_lead(text: str) -> str:
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else text


def _tidy(text: str) -> str:
    return " ".join(text.split())
