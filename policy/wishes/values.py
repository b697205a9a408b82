"""The values of wishes, read off the words: an amount, a name, a thing, a language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .passages import TITLE

_NUMBERS = dict(
    zip(
        ("a", "an", "one", "single", "two", "three", "four", "five", "six", "seven", "eight"),
        (1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8),
        strict=True,
    )
) | {"nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
     "fifty": 50, "hundred": 100, "few": 6, "couple of": 2, "handful of": 6}  # fmt: skip
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"\b(?P<number>\d{{1,4}}|{_NUMBER})(?:\s(?:short|simple|little|single|good))?[\s-]"
    r"(?P<unit>words?|sentences?|lines?)\b",
    re.I,
)
_YES_OR_NO = re.compile(r"\b(?:yes or no|yes/no|a yes or a no)\b", re.I)

_LANGUAGES = {
    "arabic": "Arabic", "chinese": "Chinese", "mandarin": "Chinese", "czech": "Czech",
    "danish": "Danish", "dansk": "Danish", "dutch": "Dutch", "nederlands": "Dutch",
    "english": "English", "finnish": "Finnish", "french": "French", "français": "French",
    "francais": "French", "german": "German", "deutsch": "German", "greek": "Greek",
    "hebrew": "Hebrew", "hindi": "Hindi", "hungarian": "Hungarian", "italian": "Italian",
    "italiano": "Italian", "japanese": "Japanese", "korean": "Korean", "norwegian": "Norwegian",
    "polish": "Polish", "polski": "Polish", "portuguese": "Portuguese",
    "português": "Portuguese", "romanian": "Romanian", "russian": "Russian",
    "spanish": "Spanish", "español": "Spanish", "espanol": "Spanish", "swedish": "Swedish",
    "svenska": "Swedish", "turkish": "Turkish", "ukrainian": "Ukrainian",
    "vietnamese": "Vietnamese", "catalan": "Catalan", "latin": "Latin", "thai": "Thai",
}  # fmt: skip
_LANGUAGE = re.compile(rf"\b(?:{'|'.join(_LANGUAGES)})\b", re.I)

_NOT = r"(?:do not|don'?t|never|not|no longer|stop|quit)"
_DOING = (
    r"(?:(?:us|tak|go|gett|hav|try|eat|drink|buy|visit|do|mak|travell?|rid|order|wear|check|call)ing(?:\sto)?"
    r"|to\s(?:use|take|go|get|have|try|eat|drink|buy|visit|do|make|travel|ride|order|wear|check|call))"
)
"""What is done with a thing that is named after it: "taking the bike"."""

_LEAD = (
    r"(?:(?:the|a|an|my|your|any|some|that|this|those|these|it|me|about|of|with|via|by|on|in"
    rf"|{_DOING})\s)*"
)
_WHAT = rf"(?P<what>(?:{TITLE}|[^,.;:!?()])+)"

_PATTERNS: dict[str, Sequence[str]] = {
    "address.name": (
        rf"\b(?:call|calling|address|addressing|name) me\s(?:as\s|by\s)?{_WHAT}",
        rf"\b(?:refer to|greet|speak to|talk to) me\s(?:as|with|by)\s{_WHAT}",
        rf"\b(?:be|am|get|being) (?:called|addressed as|addressed with|known as)\s{_WHAT}",
        rf"\b(?:answer to|insist on)\s{_WHAT}",
        rf"\b(?:addresses?|calls?) me\s(?:as\s)?{_WHAT}",
        rf"\b(?:my name(?:'s| is)|i go by|go by|the name is)\s{_WHAT}",
        rf"\b(?:it|that)(?:'s| is| would be)\s{_WHAT}(?:\s(?:to|for) you\b|, (?:thank|please|if))",
        rf"\b(?:my|our) (?:name|title)(?:,| is|:)? (?:it's |which is )?{_WHAT}",
        rf"\b(?:i'm|i am)\s{_WHAT}",
        rf"\bforget to say\s{_LEAD}{_WHAT}",
        rf"\b(?:where(?:'s| is)|say|use|add|with)\s{_LEAD}{_WHAT}",
        rf"\b(?:it|that)(?:'s| is)\s{_WHAT}",
        rf"^\W*(?:just\s|hello\s|a\s)?{_WHAT}(?:\s(?:is|wouldn't)\b|,)",
    ),
    "first.term": (
        rf"\b(?:name|put|list|mention|tell me about|tell me|give me|say|show|place|bring|suggest|"
        rf"suggesting|recommend|recommending|propose|proposing)\s{_LEAD}{_WHAT}",
        rf"\b(?:start|begin|lead|open|starting|beginning)(?: off)? (?:with|by)\s{_LEAD}{_WHAT}",
        rf"\bfirst\s{_LEAD}{_WHAT}",
        rf"\bwhy is\s{_LEAD}{_WHAT}",
        rf"\b(?:buried|look for)\s{_LEAD}{_WHAT}",
        rf"^\W*(?:i(?:'d| would) (?:like|prefer|want)\s|whenever.*?,\s)?{_LEAD}{_WHAT}",
    ),
    "avoid.term": (
        rf"\b{_NOT}(?: ever)?(?: \w+)? (?:suggest(?:ing)?|mention(?:ing)?|bring up|bringing up|"
        rf"recommend|recommending|propose|list|tell me to see|tell me to|send me to|say|saying|"
        rf"use|using|write|talk about|have|eat|include|hear about|want to hear about|want|name)"
        rf"\s(?:the words?\s)?{_LEAD}{_WHAT}",
        rf"\b(?:leave out|leave|drop|skip|avoid|omit|cut|remove|lose)\s(?:out\s)?(?:the words?\s)?"
        rf"{_LEAD}{_WHAT}",
        rf"\b(?:spare me|enough (?:of|with)|sick of(?: hearing)?|tired of|allergic to|can'?t stand"
        rf"|hate|fed up with|way but|anything but|everything but)\s{_LEAD}{_WHAT}",
        rf"\b(?:nothing with|no more|without|no|not|never)\s{_LEAD}{_WHAT}",
        rf"\b(?:always|you and)\s{_LEAD}{_WHAT}",
        rf"\b(?:own|have)\s{_LEAD}{_WHAT}",
        rf"^\W*{_LEAD}{_WHAT}\sagain\b",
    ),
    "include.term": (
        rf"\b(?:nothing (?:but|about)|anything but|no word about|what about)\s{_LEAD}{_WHAT}",
        rf"\bonly\s(?:use\s|take\s)?{_LEAD}{_WHAT}",
        rf"\b(?:you )?(?:forgot|forget|missed|left out)\s{_LEAD}{_WHAT}",
        rf"\b(?:mention|include|add|cite|suggest(?:ed)?|recommend|use|using|take|give(?: me)?|"
        rf"put in|put|say|tell me|prefer|love|want|have|through|over|via|by|with|in|on)\s"
        rf"(?:it\s|that\s|them\s)?(?:with\s|over\s|via\s|by\s|through\s|on\s|in\s)?"
        rf"(?:which\s|what\s)?{_LEAD}{_WHAT}",
        rf"^\W*(?:and\s)?{_LEAD}{_WHAT}",
    ),
}
_COMPILED = {
    kind: [re.compile(one, re.I) for one in patterns] for kind, patterns in _PATTERNS.items()
}
_END = re.compile(
    r"\s+(?:please|pls|too|as well|again|first|last|ever|either|instead|always|now|any ?more|"
    r"from now on|next time|as my form|in (?:the )?future|for (?:that|it|this|me|you)|"
    r"to (?:me|you)|with me|in it|of it|when|whenever|before|ahead|at|and|or|but|so|not|then|"
    r"because|that|which|where|should|comes?|goes|works?|is|are|was|on top|out|up|if|like|unless|"
    r"would|thanks?|every time|each time|listed|named|mentioned|over|rather|next|app)\b.*$",
    re.I,
)
_PURPOSE = re.compile(r"\s+for\b.*$", re.I)
"""What a thing is to be named for: "Signal for messages"."""

_EMPTY = frozenset(
    ["it", "that", "this", "them", "one", "me", "you", "so", "first", "there", "what", "i", ""]
)
_NO_THING = frozenset(
    ["for", "how", "when", "to", "where", "what", "who", "which", "if", "in", "at", "of", "why",
     "no", "not", "just", "less", "more", "please", "remember"]
)  # fmt: skip
"""What is named does not begin with one of these."""

_MOST_WORDS = 4


def value_of(kind: str, said: str) -> str | None:
    """Return what the words leave a wish of that kind to be about.

    "" where the kind needs nothing, or nothing is named; None where it needs it and nothing is.
    """
    text = said.replace("\u2019", "'")
    if kind.startswith("length."):
        return _amount(text)
    if kind == "language.named":
        found = _LANGUAGE.search(text)
        return _LANGUAGES[found[0].casefold()] if found else None
    if kind not in _COMPILED:
        return ""
    for pattern in _COMPILED[kind]:
        for found in pattern.finditer(text):
            what = _END.sub("", found["what"].strip()).strip(" '\"-")
            if kind in ("first.term", "include.term"):
                what = _PURPOSE.sub("", what)
            if _is_thing(what.casefold()):
                return what
    return None


def _is_thing(what: str) -> bool:
    words = what.split()
    return what not in _EMPTY and len(words) <= _MOST_WORDS and words[0] not in _NO_THING


def _amount(text: str) -> str:
    if found := _AMOUNT.search(text):
        number = found["number"].casefold()
        count = int(number) if number.isdigit() else _NUMBERS[number]
        unit = "word" if found["unit"].casefold().startswith("word") else "sentence"
        return f"{count} {unit}{'s' if count != 1 else ''}"
    return "3 words" if _YES_OR_NO.search(text) else ""
