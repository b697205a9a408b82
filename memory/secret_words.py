"""Secrets that have no shape of their own and are known by the words that announce them.

Passwords, PINs, one-time codes, numbers of accounts and papers, seed phrases of wallets. What is
only said about one ("my password is too weak") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .secret_shapes import Found

_IS = (
    r"(?:\s+(?:is|are|was|now|ist|est|es|should be|has been changed to|=):?"
    r"|\s*(?:['\u2019]s|:|=|->))\s*"
)
_OF = r"(?:\s+(?:for|to|of|on|at|from)\s+(?:[\w.'\u2019-]+\s+){0,3}?[\w.'\u2019-]+)?"

_LOGIN = (
    r"(?:pass\s?(?:word|code|phrase)s?|pwd|kennwort|passwort|contrase\u00f1a|mot de passe|"
    r"wachtwoord|senha)"
)
_WORD = r"[^\s\"'`\u201c\u201d\u2018\u2019,;]{3,64}"
_PASSWORD = re.compile(
    rf"\b{_LOGIN}{_OF}(?:"
    rf"(?:{_IS}|\s+)[\"'`\u201c\u2018](?P<quoted>[^\"'`\n]{{3,64}})[\"'`\u201d\u2019]"
    rf"|{_IS}(?P<word>{_WORD})(?=[.!]*(?:$|[\s,;\n](?!\w)|\s(?:and|for|but|on|at|in|if|so)\b))"
    rf"|(?:{_IS}|\s+)(?P<mixed>(?=\S*\d){_WORD}))",
    re.I | re.M,
)
_PASSWORD_ABROAD = re.compile(
    r"(?:\u043f\u0430\u0440\u043e\u043b\u044c|\u5bc6[\u7801\u78bc]|\u53e3\u4ee4"
    r"|\u0643\u0644\u0645\u0629 (?:\u0627\u0644\u0645\u0631\u0648\u0631|\u0627\u0644\u0633\u0631)"
    r"|\u092a\u093e\u0938\u0935\u0930\u094d\u0921)[^!-~\n]{0,8}(?:[:=]\s*)?(?P<value>[!-~]{4,64})",
    re.I,
)
"""The word for it in Russian, Chinese, Arabic and Hindi, and then what is typed in ASCII."""

_SAID_OF_PASSWORDS = """
weak strong wrong right correct incorrect expired lost long short simple secure safe stored saved
hidden secret needed required not too very always never still already usually the a an my our your
his her their same different old new changed invalid unknown forgotten empty hard easy important
about in on at what why how reset working broken leaked compromised protected there here gone bad
good fine okay terrible annoying stupid complicated kept managed written used shared necessary
optional mandatory encrypted hashed rejected accepted because so
"""
_NO_PASSWORD = frozenset(_SAID_OF_PASSWORDS.split())

_CODE_WORD = (
    r"(?:(?:pin|cvv2?|cvc|otp)(?:[ -](?:code|number))?|"
    r"(?:security|verification|confirmation|one[ -]time|log-?in|sign-?in|auth(?:entication|"
    r"enticator)?|2fa|two[ -]factor|mfa|access|unlock|door|gate|alarm|safe|locker|lock|entry|"
    r"garage|backup|recovery|sms|phone|card|voicemail|sim)[ -](?:pin|code|combination|combo)s?)"
)
_CODE = re.compile(
    rf"\b{_CODE_WORD}{_OF}(?:{_IS}|\s+)#?(?P<value>[A-Z]?-?\d(?:[ -]?\d){{2,9}})"
    r"(?![\w%\u20ac$]|[.,]\d)"
    rf"|\b(?:your|my|the|our) code{_IS}(?P<bare>\d{{4,8}})(?!\w|[.,]\d)"
    r"|(?<![\w.,-])(?P<before>[A-Z]-\d{4,8}|\d{4,8}|\d{3}[ -]\d{3})\s+(?:is|as)\s+"
    rf"(?:your|my|the|our)\s+(?:\w+\s+){{0,2}}?{_CODE_WORD}"
    r"|\b(?:use|enter|with|type)\s+(?:the\s+)?code\s+(?P<used>\d{4,8})\b"
    r"(?=.{0,20}\b(?:log|sign|verify|confirm|unlock))",
    re.I,
)

_PAPER = (
    r"(?:(?:ssn|sin|aadhaar|passport|social security|social insurance|national insurance)"
    r"(?: (?:number|no\.?|nr\.?|#))?|"
    r"(?:tax(?:payer)?(?: id)?|national id|id card|driver'?s? licen[cs]e|driving licen[cs]e|"
    r"credit card|debit card|card|bank account|account|routing|sort code|medicare|nhs)"
    r" (?:number|no\.?|nr\.?|#))"
)
_NUMBER = re.compile(
    rf"\b{_PAPER}{_OF}(?:{_IS}|\s+)#?"
    r"(?P<value>(?=[\w -]*\d{2})(?:[A-Z]{0,3}\d|\d[A-Z])(?:[ -]?[A-Z0-9]*\d[A-Z]?){3,20})(?!\w)",
    re.I,
)
_KEY = re.compile(
    r"\b(?:(?:(?:api|access|secret|private|auth|bearer|session|encryption|signing|client|ssh|"
    r"webhook|refresh|personal access|secret access)[ _-](?:key|token|secret)s?|"
    rf"authorization|bearer){_OF}(?:{_IS}|\s+)|(?:token|secret|key){_OF}{_IS})"
    r"(?:bearer\s+)?[\"'`]?(?P<value>(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.~-]{16,})",
    re.I,
)

_SEEDS = (12, 15, 18, 21, 24)
"""How many words a seed phrase may have (BIP 39)."""

_WORDS = r"(?:(?:\d{1,2}[.)]\s*)?[a-z]{3,8}(?:\s*,\s*|\s+|\Z|(?=\W))){12,24}"
_ANNOUNCED = re.compile(
    r"\b(?:(?:seed|recovery|mnemonic|backup|wallet|secret)\s+(?:phrase|words?)|mnemonic)"
    rf"[^\n]{{0,20}}?(?:\s(?:is|are|was)\b|[:=])\s*(?P<words>{_WORDS})",
    re.I,
)
_LINE = re.compile(r"^[ \t]*(?P<words>[a-z]{3,8}(?:[ \t]+[a-z]{3,8}){11,23})[ \t]*$", re.M)
_IN_SENTENCES = """
the and you was for are with his they from this that have had not but what all were when your said
there each which how their will other out many then them these some her would like him has look
its get can who now been did my our she into than could does because please
"""
_NO_SEED = frozenset(_IN_SENTENCES.split())
"""Words that nearly every sentence of such a length has, and no seed phrase."""


def announced_secrets(text: str) -> Iterator[Found]:
    """Yield where the text holds a secret that its words announce; they may overlap."""
    for found in _PASSWORD.finditer(text):
        name = found.lastgroup or 0
        if name == "quoted" or found[name].lower().rstrip(".!") not in _NO_PASSWORD:
            yield "password", *found.span(name)
    for kind, pattern in (
        ("password", _PASSWORD_ABROAD),
        ("code", _CODE),
        ("API key", _KEY),
        ("account number", _NUMBER),
    ):
        yield from ((kind, *found.span(found.lastgroup or 0)) for found in pattern.finditer(text))
    yield from (("seed phrase", *span) for span in _seed_phrases(text))


def _seed_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of small words that hold no sentence: announced, or a whole line of them."""
    for pattern in (_ANNOUNCED, _LINE):
        for found in pattern.finditer(text):
            words = re.findall(r"[a-z]{3,8}", found["words"])
            counts = pattern is _ANNOUNCED or len(words) in _SEEDS
            if counts and _NO_SEED.isdisjoint(words):
                yield found.span("words")
