"""Head noun: the word of a request that says what kind of thing is looked for.

In "a quiet restaurant near the port" it is "restaurant": every item of the pool may be one, so that
it tells none of them apart. It is known by its place alone, as the last word of the first noun
phrase (Huddleston and Pullum 2002, "The Cambridge Grammar of the English Language", chapter 5), so
that there is no list of what people look for. English.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ....core.numerals import singular
from .named_values import Token, is_hollow, tokens_of
from .phrases import Phrases

_JOINT = re.compile(r"[\s-]*")
_LISTED = re.compile(r"\s*,\s*")
_COORDINATED = re.compile(
    r"\s*(?:/|\bor\b|\band\b)\s*(?P<determined>(?:an?|the|some|any)\s+)?", re.IGNORECASE
)
_DETERMINED = re.compile(
    r"\b(?:an?|the|any|some|which|what|another|every|no|my|our)\s+(?:(?:more|other|really|very|good"
    r"|nice|great|cheap|new)\s+)*$",
    re.IGNORECASE,
)
_PREPOSITION = (
    r"(?:in|on|at|with|without|within|from|near|under|below|over|above|by|of|than|about|to|like"
    r"|around|between|beside|behind|before|after|during|since|until|through|along)"
)
_AFTER_PREPOSITION = re.compile(
    rf"\b(?:{_PREPOSITION}|(?<!ing )(?<!mood )(?<!search )for)\s+(?:(?:an?|the|some|any)\s+)?$",
    re.IGNORECASE,
)
_BEFORE_PREPOSITION = re.compile(
    rf"\s*(?:,\s*)?(?:{_PREPOSITION}|for|that|which|who|where|whose)\b", re.IGNORECASE
)
_ONE = re.compile(r"\b(?:an?|another|one)\s+$", re.IGNORECASE)
_NO_NOUN = re.compile(r"\b(?:some|any|every|no)(?:thing|where|one)\s+$", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:i|we)\s+$", re.IGNORECASE)
_BEFORE_OBJECT = re.compile(r"\s+(?:me|us|an?|the|some|any|something|anything)\b", re.IGNORECASE)
_FOR = re.compile(r"\s+for\b", re.IGNORECASE)
_SUITED = re.compile(r"[a-z]+(?:able|ible)\b", re.IGNORECASE)


def head_nouns(phrases: Phrases, taken: Collection[range]) -> list[Token]:
    """Return where the request says what is looked for: one noun, or those joined to it by "or".

    `taken` are the spans that say something else: values, bounds and orders. None where only such
    are asked for ("a Thai"), or only how the thing should be ("something quiet", "scary").
    """
    text, runs = phrases.text, _runs(phrases)
    for place, run in enumerate(runs):
        if _opens(run, text):
            continue
        head = _head(run, phrases, taken)
        if head is None:
            return []
        found = [head]
        for other in runs[place + 1 :]:
            joint = _COORDINATED.fullmatch(text, found[-1][1], other[0][0])
            joined = _head(other, phrases, taken) if joint else None
            if joint is None or joined is None:
                break
            if not joint["determined"] and _is_plural(joined) != _is_plural(head):
                break
            found.append(joined)
        return found
    return []


def _runs(phrases: Phrases) -> list[list[Token]]:
    """Return the words that say something, those that stand together as one; see `_goes_on`."""
    runs: list[list[Token]] = []
    for token in tokens_of(phrases, ()):
        if is_hollow(token[2]):
            continue
        if runs and _goes_on(runs[-1][-1], token, phrases.text):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _goes_on(last: Token, token: Token, text: str) -> bool:
    """Tell whether a word belongs with the one before it: "a quiet, cheap restaurant"."""
    if _JOINT.fullmatch(text, last[1], token[0]):
        return True
    return bool(_LISTED.fullmatch(text, last[1], token[0])) and not _is_plural(last)


def _opens(run: Sequence[Token], text: str) -> bool:
    """Tell whether it only says that something is looked for: "fetch me", "hunting for"."""
    start, end, word = run[0]
    if len(run) > 1 or _is_plural(run[0]):
        return False
    if (word.endswith("ing") or word in ("mood", "search")) and _FOR.match(text, end):
        return True
    if _SUBJECT.search(text, 0, start):
        return True
    return bool(_BEFORE_OBJECT.match(text, end)) and not _DETERMINED.search(text, 0, start)


def _head(run: Sequence[Token], phrases: Phrases, taken: Collection[range]) -> Token | None:
    text, start = phrases.text, run[0][0]
    if _AFTER_PREPOSITION.search(text, 0, start) or _NO_NOUN.search(text, 0, start):
        return None
    is_determined = bool(_DETERMINED.search(text, 0, start))
    nouns = list(run)
    # Behind a noun stands how it is: "flats two rooms", "a house suitable for".
    while nouns and (_is_in(nouns[-1], taken) or _is_suited(nouns, text)):
        nouns.pop()
    if not nouns:
        return None
    head = nouns[-1]
    plural = next((one for one in nouns if _is_plural(one)), None)
    if plural and not _is_plural(head) and not _ONE.search(text, 0, start):
        head = plural  # "which restaurants serve ramen"
    if len(nouns) == 1 and phrases.is_negated(head[0]):
        return None
    if is_determined or _is_plural(head):
        return head
    return head if _BEFORE_PREPOSITION.match(text, head[1]) else None


def _is_suited(nouns: Sequence[Token], text: str) -> bool:
    start, end, _ = nouns[-1]
    return len(nouns) > 1 and bool(
        _SUITED.fullmatch(text, start, end) and _BEFORE_PREPOSITION.match(text, end)
    )


def _is_in(token: Token, spans: Collection[range]) -> bool:
    return any(token[0] in span for span in spans)


def _is_plural(token: Token) -> bool:
    return singular(token[2]) != token[2]
