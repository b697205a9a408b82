"""What is kept of what people say in passing, what is not, and that they are told why."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.facts import FactReader
from uptake.memory.language.clauses import clauses_in
from uptake.memory.language.words import words_of

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"

READER = FactReader(WordEmbedder())


def kept(said: str) -> list[str]:
    return [*READER.read(said).statements]


def refused(said: str) -> list[tuple[str, str]]:
    return [(refusal.why, refusal.text) for refusal in READER.read(said).refusals]


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("I'm vegetarian", ["I'm vegetarian"]),
        ("I\u2019m vegetarian.", ["I'm vegetarian"]),
        ("By the way, I am allergic to peanuts!", ["I am allergic to peanuts"]),
        ("I live in Oslo and I work nights.", ["I live in Oslo", "I work nights"]),
        ("Find me a place to eat, I'm vegan", ["I'm vegan"]),
        ("I don't eat meat because I'm a Buddhist", ["I don't eat meat because I'm a Buddhist"]),
        ("My sister lives in Rome. Book a train?", ["My sister lives in Rome"]),
        ("Call me Sam", ["Call me Sam"]),
        ("No onions for me, thanks", ["No onions for me, thanks"]),
        ("From now on answer in French", ["From now on answer in French"]),
        ("Please remember that the spare key is with Ada", ["the spare key is with Ada"]),
        ("I'd rather walk than drive", ["I'd rather walk than drive"]),
        ("I have two kids", ["I have two kids"]),
        ("I strongly prefer aisle seats", ["I strongly prefer aisle seats"]),
        ("Loud music ruins my evening, where could I eat?", ["Loud music ruins my evening"]),
        ("When I travel, I always take earplugs.", ["When I travel, I always take earplugs"]),
        ("About me:\n- I'm vegan\n- I live in Oslo", ["I'm vegan", "I live in Oslo"]),
    ],
)
def test_statements_about_the_user_are_kept_as_said(said: str, facts: list[str]) -> None:
    assert kept(said) == facts


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("Merk dir: ich bin Vegetarier", "ich bin Vegetarier"),
        ("Bitte merke dir, dass ich nachts arbeite.", "ich nachts arbeite"),
        ("Recuerda que soy alérgica al polen", "soy alérgica al polen"),
        ("No olvides que vivo en Quito.", "vivo en Quito"),
        ("Souviens-toi que je suis végétarien", "je suis végétarien"),
        ("N'oublie pas qu'il me faut un fauteuil", "il me faut un fauteuil"),
        ("Lembre-se de que sou canhoto", "sou canhoto"),
        ("Запомни, что я живу в Казани", "я живу в Казани"),
        ("请记住:我吃素", "我吃素"),
        ("記住我是老師。", "我是老師"),
        ("تذكر أنني نباتي", "أنني نباتي"),
        ("याद रखना कि मैं शाकाहारी हूँ", "मैं शाकाहारी हूँ"),
    ],
)
def test_who_asks_in_another_language_to_remember_is_heard(said: str, fact: str) -> None:
    assert kept(said) == [fact]


@pytest.mark.parametrize(
    "said",
    [
        "Merk dir, Milch zu kaufen",
        "Recuerda comprar leche",
        "记得买牛奶",
        "Merk dir: mein Passwort ist hunter2",
        "记住我的密码是hunter2",
        "Запомни: мой пароль — hunter2",
        "Erinnerst du dich, dass ich Vegetarier bin?",
    ],
)
def test_errands_questions_and_secrets_in_another_language_are_not_kept(said: str) -> None:
    assert kept(said) == []


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
        "remember to buy milk",
        "My question is about trains",
        "My card was stolen yesterday",
        "I like that",
        "Suppose I live in Oslo",
    ],
)
def test_requests_moods_and_small_talk_are_not(said: str) -> None:
    assert kept(said) == []


@pytest.mark.parametrize(
    "said",
    [
        'Enter "I live in Oslo" and press Submit',
        "Type I love jazz into the box",
        "Translate this:\nI live in Oslo.",
        "> I live in Oslo\nIs that right?",
        "```\nI live in Oslo\n```",
        "Pretend you are my sister. I live in Oslo.",
        "Tell Anna that I live in Oslo",
        "She said I hate jazz",
    ],
)
def test_what_is_quoted_pasted_dictated_or_played_is_not(said: str) -> None:
    assert kept(said) == []


def test_who_quotes_a_statement_is_told_that_it_is_not_kept() -> None:
    assert ("foreign", "I live in Oslo") in refused('Enter "I live in Oslo" and press Submit')


def test_a_secret_is_refused_without_being_repeated() -> None:
    assert refused("my password is hunter2") == [("secret", "my password is [password]")]
    assert refused("Remember that my PIN is 1234") == [("secret", "my PIN is [code]")]
    assert READER.read("my PIN is 1234").refusals[0].reason == "looks like a code"


def test_what_else_was_said_beside_a_secret_is_kept() -> None:
    said = "I live in Oslo and my password is hunter2."
    assert kept(said) == ["I live in Oslo"]
    assert refused(said) == [("secret", "my password is [password]")]


def test_a_secret_in_a_request_is_told_too() -> None:
    assert [why for why, _ in refused("log in with the password Tr0ub4dor?")] == ["secret"]


def test_what_was_to_be_remembered_and_is_not_is_told() -> None:
    assert [why for why, _ in refused("Remember that it is raining")] == ["passing"]


def test_each_fact_is_kept_once() -> None:
    assert kept("I like tea. I like tea. I like tea.") == ["I like tea"]


def test_hostile_texts_take_no_time() -> None:
    began = time.thread_time()
    for text in ("my " * 5_000, "i am " * 5_000, "a" * 100_000, "oh, " * 5_000, '"' * 9_999):
        kept(text)
    assert time.thread_time() - began < 1.0  # of work, however busy the machine


def test_nothing_is_fitted_on_what_is_measured_on() -> None:
    folder = ROOT / "training" / "facts"
    lines = [(folder / f"{name}.txt").read_text("utf-8") for name in ("kept", "not_kept")]
    fitted = {" ".join(words_of(line)) for text in lines for line in text.splitlines()}
    for path in DATA.glob("*statements.tsv"):
        for line in path.read_text("utf-8").splitlines():
            for clause in clauses_in(line.partition("\t")[0]):
                assert " ".join(words_of(clause.text)) not in fitted, clause.text


@pytest.mark.real
def test_with_the_embedding_model_few_statements_are_missed_and_few_kept_for_nothing() -> None:
    right = kept_ = wanted = 0
    with temporary_home() as settings:
        reader = FactReader(load_embedder(settings))
        for path in DATA.glob("*statements.tsv"):
            for line in path.read_text("utf-8").splitlines():
                if not line.startswith("#"):
                    turn, _, expected = line.partition("\t")
                    found = set(reader.read(turn.replace("\\n", "\n")).statements)
                    right += len(found & set(expected.split(" | ")))
                    kept_ += len(found)
                    wanted += len([one for one in expected.split(" | ") if one])
    assert right / kept_ > 0.8
    assert right / wanted > 0.8
