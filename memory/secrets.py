"""Secrets: what is never kept, wherever it stands in a text.

Some are known by their shape (`secret_shapes`), the others by the words that announce them
(`secret_words`). Phone, order and flight numbers, prices, dates and ISBNs are no secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from .secret_shapes import shaped_secrets
from .secret_words import announced_secrets


@dataclass(frozen=True)
class Secret:
    """Where a text holds a secret, and of which kind; the secret itself is not in here."""

    kind: str
    """In words, for people: "card number"."""

    start: int
    end: int


def secrets_in(text: str) -> list[Secret]:
    """Return the secrets of a text in their order; none overlaps another."""
    found = [Secret(*one) for one in chain(shaped_secrets(text), announced_secrets(text))]
    kept: list[Secret] = []
    for secret in sorted(found, key=lambda secret: (secret.start, -secret.end)):
        if kept and secret.start < kept[-1].end:
            first = kept.pop()
            secret = Secret(first.kind, first.start, max(first.end, secret.end))
        kept.append(secret)
    return kept


@lru_cache(maxsize=4096)
def _known_in(text: str) -> tuple[Secret, ...]:
    # A conversation is searched at each of its turns, the whole of it.
    return tuple(secrets_in(text))


def is_secret(text: str) -> bool:
    """Tell whether a text holds a secret."""
    return next(chain(shaped_secrets(text), announced_secrets(text)), None) is not None


def redact(text: str) -> str:
    """Return the text with the kind of each secret in its place: "I pay with [card number]"."""
    for secret in reversed(secrets_in(text)):
        text = f"{text[: secret.start]}[{secret.kind}]{text[secret.end :]}"
    return text


class Redaction:
    """Takes the secrets of some texts out of all that was made from these texts.

    A password that a request announces stands alone in the plan that was made from the request,
    where nothing tells that it is one.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Find the secrets of the texts."""
        kinds = {
            text[secret.start : secret.end]: secret.kind
            for text in texts
            for secret in _known_in(text)
        }
        # Whole words: the digits of a code may be part of an id.
        self._kinds = [(re.compile(rf"(?<!\w){re.escape(s)}(?!\w)"), k) for s, k in kinds.items()]

    def __bool__(self) -> bool:
        """Tell whether there is any secret."""
        return bool(self._kinds)

    def of(self, value: Any) -> Any:
        """Return a text, or what holds texts (dicts and lists), without the secrets."""
        if isinstance(value, str):
            for secret, kind in self._kinds:
                value = secret.sub(f"[{kind}]", value)
            return value
        if isinstance(value, dict):
            return {key: self.of(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.of(part) for part in value)
        return value
