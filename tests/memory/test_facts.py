"""What is kept of what people say in passing, and what is never kept."""

from __future__ import annotations

import time

import pytest

from uptake.memory.facts import facts_in


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I'm vegetarian", ["I'm vegetarian"]),
        ("I\u2019m vegetarian.", ["I'm vegetarian"]),
        ("By the way, I am allergic to peanuts!", ["I am allergic to peanuts"]),
        ("I live in Oslo and I work nights.", ["I live in Oslo", "I work nights"]),
        ("Find me a place to eat, I'm vegan", ["I'm vegan"]),
        ("I don't eat meat because I'm a Buddhist", ["I don't eat meat", "I'm a Buddhist"]),
        ("My sister lives in Rome. Book a train?", ["My sister lives in Rome"]),
        ("Call me Sam", ["Call me Sam"]),
        ("No onions for me, thanks", ["No onions for me"]),
        ("Never book me a night train", ["Never book me a night train"]),
        ("From now on answer in French", ["From now on answer in French"]),
        ("Please remember that the spare key is with Ada", ["the spare key is with Ada"]),
        ("I'd rather walk than drive", ["I'd rather walk than drive"]),
        ("I have two kids", ["I have two kids"]),
        ("I have a severe nut allergy", ["I have a severe nut allergy"]),
        ("I strongly prefer aisle seats", ["I strongly prefer aisle seats"]),
    ],
)
def test_statements_about_the_user_are_kept_as_said(said: str, kept: list[str]) -> None:
    assert [fact.removesuffix(", thanks") for fact in facts_in(said)] == kept


@pytest.mark.parametrize(
    "said",
    [
        "",
        "thanks!",
        "I'm tired",
        "I'm just looking around",
        "I have a question",
        "I want to order a pizza",
        "I'd like a coffee",
        "What do I like?",
        "Do I live in Oslo",
        "delete the mail from Anna",
        'Enter "I live in Oslo" and press Submit',
        "remember to buy milk",
        "My question is about trains",
        "My card was stolen yesterday",
        "I like that",
        "my password is hunter2",
        "Remember that my PIN is 1234",
        "I always pay with 4111 1111 1111 1111",
    ],
)
def test_requests_moods_small_talk_and_secrets_are_not(said: str) -> None:
    assert facts_in(said) == []


def test_each_fact_is_kept_once() -> None:
    assert facts_in("I like tea. I like tea. I like tea.") == ["I like tea"]


def test_hostile_texts_take_no_time() -> None:
    began = time.thread_time()
    for text in ("my " * 5_000, "i am " * 5_000, "a" * 100_000, "oh, " * 5_000, '"' * 9_999):
        facts_in(text)
    assert time.thread_time() - began < 1.0  # of work, however busy the machine
