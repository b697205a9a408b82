"""Facts: the statements about themselves that people make in passing.

A first version, by English sentence patterns: "I'm vegetarian", "my sister lives in Rome",
"never book me a night train". A gate keeps out questions, commands, small talk, passing states
("I'm tired") and secrets (passwords, card numbers, keys). What the patterns miss is missed;
what they keep is meant to be true and worth keeping.
"""

from __future__ import annotations

import re

from .secrets import is_secret

LONGEST = 240
"""Characters; what is longer is a story, not a fact."""

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_CLAUSE = re.compile(
    r"(?:,\s*|\s+[-\u2013\u2014]\s+|\s+)(?:(?:and|but|because|since|so|as|although|though|while)\s+)"
    r"(?=(?:i|i'm|i've|i'd|my)\b)|,\s*(?=(?:i|i'm|i've|i'd|my)\b)|\s+[-\u2013\u2014]\s+",
    re.I,
)
_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|oh|ok|okay|well|so|and|but|also|actually|anyway|sorry|thanks|thank you|"
    r"by the way|btw|fyi|just so you know|for your information|you know|as you know|honestly|"
    r"to be honest|in general|generally|please)\b[\s,:.!-]*)+",
    re.I,
)
_REMEMBER = re.compile(
    r"(?:(?:please|can you|could you|do)\s+)?(?:remember|note|keep in mind|don't forget|"
    r"make a note|for the record|know)[\s,:]+(?:that\s+)?(?P<said>.+)",
    re.I | re.S,
)
_OFTEN = r"(?:always|usually|never|often|generally|normally|mostly|typically|rarely|hardly ever)"
_VERY = (
    r"(?:[a-z]+ly|also|"
    r"still|only|just|very much|kind of|much|always|often|tend to|will|do)"
)
_LIKING = (
    r"(?:prefer|like|love|hate|dislike|enjoy|adore|avoid|despise|detest|loathe|favor|favour|"
    r"appreciate|value|can't stand|cannot stand|can't tolerate|cannot tolerate|can't eat|"
    r"cannot eat|can't have|refuse to|(?:don't|do not|won't|will not|never) (?:really )?"
    r"(?:like|eat|drink|enjoy|want|use|buy|wear|watch|read|fly|drive|travel|smoke|shop|stay|"
    r"care for|believe in|trust|listen to|play|cook|need))"
)
_BEING = (
    r"(?:live|work|study|speak|own|drive|follow|support|belong|volunteer|teach|grew up|"
    r"was born|come from|suffer from|use|wear|collect|play|practice|practise|eat|drink|smoke|"
    r"sleep|commute|believe in|identify as|adhere to|object to|learn best|find \w+ \w+|"
    r"have (?:an?\s+|no\s+)?(?:[\w-]+\s+){0,3}?(?:allerg(?:y|ies)|intolerance|phobia|fear|aversion|"
    r"preference|objection|tolerance|dislike|condition|disability|disease|asthma|diabetes|skin|"
    r"hair|degree|children|child|kids?|baby|sons?|daughters?|dogs?|cats?|pets?|sisters?|brothers?|"
    r"wife|husband|partner|cars?|garden|interest)|have (?:trouble|difficulty|never|always|been))"
)
_STATE = (
    r"(?:fine|ok|okay|good|great|sorry|sure|not sure|unsure|certain|done|back|here|there|ready|"
    r"tired|bored|hungry|thirsty|happy|glad|sad|afraid that|late|busy|curious|wondering|looking|"
    r"going|trying|thinking|planning|asking|getting|having|doing|writing|talking|calling|"
    r"searching|considering|about to|in a hurry|lost|stuck|confused|on my way|just|so|too|"
    r"waiting|hoping|needing|wanting|grateful|thankful|obliged|famished|starving|outta|out of|"
    r"choosing|interested in \w+ing|at (?:the|a|my)|off|up|"
    r"running|leaving|coming|travell?ing (?:to|on|next|this)|visiting|moving on|gonna|"
    r"supposed|free|kidding|joking|saying|telling|right|wrong)"
)
_SPOKEN = re.compile(
    rf"i\s+(?:{_OFTEN}\s+\w|(?:{_VERY}\s+)*(?:{_LIKING}|{_BEING})\b)"
    rf"|i(?:'m|\s+am)\s+(?!(?:{_VERY}\s+|not\s+)*{_STATE}\b)"
    r"|i(?:'d| would)\s+(?:much\s+|always\s+)?(?:rather|prefer|never)\b"
    r"|i(?:'ve| have)\s+(?:always|never|been|got (?:a|an|two|three|no)\b)"
    r"|(?:you can\s+)?call me\s+\w"
    r"|no\s+[\w\s]{2,40}\s+for me\b"
    rf"|(?:{_OFTEN}|from now on|whenever|every time|don't ever|do not ever)[\s,]+\w"
    r"|my\s+(?!(?:question|problem|point|bad|apologies|issue|request|order|goal|plan|guess|idea)\b)"
    r"(?:[\w'-]+\s+){1,6}?(?:is|are|isn't|aren't|was|lives?|works?|has|likes?|loves?|hates?|"
    r"prefers?|tends?)\b",
    re.I,
)
_QUESTION = re.compile(
    r"(?:do|does|did|is|are|was|were|can|could|will|would|should|what|what's|who|who's|when|where|"
    r"why|how|which|am)\b(?! me\b)",
    re.I,
)
_ASKING = re.compile(
    r"i\s+(?:always\s+)?(?:need|want|wonder|would like|think|guess|hope|wish|believe(?! in)|mean|"
    r"said|meant|was wondering|can't (?:find|see|remember|get))\b|i'd (?:like|love)\b"
    r"|i (?:like|love|hate|appreciate|dislike) (?:it|that|this|those|these)\b",
    re.I,
)
_PASSING = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|at the moment|currently|just now|"
    r"this (?:morning|afternoon|evening|week|weekend|month)|lost|stolen|damaged|broken?|died|dead|"
    r"cracked|missing|declined|expired|how much|what do)\b",
    re.I,
)


