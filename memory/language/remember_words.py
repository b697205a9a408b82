"""How people ask in other languages than English to remember something: "Merk dir, dass …".

The gate of facts knows lasting statements from passing ones in English alone. In the eight most
spoken other languages that people write to assistants in it keeps what they ask to be kept, by
these words; they must lead a statement ("that …", a colon), for "remember to buy milk" is none.
"""

from __future__ import annotations

import re

_WORDS = {
    "Arabic": r"(?:تذك[ّ]?ري?|احفظي?|سج[ّ]?لي?|لا تنس[َى]?)\s*(?:[:،]\s*|(?=أن))",
    "Chinese": r"[请請]?你?(?:[帮幫给給]我)?(?:[记記]住|[记記]一下|[记記]下[来來]?)[，,：:\s]*",  # noqa: RUF001
    "French": r"(?:souviens[- ]toi|souvenez[- ]vous|rappelle[- ]toi|retiens|retenez|notez?|"
    r"n['’]oublie[zs]? pas|garde[zs]? en mémoire)(?:\s+bien)?\s*(?::\s*|\s(?:que\s+|qu['’]))",  # noqa: RUF001
    "German": r"(?:merke? dir|denke? daran|vergiss nicht|notiere?(?: dir)?|behalte)(?: bitte| mal)*"
    r"(?:\s*:\s*|,?\s+dass\s+|,\s*(?=(?:ich|wir|mein|unser)))",
    "Hindi": r"(?:कृपया\s+)?(?:याद रख(?:ो|ना|ें|िए|िएगा)|ध्यान (?:रखो|रखना|रखें|में रखें)|मत भूलना|"
    r"न भूलें|नोट कर(?:ो|ें|िए))\s*(?:[:,]\s*|\s+कि\s+)",
    "Portuguese": r"(?:lembr[ea](?:-se|-te)?|não (?:se )?esqueças?|anot[ea]|guard[ea]|"
    r"tenha em mente)(?:\s+bem)?\s*(?::\s*|\s+(?:de\s+)?que\s+)",
    "Russian": r"(?:запомни(?:те)?|не забудь(?:те)?|не забывай(?:те)?|запиши(?:те)?|учти(?:те)?|"
    r"имей(?:те)? в виду)(?:,?\s*пожалуйста)?\s*(?:[:—-]\s*|,\s*(?:что\s+|(?=(?:я|мы|у)\b)))",  # noqa: RUF001
    "Spanish": r"(?:recu[eé]rda|acu[eé]rdate|no (?:te )?olvides|anota|apunta|ten en cuenta|"
    r"toma nota)(?:,? por favor,?)?\s*(?::\s*|\s+(?:de\s+)?que\s+)",
}
"""Language -> what leads the statement."""

_POLITE = r"(?:(?:bitte|por favor|s['’]il (?:te|vous) pla[iî]t|пожалуйста|من فضلك)[,\s]+)?"  # noqa: RUF001
_ASKED = re.compile(rf"{_POLITE}(?:{'|'.join(_WORDS.values())})(?P<said>.+)", re.I | re.S)


def asked_to_remember(sentence: str) -> str:
    """Return the statement that a sentence asks to remember; "" where it asks nothing such."""
    found = _ASKED.fullmatch(sentence)
    return found["said"].strip() if found else ""
