"""Secrets: what is never kept, wherever it stands in a text.

Some are known by their shape (`secret_shapes`), the others by the words that announce them
(`secret_words`). Phone, order and flight numbers, prices, dates and ISBNs are no secrets.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

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


def is_secret(text: str) -> bool:
    """Tell whether a text holds a secret."""
    return next(chain(shaped_secrets(text), announced_secrets(text)), None) is not None


def redact(text: str) -> str:
    """Return the text with the kind of each secret in its place: "I pay with [card number]"."""
    for secret in reversed(secrets_in(text)):
        text = f"{text[: secret.start]}[{secret.kind}]{text[secret.end :]}"
    return text
