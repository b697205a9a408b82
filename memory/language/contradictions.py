"""Tells whether a new statement takes the place of an older one, or stands beside it.

"I'm vegetarian", then "I eat meat again"; "my sister lives in Rome", then "… in Oslo". A
logistic regression over what two statements share and where they differ: subject, words, things
that a person has but one of (a name, a home, an age), liking, and words that tell of a change;
what ways of living rule out (`exclusions`) needs no such word.
Fitted by `training/facts/fit_pairs.py`; in doubt both statements stand.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from .exclusions import exclude
from .stemming import stem
from .words import words_of

WEIGHTS = "contradictions.safetensors"
"""The file beside this one that holds the fitted weights."""

SURE = 0.7
"""From here on, 0..1, a new statement replaces an older one; to keep both is the lesser harm."""

KNOWN = 0.9
"""How surely it does where the table of exclusions says so; no words have to tell of a change."""

Floats = NDArray[np.float32]

_ILLNESS = re.compile(r"\b(?:allerg|intoleran|coeliac|celiac|diabet)", re.I)
_APOSTROPHE = re.compile(r"['\u2019]")
_NUMBER_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
half quarter past noon midnight
"""
_DAY_WORDS = """
monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
fridays saturdays sundays january february march april may june july august september october
november december
"""
_CHANGE_WORDS = """
anymore again now moved switched changed quit stopped started became become gave longer left sold
bought new nowadays lately since divorced married learned finished grown used gone found off lost
"""
_DISLIKE_WORDS = """
hate hates dislike dislikes detest despise loathe avoid avoids allergic intolerant quit stopped
gave cant cannot sick tired afraid scared refuse refuses boycott hurts heartburn left sold broke
finished closed unemployed single divorced
"""
_NEGATION_WORDS = """
not no never dont doesnt didnt isnt arent wasnt wont wouldnt without longer anymore hardly rarely
none nothing neither lost gone
"""
_HELD_TOGETHER = """
a an the and or but of to in on at for from with by as is are am was be been im ive id my our i we
me us it its that this these those do does did have has had will would can could so too very just
also please name called every all any more than into up out there their his her he she they
"""
_LIKING_WORDS = "like likes love loves enjoy enjoys adore hate hates dislike prefer"
_NUMBERS = frozenset(_NUMBER_WORDS.split())
_DAYS = frozenset(_DAY_WORDS.split())
_CHANGES = frozenset(_CHANGE_WORDS.split())
_DISLIKES = frozenset(_DISLIKE_WORDS.split())
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_EMPTY = frozenset(_HELD_TOGETHER.split()) | _CHANGES | _NEGATIONS
_LIKING = frozenset(_LIKING_WORDS.split())

_VERBS = (
    r"is|are|was|lives?|moved|has|have|had|works?|likes?|loves?|hates?|prefers?|needs?|wants?|"
    r"plays?|goes|eats?|drinks?|doesn't|don't|isn't|aren't|can't|can|no|runs?|talks?|calls?|starts?|"
    r"ends?|expires?|meets?|told|took|died|quit|sleeps?|takes?|gives?|hurts?|comes?"
)
_SUBJECT = re.compile(
    rf"(?:(?:my|our) (?:(?:new|old|current) )?(?P<noun>(?:(?!(?:{_VERBS})\b)[\w'-]+ ?){{1,4}})"
    rf"|(?P<thing>the (?:(?!(?:{_VERBS})\b)[\w'-]+ ?){{1,3}})(?=(?:{_VERBS})\b)"
    r"|(?P<self>i|i'm|i've|i'd|im|ive|we|we've|we're)\b)",
    re.I,
)
_ONE_ONLY = {
    "home": r"\b(?:lives?|living|moved|relocated|located|based|(?:is|are)(?= in ))\b.*?"
    r"\b(?:in|to)\b (?P<value>.+)",
    "work": r"\b(?:works?|working) (?:at|for|in|as) (?P<value>.+)",
    "name": r"\b(?:name(?: is|'s)|named|(?:is|are) called|^call me|i go by) (?P<value>.+)",
    "drives": r"\bi drive (?P<value>an? .+)",
    "language": r"\b(?:answer|reply|write|speak)(?: to)?(?: me)? in (?P<value>\w+)",
    "age": r"\bi(?:'m| am|m) (?P<value>[\d][\d]+|[a-z]+ty(?:-\w+)?)(?: years old)?$",
    "is": r"^(?:my|our|the) (?:[\w'-]+ ){1,4}?(?:is|are) (?P<value>.+)",
}
_FRAMES = {name: re.compile(pattern, re.I) for name, pattern in _ONE_ONLY.items()}
_PREFERENCE = re.compile(r"\bprefers? (?P<one>.+?) (?:to|over) (?P<other>.+)", re.I)


