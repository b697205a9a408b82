"""The wording of an answer: tone, register, speaker, plainness, units and signs."""

from __future__ import annotations

import re
import statistics

from .passages import capitalised, sentences, words_in

_EMOJI = re.compile("[\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]\ufe0f?")
_FULL_STOP = re.compile(r"(?<=[^\W\d])\.(?=\s|$)")
_FIRST_PERSON = re.compile(
    r"\b(?:I|I['\u2019]\w+|me|my|mine|myself|we|we['\u2019]\w+|us|our|ours)\b"
)
_OWN_VOICE = re.compile(
    r"\bI(?:['\u2019]d| would| do| can)?(?: (?:always|usually|strongly|highly|also))*"
    r" (?:say|think|believe|suggest|recommend|advise|guess|feel|hope|know|understand)"
    r"(?: (?:that|it is|to you))?,? ?|\b(?:in my (?:opinion|view|experience)|for me),? ",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:I (?:think|believe|guess|suppose|feel)(?: that)?|perhaps|maybe|possibly|probably|"
    r"it(?:['\u2019]s| is) (?:possible|likely) that|it (?:seems|appears) (?:that|like)|"
    r"kind of|sort of|in general|generally speaking|as far as I know),? ?",
    re.I,
)
_MIGHT = re.compile(r"\b(?:might|may|could) (?=be\b|want\b|have\b|need\b|help\b|work\b|consider\b)")
_DIGIT = re.compile(r"\d")
_PLAIN_LETTERS = 4.7
"""Words of so many letters on average are plain, where nothing else is known."""

_PLAINER = {
    "utilize": "use", "utilise": "use", "utilizing": "using", "utilising": "using",
    "approximately": "about", "additional": "more", "additionally": "also", "assist": "help",
    "assistance": "help", "commence": "start", "demonstrate": "show", "ensure": "make sure",
    "facilitate": "help", "furthermore": "also", "however": "but", "implement": "do",
    "individuals": "people", "maintain": "keep", "maintaining": "keeping", "numerous": "many",
    "obtain": "get", "obtaining": "getting", "prevent": "stop", "prior": "before",
    "purchase": "buy", "recommend": "suggest", "regarding": "about", "remain": "stay",
    "remaining": "left", "require": "need", "requires": "needs", "required": "needed",
    "selecting": "choosing", "select": "choose", "significant": "big", "significantly": "a lot",
    "subsequently": "then", "sufficient": "enough", "terminate": "end", "therefore": "so",
    "various": "many", "appropriate": "right", "essential": "key", "optimal": "best",
    "consistent": "steady", "consistently": "steadily", "immediately": "at once",
    "frequently": "often", "occasionally": "at times", "component": "part",
    "components": "parts", "determine": "find out", "provide": "give", "provides": "gives",
    "accumulate": "build up", "moisture": "damp", "temperature": "heat", "environment": "place",
}  # fmt: skip
_CONTRACTED = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "is not": "isn't",
    "are not": "aren't", "cannot": "can't", "can not": "can't", "will not": "won't",
    "should not": "shouldn't", "would not": "wouldn't", "it is": "it's", "that is": "that's",
    "you are": "you're", "you will": "you'll", "they are": "they're", "we are": "we're",
    "I am": "I'm", "I will": "I'll", "have not": "haven't", "has not": "hasn't",
    "let us": "let's",
}  # fmt: skip
_UNITS = (
    # imperial, metric, how many of the second are one of the first, what is added after
    (r"miles?", r"kilomet(?:er|re)s?|km", "miles", "kilometres", 1.609),
    (r"feet|foot|ft", r"met(?:er|re)s?|m", "feet", "metres", 0.3048),
    (r"inch(?:es)?|in\.", r"centimet(?:er|re)s?|cm", "inches", "centimetres", 2.54),
    (r"pounds?|lbs?", r"kilo(?:gram)?s?|kg", "pounds", "kilograms", 0.4536),
    (r"ounces?|oz", r"grams?|g", "ounces", "grams", 28.35),
    (r"gallons?", r"lit(?:er|re)s?|l", "gallons", "litres", 3.785),
)
_FAHRENHEIT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:°\s*F\b|degrees? Fahrenheit|F\b)", re.I)
_CELSIUS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:°\s*C\b|degrees? Celsius|C\b)", re.I)
_ANY_IMPERIAL = re.compile(
    r"\b(?:miles?|feet|foot|inch(?:es)?|pounds?|lbs?|ounces?|gallons?|Fahrenheit)\b|°\s*F", re.I
)
_ANY_METRIC = re.compile(
    r"\b(?:kilomet\w+|km|met(?:er|re)s?|centimet\w+|cm|kilo(?:gram)?s?|kg|grams?|lit(?:er|re)s?|"
    r"Celsius)\b|°\s*C",
    re.I,
)


# -- tone ---------------------------------------------------------------------------------------


def is_lively(answer: str) -> bool:
    """Tell whether an answer exclaims, more than once where it has more than one sentence."""
    sentences = len(_FULL_STOP.findall(answer)) + answer.count("!")
    return answer.count("!") >= min(2, max(1, sentences))


def enliven(answer: str) -> str:
    """Return an answer whose last statement exclaims, and its first as well."""
    ends = [match.start() for match in _FULL_STOP.finditer(answer)]
    for place in {ends[0], ends[-1]} if ends else ():
        answer = f"{answer[:place]}!{answer[place + 1 :]}"
    return answer if ends else f"{answer}!"


def is_sober(answer: str) -> bool:
    """Tell whether an answer does without exclaiming, and without emoji."""
    return "!" not in answer and not _EMOJI.search(answer)


def sober(answer: str) -> str:
    """Return an answer that states what it exclaimed."""
    return drop_emoji(re.sub(r"!+", ".", answer))


