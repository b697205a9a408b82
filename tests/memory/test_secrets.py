"""Secrets are known by their shape or by the words that announce them, and nothing else is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from uptake.memory.secrets import is_secret, redact, secrets_in

from .secret_texts import secret_texts

TEXTS = list(secret_texts(Path(__file__).parent / "data" / "secrets.tsv"))


@pytest.mark.parametrize(("kind", "text"), [pair for pair in TEXTS if pair[0]])
def test_secrets_are_known_with_their_kind(kind: str, text: str) -> None:
    assert kind in {secret.kind for secret in secrets_in(text)}


@pytest.mark.parametrize("text", [text for kind, text in TEXTS if not kind])
def test_numbers_and_talk_of_everyday_life_are_no_secrets(text: str) -> None:
    assert not is_secret(text)
    assert redact(text) == text


def test_the_kind_stands_where_the_secret_was() -> None:
    assert redact("my password is hunter2, ask Ada") == "my password is [password], ask Ada"
    assert redact("my PIN is 1234 and my cvv is 417") == "my PIN is [code] and my cvv is [code]"


def test_nothing_is_left_of_a_secret_that_fits_two_kinds() -> None:
    key = "sk" + "-" + "a1" * 24
    assert redact(f"the api key is {key}.").count("a1") == 0


def test_hostile_texts_take_no_time() -> None:
    began = time.thread_time()
    for text in (
        "1 " * 5_000,
        "my password " * 900,
        "a" * 50_000,
        "word " * 4_000,
        "AB12 " * 4_000,
    ):
        secrets_in(text)
    assert time.thread_time() - began < 2.0  # of work, however busy the machine
