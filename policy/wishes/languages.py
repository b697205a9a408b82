"""Languages: which one a text is written in, told by its commonest words."""

from __future__ import annotations

from ...memory.language.words import words_of

_COMMONEST = {
    "english": "the of and to in is you that it for on are with as your this be at or have",
    "spanish": "de la que el en y a los se del las un por con no una su para es al lo como",
    "french": "de la le et les des en un du une que est pour qui dans par sur pas vous avec",
    "german": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine sie",
    "italian": "di che e la il un a per è in una sono mi ho lo ha le con si ti da non del",
    "portuguese": "de a o que e do da em um para é com não uma os no se na por mais as dos",
    "dutch": "de van het een en in is dat op te zijn met voor niet aan er om ook als je",
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMONEST.items()}


def is_in(text: str, language: str) -> bool | None:
    """Tell whether a text is in a language; None where the language is not known here."""
    if language.casefold() not in _WORDS:
        return None
    said = words_of(text)
    counts = {name: sum(word in words for word in said) for name, words in _WORDS.items()}
    return counts[language.casefold()] == max(counts.values()) > 0