def has_emoji(answer: str) -> bool:
    """Tell whether there is an emoji in an answer."""
    return bool(_EMOJI.search(answer))


def add_emoji(answer: str) -> str:
    """Return an answer with an emoji at its end."""
    return f"{answer.rstrip()} 🙂"


def drop_emoji(answer: str) -> str:
    """Return an answer without emoji."""
    return re.sub(r" +(?=\n|$)", "", re.sub(r" {2,}", " ", _EMOJI.sub("", answer))).strip()


# -- register and manner ------------------------------------------------------------------------


def _swap(table: dict[str, str], answer: str) -> str:
    every = "|".join(re.escape(one) for one in sorted(table, key=len, reverse=True))
    lowered = {one.casefold(): other for one, other in table.items()}

    def put(match: re.Match[str]) -> str:
        other = lowered[match[0].replace("\u2019", "'").casefold()]
        return capitalised(other) if match[0][0].isupper() else other

    return re.sub(rf"\b(?:{every})\b", put, answer.replace("\u2019", "'"), flags=re.I)


_WRITTEN_OUT = {short: long for long, short in _CONTRACTED.items() if long != "can not"}


def is_formal(answer: str) -> bool:
    """Tell whether an answer writes all words out, and does not exclaim."""
    return is_sober(answer) and _swap(_WRITTEN_OUT, answer) == answer.replace("\u2019", "'")


def formalise(answer: str) -> str:
    """Return an answer with its words written out."""
    return sober(_swap(_WRITTEN_OUT, answer))


def is_casual(answer: str) -> bool:
    """Tell whether an answer runs words together as speech does, where there are such."""
    return _swap(_CONTRACTED, answer) == answer.replace("\u2019", "'")


def casualise(answer: str) -> str:
    """Return an answer with its words run together as speech does."""
    return _swap(_CONTRACTED, answer)


def is_direct(answer: str) -> bool:
    """Tell whether an answer says what it says without hedging."""
    return not (_HEDGE.search(answer) or _MIGHT.search(answer))


def straighten(answer: str) -> str:
    """Return an answer without its hedges."""
    return _recapitalised(_MIGHT.sub("", _HEDGE.sub("", answer)))


# -- speaker ------------------------------------------------------------------------------------


def is_impersonal(answer: str) -> bool:
    """Tell whether an answer does not speak of who gives it."""
    return not _FIRST_PERSON.search(answer)


def depersonalise(answer: str) -> str:
    """Return an answer without its speaker: phrases of opinion go, then whole sentences."""
    bare = _recapitalised(_OWN_VOICE.sub("", answer))
    for sentence in sentences(bare):
        if _FIRST_PERSON.search(sentence) and len(sentences(bare)) > 1:
            bare = bare.replace(sentence, "", 1)
    return re.sub(r" {2,}", " ", bare).strip()


def _recapitalised(answer: str) -> str:
    return re.sub(r"(?:^|(?<=[.!?]\s)|(?<=\n))[a-z]", lambda match: match[0].upper(), answer)


# -- plainness ----------------------------------------------------------------------------------


def letters(answer: str) -> float:
    """Return how many letters a word of an answer has on average."""
    found = words_in(answer)
    return statistics.fmean(map(len, found)) if found else 0.0


def is_plain(answer: str, minded: str) -> bool:
    """Tell whether an answer has short words, or shorter ones than the one that was minded."""
    return letters(answer) <= (0.95 * letters(minded) if minded else _PLAIN_LETTERS)


def simplify(answer: str) -> str:
    """Return an answer with plain words for learned ones."""
    return _swap(_PLAINER, answer)


# -- units and numbers --------------------------------------------------------------------------


def is_metric(answer: str) -> bool:
    """Tell whether an answer has no imperial units."""
    return not _ANY_IMPERIAL.search(answer)


def is_imperial(answer: str) -> bool:
    """Tell whether an answer has no metric units."""
    return not _ANY_METRIC.search(answer)


def to_metric(answer: str) -> str:
    """Return an answer with its imperial amounts in metric units."""
    for imperial, _, _, name, factor in _UNITS:
        answer = _converted(answer, imperial, name, factor)
    return _FAHRENHEIT.sub(lambda found: f"{round((float(found[1]) - 32) / 1.8)} °C", answer)


def to_imperial(answer: str) -> str:
    """Return an answer with its metric amounts in imperial units."""
    for _, metric, name, _, factor in _UNITS:
        answer = _converted(answer, metric, name, 1 / factor)
    return _CELSIUS.sub(lambda found: f"{round(float(found[1]) * 1.8 + 32)} °F", answer)


def _converted(answer: str, unit: str, name: str, factor: float) -> str:
    def put(found: re.Match[str]) -> str:
        amounts = [f"{float(amount) * factor:.2g}" for amount in (found[1], found[2]) if amount]
        plain = [amount if "e" not in amount else str(round(float(amount))) for amount in amounts]
        return f"{'-'.join(plain)} {name}"

    number = r"(\d+(?:\.\d+)?)"
    return re.sub(rf"\b{number}(?:\s*(?:-|\u2013|to)\s*{number})?[\s-]*(?:{unit})\b", put, answer)


def has_no_numbers(answer: str) -> bool:
    """Tell whether an answer has no digits."""
    return not _DIGIT.search(re.sub(r"^\s*\d{1,2}[.)]", "", answer, flags=re.M))


def drop_numbers(answer: str) -> str:
    """Return an answer without the sentences that have digits, where others are left."""
    for sentence in sentences(answer):
        if _DIGIT.search(sentence) and len(sentences(answer)) > 1:
            answer = answer.replace(sentence, "", 1)
    return re.sub(r" {2,}", " ", answer).strip()