@dataclass(frozen=True)
class Parsed:
    """What of a statement bears on whether another one contradicts it."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words, lower case, apostrophes left out."""
        return tuple(words_of(_APOSTROPHE.sub("", self.text)))

    @cached_property
    def subject(self) -> str:
        """Whom or what it is about: "i", "sister", "favourite colour"; "" where that is unclear."""
        found = _SUBJECT.match(self.text.replace("\u2019", "'"))
        if found is None:
            return ""
        if found["self"]:
            return "i"
        named = (found["noun"] or found["thing"]).lower().strip().removesuffix("'s name")
        return named.removesuffix("'s").removesuffix(" name")

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the telling words; words of change, liking and negation are none."""
        telling = (word for word in self.words if word not in _EMPTY | _DISLIKES | _LIKING)
        return frozenset(stem(word) for word in telling)

    @cached_property
    def topic(self) -> str:
        """The telling words as a text."""
        telling = [w for w in self.words if w not in _EMPTY | _DISLIKES | _LIKING]
        return " ".join(telling) or self.text

    @cached_property
    def likes(self) -> bool:
        """False where it denies or dislikes: an odd number of such words."""
        return sum((w in _NEGATIONS) + (w in _DISLIKES) for w in self._counted) % 2 == 0

    @cached_property
    def changes(self) -> bool:
        """True where it tells of a change."""
        return not _CHANGES.isdisjoint(self.words)

    @cached_property
    def frames(self) -> dict[str, frozenset[str]]:
        """What it says of that there is but one of -> the stems of what it says."""
        found = ((name, frame.search(self.text)) for name, frame in _FRAMES.items())
        return {
            name: frozenset(stem(w) for w in words_of(match["value"]) if w not in _EMPTY)
            for name, match in found
            if match
        }

    @cached_property
    def skeleton(self) -> frozenset[str]:
        """The stems without numbers and days."""
        return frozenset(word for word in self.content if not _is_figure(word))

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers, times of day, days and months."""
        return frozenset(word for word in self.words if _is_figure(word))

    @property
    def _counted(self) -> list[str]:
        """Words; "no longer", "not … any more" and "can't stand" deny once, not twice."""
        once = re.sub(r"\bno longer\b", "never", " ".join(self.words))
        once = re.sub(r"\b(not|dont|doesnt|isnt|no|cant|im not)\b(.*?) any ?more\b", r"\1\2", once)
        once = re.sub(r"\bcant (?:stand|bear|tolerate)\b", "hate", once)
        return re.sub(r"\bgave up\b", "quit", once).split()


def features(old: Parsed, new: Parsed, similarity: tuple[float, float]) -> list[float]:
    """Return what two statements share and where they differ, each about 0..1.

    `similarity` are the cosines of the statements and of their topics; zeros where there is no
    embedding model that knows more than words.
    """
    whole, topic = similarity
    union, both = old.content | new.content, old.content & new.content
    shared = len(both) / len(union) if union else 0.0
    held = len(both) / min(len(old.content), len(new.content)) if both else 0.0
    same_subject = float(old.subject == new.subject)
    other_subject = float(bool(old.subject and new.subject) and old.subject != new.subject)
    flips = float(old.likes != new.likes)
    changes = float(new.changes)
    framed = _framed(old, new)
    figures = float(
        bool(old.figures and new.figures and old.figures != new.figures)
        and old.skeleton == new.skeleton
    )
    return [
        whole,
        topic,
        shared,
        held,
        same_subject,
        other_subject,
        flips,
        changes,
        framed,
        figures,
        _swapped(old, new),
        flips * held,
        flips * topic,
        flips * held * same_subject,
        changes * held * same_subject,
        changes * topic * same_subject,
        changes * flips * same_subject * max(held, topic),
        framed * changes,
        (1 - flips) * (1 - changes) * (1 - framed),
        float(not both),
    ]


