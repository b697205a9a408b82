"""How the forms of an English word become one: "baking" and "bakes", "go" and "went".

Regular forms by Porter's algorithm ("An algorithm for suffix stripping", 1980), letter by letter
as SQLite's full-text index does it, so that both agree on what is the same word; irregular ones
by a list. Words of other scripts are left as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from string import ascii_lowercase, digits

_IRREGULAR = """
be is are was were been am|become became|begin began begun|bite bit bitten|blow blew blown
break broke broken|bring brought|build built|buy bought|catch caught|choose chose chosen
come came|creep crept|deal dealt|dig dug|do did done does|draw drew drawn|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found
fly flew flown|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
get got gotten|give gave given|go went gone|grow grew grown|hang hung|have has had|hear heard
hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent
light lit|lose lost|make made|mean meant|meet met|pay paid|ride rode ridden|ring rang rung
rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook shaken
shine shone|shoot shot|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept
slide slid|speak spoke spoken|spend spent|spin spun|stand stood|steal stole stolen|stick stuck
sting stung|strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung
take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
understand understood|wake woke woken|wear wore worn|weave wove woven|weep wept|win won
write wrote written|child children|foot feet|goose geese|knife knives|leaf leaves|life lives
loaf loaves|man men|mouse mice|person people|shelf shelves|tooth teeth|wife wives|wolf wolves
woman women
"""
_FORMS = [group.split() for line in _IRREGULAR.split("\n") for group in line.split("|") if group]
_BASE = {form: group[0] for group in _FORMS for form in group}

_LONGEST = 64
"""Longer words have no forms; SQLite's limit, too."""

_ENGLISH = re.compile("[a-z0-9]{3,}")
_LATIN = re.compile("[\u0080-\u024f]")
_MARKS = re.compile("[\u0300-\u036f]")

_STEP_2 = (
    "ational>ate tional>tion enci>ence anci>ance izer>ize logi>log bli>ble alli>al entli>ent eli>e "
    "ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous "
    "aliti>al iviti>ive biliti>ble"
)
_STEP_3 = "icate>ic ative> alize>al iciti>ic ical>ic ful> ness>"
_STEP_4 = "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize"


_SHAPES = str.maketrans(
    {letter: "v" if letter in "aeiou" else "c" for letter in ascii_lowercase + digits} | {"y": "y"}
)


def _rules(text: str) -> list[tuple[str, str]]:
    rules = [(end, new) for end, _, new in (rule.partition(">") for rule in text.split())]
    return sorted(rules, key=lambda rule: -len(rule[0]))


_RULES = [
    (tuple(ending for ending, _ in rules), rules, least)
    for rules, least in ((_rules(_STEP_2), 0), (_rules(_STEP_3), 0), (_rules(_STEP_4), 1))
]
"""Endings, and what takes the place of each, the longest first; what is before them must measure
more."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what all forms of a lower-case word have in common; not always a word itself.

    Latin letters lose their accents.
    """
    if _LATIN.search(word):
        word = _MARKS.sub("", unicodedata.normalize("NFD", word))
    return porter(_BASE.get(word, word))


@lru_cache(maxsize=1_024)
def forms(word: str) -> Sequence[str]:
    """Return the word and those forms of it that no common stem finds."""
    base = stem(word)
    for group in _FORMS:
        if stem(group[0]) == base:
            return list(dict.fromkeys((word, *group)))
    return [word]


def porter(word: str) -> str:
    """Return Porter's stem of a lower-case word."""
    if len(word) > _LONGEST or not _ENGLISH.fullmatch(word):
        return word
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    for endings, rules, least in _RULES:
        if word.endswith(endings):
            word = _replaced(word, rules, least)
    return _last_letters(word)


def _plural(word: str) -> str:
    if _ends(word, "sses") or _ends(word, "ies"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if _ends(word, "eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
            return _mended(word[: -len(ending)])
    return word


def _mended(word: str) -> str:
    """Return what "ed" or "ing" was taken from with the letters that it stands for."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeioulsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _ends_short(word) else word


def _replaced(word: str, rules: Sequence[tuple[str, str]], least: int) -> str:
    for ending, new in rules:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            fits = _measure(rest) > least and (ending != "ion" or rest.endswith(("s", "t")))
            return rest + new if fits else word
    return word


def _last_letters(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _ends_short(rest)):
            word = rest
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word


def _shape(word: str) -> str:
    """Return "v" for each vowel and "c" for each consonant; y is a vowel after a consonant."""
    shape = word.translate(_SHAPES)
    while "y" in shape:
        place = shape.index("y")
        after_consonant = shape[:place].endswith("c")
        shape = f"{shape[:place]}{'v' if after_consonant else 'c'}{shape[place + 1 :]}"
    return shape


def _measure(word: str) -> int:
    """Return how often vowels are followed by consonants: Porter's m."""
    return _shape(word).count("vc")


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _ends(word: str, ending: str) -> bool:
    """Tell whether it is more than the ending."""
    return len(word) > len(ending) and word.endswith(ending)


def _ends_short(word: str) -> bool:
    """Tell whether it ends consonant, vowel, consonant other than w, x, y: Porter's *o."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"
