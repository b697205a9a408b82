"""The built-in intents ship with enough examples of each."""

from __future__ import annotations

from collections import Counter

from uptake.policy.routing.intents import INTENTS, intent_examples


def test_every_intent_has_many_different_examples() -> None:
    counts = Counter(intent for _, intent in intent_examples())
    assert set(counts) == set(INTENTS)
    assert min(counts.values()) >= 30
    texts = [text for text, _ in intent_examples()]
    assert len(set(texts)) == len(texts)
