"""Reads the made-up texts with and without secrets, and puts their look-alike keys together."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator
from pathlib import Path

_PLACE = re.compile(r"\{(?:(?P<kind>[AXUDW])(?P<count>\d+)|(?P<name>card|iban):(?P<rest>[^}]+))\}")
_ALPHABETS = {
    "A": string.ascii_letters + string.digits,
    "X": "0123456789abcdef",
    "U": string.ascii_uppercase + "234567",
    "D": string.digits,
}
_SMALL = (
    *("ocean", "tiger", "maple", "candle", "river", "window"),
    *("garden", "silver", "pencil", "rabbit", "castle", "lemon"),
)


def secret_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the kind of secret ("" where there is none) and the text, the same ones each time."""
    chance = random.Random(7)
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, text = line.partition("\t")
            filled = _PLACE.sub(lambda found: _fill(found, chance), text.replace("|", ""))
            yield kind.removeprefix("-"), filled


def _fill(found: re.Match[str], chance: random.Random) -> str:
    if found["name"] == "card":
        start, _, length = found["rest"].partition(":")
        return _card(start.replace(" ", ""), int(length), chance)
    if found["name"] == "iban":
        country, _, length = found["rest"].partition(":")
        return _iban(country, int(length), chance)
    count = int(found["count"])
    if found["kind"] == "W":
        return " ".join(chance.sample(_SMALL * 2, count))
    made = "".join(chance.choices(_ALPHABETS[found["kind"]], k=count))
    return f"a1{made[2:]}" if count > 4 and found["kind"] in "AX" else made


def _card(start: str, length: int, chance: random.Random) -> str:
    body = start + "".join(chance.choices(string.digits, k=length - len(start) - 1))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    number = body + str(-total % 10)
    return " ".join(number[at : at + 4] for at in range(0, length, 4))


def _iban(country: str, length: int, chance: random.Random) -> str:
    body = "".join(chance.choices(string.digits, k=length))
    digits = "".join(str(int(letter, 36)) for letter in f"{body}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{body}"