def facts_in(text: str) -> list[str]:
    """Return the statements about the user that are worth keeping, each as it was said.

    Leading "by the way" and "remember that" are left out, and so is the closing stop.
    """
    plain = text.replace("\u2019", "'")[:4_000].strip()
    # What is quoted inside a request is for a form or for someone else.
    plain = plain.strip('"') if _QUOTED.fullmatch(plain) else _QUOTED.sub(" ", plain)
    found = [fact for sentence in _SENTENCE_END.split(plain) for fact in _in_sentence(sentence)]
    return list(dict.fromkeys(found))


def _in_sentence(sentence: str) -> list[str]:
    sentence = sentence.strip()
    if sentence.endswith("?") or is_secret(sentence):
        return []
    asked = _REMEMBER.fullmatch(_lead_off(sentence))
    if asked and not asked["said"].lower().startswith("to "):
        return _kept([_lead_off(asked["said"])], told=True)
    return _kept([_lead_off(clause) for clause in _CLAUSE.split(sentence)], told=False)


def _kept(clauses: list[str], *, told: bool) -> list[str]:
    tidy = [" ".join(clause.split()).strip(" .!;,:") for clause in clauses]
    return [clause for clause in tidy if _is_fact(clause, told=told)]


def _is_fact(clause: str, *, told: bool) -> bool:
    if not 5 <= len(clause) <= LONGEST or len(clause.split()) < 2 or _QUESTION.match(clause):
        return False
    return told or (
        bool(_SPOKEN.match(clause)) and not (_ASKING.match(clause) or _PASSING.search(clause))
    )


def _lead_off(clause: str) -> str:
    lead = _LEAD.match(clause)
    return clause[lead.end() :] if lead else clause.strip()
