"""Secrets that are known by their shape, and by their checksum where they have one.

Keys of the usual vendors by how they begin; cards by the Luhn sum (ISO/IEC 7812) and the
numbers of their scheme; bank accounts by the IBAN's check digits (ISO 13616).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Found = tuple[str, int, int]
"""The kind of a secret in words, and where it begins and ends."""

_ALNUM = "[A-Za-z0-9]"
_URL_SAFE = "[A-Za-z0-9_-]"

_KEYS = "|".join(
    (
        rf"sk-(?:proj-|ant-|or-|svcacct-|live-)?{_URL_SAFE}{{16,}}",  # OpenAI and those alike
        rf"[sr]k_(?:live|test)_{_ALNUM}{{10,}}|whsec_{_ALNUM}{{16,}}",  # Stripe
        r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",  # Amazon
        rf"gh[pousr]_{_ALNUM}{{20,}}|github_pat_\w{{20,}}",
        rf"gl(?:pat|dt|rt|cbt|ptt|ft|soat)-{_URL_SAFE}{{16,}}",
        rf"xox[abeoprs]-{_URL_SAFE}{{10,}}|xapp-\d-{_URL_SAFE}{{10,}}",  # Slack
        rf"AIza{_URL_SAFE}{{30,}}|ya29\.{_URL_SAFE}{{20,}}|GOCSPX-{_URL_SAFE}{{20,}}",  # Google
        rf"hf_{_ALNUM}{{20,}}|npm_{_ALNUM}{{30,}}|pypi-{_URL_SAFE}{{16,}}",
        rf"SG\.{_URL_SAFE}{{16,}}\.{_URL_SAFE}{{16,}}|key-[0-9a-f]{{32}}",  # mail senders
        r"(?:AC|SK)[0-9a-f]{32}",  # Twilio
        r"do[op]_v1_[0-9a-f]{32,}|shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}",
        rf"sq0(?:atp|csp)-{_URL_SAFE}{{20,}}|EAA[A-Za-z0-9]{{40,}}",
        rf"\d{{8,10}}:AA{_URL_SAFE}{{30,}}",  # Telegram
        rf"[MNO]{_URL_SAFE}{{22,27}}\.{_URL_SAFE}{{6}}\.{_URL_SAFE}{{27,}}",  # Discord
        rf"(?:nvapi|pplx|tskey|PMAK|dapi)-?{_URL_SAFE}{{24,}}|(?:gsk|r8|ntn|figd|rnd)_\w{{20,}}",
        rf"(?:lin_api|lsv2_pt|lsv2_sk|dckr_pat|glsa|sbp)_{_URL_SAFE}{{16,}}",
        rf"ATATT3{_URL_SAFE}{{20,}}=?|hv[sb]\.{_URL_SAFE}{{20,}}",
        r"https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}",
        rf"AGE-SECRET-KEY-1{_ALNUM}{{20,}}",
        rf"AccountKey={_ALNUM}[A-Za-z0-9+/=]{{20,}}",  # Azure
    )
)

_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?!-----BEGIN)[\s\S])*?(?:-----END [A-Z0-9 ]+-----|\Z)"
)
_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
_KEY = re.compile(rf"(?<![A-Za-z0-9])(?:{_KEYS})")
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,100}:(?P<value>[^\s/@]{1,200})@")

_DIGITS = re.compile(r"(?<![\w+.,/-])(?<!\d )\d(?:[ -]?\d){11,18}(?![\w/]|[ -.,]\d)")
_CARDS: dict[str, tuple[int, ...]] = {
    r"4": (13, 16, 19),
    r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720": (16,),
    r"3[47]": (15,),
    r"36|38|30[0-5]|309|39": (14, 16, 19),
    r"6011|64[4-9]|65|62|81": (16, 17, 18, 19),
    r"35(?:2[89]|[3-8])": (16, 17, 18, 19),
    r"50(?:18|20|38)|5893|6304|675[0-9]|676[1-3]": (12, 13, 14, 15, 16, 17, 18, 19),
    r"220[0-4]|9792|60|508[2-9]|8[12]": (16,),
}
"""How the numbers of each card scheme begin, and how many digits they may have."""

_CARD_STARTS = [(re.compile(start), lengths) for start, lengths in _CARDS.items()]
_NO_CARD = re.compile(
    r"\b(?:orders?|tracking|parcel|shipment|invoice|ticket|booking|reservation|reference|ref|isbn|"
    r"imei|iccid|serial|barcode|ean|gtin|phone|mobile|tel|call|flight|case|article|item|product|"
    r"customer|member(?:ship)?|loyalty|patent|doi|id)\b[\w .:#'-]{0,18}$",
    re.I,
)

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])")
_SHORTEST_IBAN = 15

_SOCIAL = re.compile(
    r"(?<![\w-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"  # United States
    r"|(?<![A-Za-z0-9])(?![DFIQUV])[A-CEGHJ-PR-TW-Z](?![DFIQUVO])[A-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    r"(?![A-Za-z0-9])"  # National Insurance, United Kingdom
)

_SHAPES = (
    ("private key", _PRIVATE_KEY),
    ("access token", _TOKEN),
    ("API key", _KEY),
    ("password", _IN_ADDRESS),
    ("social security number", _SOCIAL),
)


def shaped_secrets(text: str) -> Iterator[Found]:
    """Yield where the text holds something that looks like a secret; they may overlap."""
    for kind, pattern in _SHAPES:
        yield from ((kind, *found.span(found.lastgroup or 0)) for found in pattern.finditer(text))
    for found in _DIGITS.finditer(text):
        if _is_card(found[0], before=text[: found.start()]):
            yield "card number", *found.span()
    for found in _IBAN.finditer(text):
        if end := _iban_end(found[0]):
            yield "bank account number", found.start(), found.start() + end


def _is_card(written: str, *, before: str) -> bool:
    number = re.sub(r"\D", "", written)
    known = any(start.match(number) and len(number) in lengths for start, lengths in _CARD_STARTS)
    return known and _luhn(number) and not _NO_CARD.search(before[-60:])


def _luhn(number: str) -> bool:
    """Tell whether the check digit is right (ISO/IEC 7812-1, annex B)."""
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def _iban_end(written: str) -> int:
    """Return how many characters make an IBAN with the right check digits; 0 where none do.

    What follows an account number in capitals may have been taken for part of it.
    """
    for end in range(len(written), _SHORTEST_IBAN - 1, -1):
        compact = re.sub(r"[ -]", "", written[:end])
        if len(compact) >= _SHORTEST_IBAN and written[end - 1] not in " -":
            digits = "".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])
            if int(digits) % 97 == 1:
                return end
    return 0