class Contradictions:
    """Finds the older statement that a new one takes the place of."""

    def __init__(self, embedder: Embedder) -> None:
        """Load the weights when first asked; compare with the embedder's vectors."""
        self._embedder = embedder
        self._lock = threading.Lock()
        self._weights: tuple[Floats, float, bool] | None = None

    def chances(self, new: str, older: Sequence[str]) -> Floats:
        """Return how surely the new statement replaces each of the older ones, 0..1."""
        if not older:
            return np.zeros(0, np.float32)
        weights, bias, embedded = self._loaded()
        parsed = [parse(one) for one in older]
        near = similarities(self._embedder, new, older) if embedded else [(0.0, 0.0)] * len(older)
        rows = [features(one, parse(new), cos) for one, cos in zip(parsed, near, strict=True)]
        scores = np.array(rows, np.float32) @ weights + bias
        chances = np.asarray(1 / (1 + np.exp(-scores)), np.float32)
        for at, one in enumerate(parsed):
            if _excluded(one, parse(new)):
                chances[at] = max(chances[at], KNOWN)
            if _is_kept(one, parse(new)):
                chances[at] = 0.0
        return chances

    def _loaded(self) -> tuple[Floats, float, bool]:
        from safetensors import safe_open

        with self._lock:
            if self._weights is None:
                path = str(files("uptake.memory.language").joinpath(WEIGHTS))
                with safe_open(path, "numpy") as file:
                    embedded = file.metadata()["embedder"] == self._embedder.name
                    part = "with_embedding" if embedded else "words_only"
                    weights = file.get_tensor(f"{part}.weights")
                    self._weights = weights, float(file.get_tensor(f"{part}.bias")[0]), embedded
            return self._weights


@lru_cache(maxsize=4096)
def parse(statement: str) -> Parsed:
    """Return the parts of a statement."""
    return Parsed(statement)


def similarities(embedder: Embedder, new: str, older: Sequence[str]) -> list[tuple[float, float]]:
    """Return the cosines of the new statement with each older one, and of their topics."""
    wholes = embedder.embed([new, *older])
    topics = embedder.embed([parse(new).topic, *(parse(one).topic for one in older)])
    whole, topic = wholes[1:] @ wholes[0], topics[1:] @ topics[0]
    return [(float(a), float(b)) for a, b in zip(whole, topic, strict=True)]


def _excluded(old: Parsed, new: Parsed) -> bool:
    """Tell whether both cannot be true of the same person."""
    same = old.subject == new.subject != ""
    return same and exclude(old.text, old.likes, new.text, new.likes)


def _is_kept(old: Parsed, new: Parsed) -> bool:
    """Tell whether the older one is of an illness that the new one says nothing of.

    One may love what one must not have; to forget an allergy for it does harm.
    """
    speaks = _ILLNESS.search(new.text) or new.changes
    return bool(_ILLNESS.search(old.text)) and not speaks


def _framed(old: Parsed, new: Parsed) -> float:
    """Tell whether both say of the same subject what there is but one of, and not the same."""
    if old.subject != new.subject:
        return 0.0
    common = [name for name in old.frames if name in new.frames]
    return float(any(old.frames[name].isdisjoint(new.frames[name]) for name in common))


def _swapped(old: Parsed, new: Parsed) -> float:
    before, after = _PREFERENCE.search(old.text), _PREFERENCE.search(new.text)
    if not before or not after:
        return 0.0
    return float(bool(set(words_of(before["one"])) & set(words_of(after["other"]))))


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS or word in _DAYS
