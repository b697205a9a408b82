"""What is recalled, in which order, and how much of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from uptake.memory.language.words import query_words, words_of
from uptake.memory.memory import Memory
from uptake.memory.recall.recall import count_tokens, fuse, relevance
from uptake.memory.records import Episode, Fact, now

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]


def texts(memory: Memory, query: str, **more: object) -> list[str]:
    return [h.record.text() for h in memory.recall(query, user="me", **more)]  # type: ignore[arg-type]


def test_the_best_match_comes_first(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("I live in Oslo"), fact("I like green tea"), fact("I own a red car")])
    assert texts(memory, "which tea do I like?")[0] == "I like green tea"


def test_nobody_recalls_what_is_another_persons(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("I like green tea", user="you")])
    assert texts(memory, "green tea") == []


def test_only_the_asked_types_are_recalled(memory: Memory, fact: Fact_, episode: Episode_) -> None:
    memory.add([fact("I like tea"), episode("make tea")])
    assert texts(memory, "tea", types=("fact",)) == ["I like tea"]


def test_what_holds_no_more_is_not_recalled(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("I like tea", valid_to=now() - timedelta(seconds=1))])
    assert texts(memory, "tea") == []


def test_inflected_words_are_found(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("I collect stamps"), fact("I own a boat")])
    assert texts(memory, "stamp collecting")[0] == "I collect stamps"


def test_chinese_is_found_without_spaces(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("我喜欢喝绿茶"), fact("我住在奥斯陆")])
    assert texts(memory, "绿茶")[0] == "我喜欢喝绿茶"


def test_operators_and_quotes_in_a_query_are_plain_words(memory: Memory, fact: Fact_) -> None:
    memory.add([fact('I said "never" AND meant it')])
    assert texts(memory, '"never" OR NOT (meant* NEAR ^it:') != []
    assert texts(memory, "  ") == []


def test_the_new_goes_before_the_old(memory: Memory, episode: Episode_) -> None:
    old = episode("water the plants", created=now() - timedelta(days=300))
    new = episode("water the plants")
    memory.add([old, new])
    assert [h.record for h in memory.recall("water plants", user="me")] == [new, old]


def test_the_sure_goes_before_the_unsure(memory: Memory, fact: Fact_) -> None:
    unsure, sure = fact("I like tea", confidence=0.2), fact("I like tea")
    memory.add([unsure, sure])
    assert memory.recall("tea", user="me")[0].record == sure


def test_repetitions_step_back(memory: Memory, fact: Fact_) -> None:
    memory.add([*(fact("I like green tea") for _ in range(6)), fact("I like tea cups of clay")])
    assert "I like tea cups of clay" in texts(memory, "green tea", limit=3)


def test_facts_of_nearly_the_same_words_say_different_things(memory: Memory, fact: Fact_) -> None:
    alike = ["I strongly dislike long horror films", "I strongly dislike long war films"]
    memory.add(map(fact, [*alike, "films that my aunt and others dislike"]))
    assert sorted(texts(memory, "films that I dislike", limit=2)) == alike


def test_the_token_budget_ends_the_list(memory: Memory, fact: Fact_) -> None:
    memory.add([fact(f"tea number {n} " + "very " * 40) for n in range(10)])
    found = texts(memory, "tea", tokens=120, limit=10)
    assert 1 <= len(found) < 10
    assert sum(map(count_tokens, found)) <= 120


def test_relevance_grows_with_evidence() -> None:
    grid = [relevance(cosine / 10, share) for share in (0.0, 0.5, 1.0) for cosine in range(-10, 11)]
    assert all(0 <= value <= 1 for value in grid)
    assert (
        relevance(0.1, 0) < 0.1 < relevance(0.5, 0) < relevance(0.5, 0.5) < 0.9 < relevance(0.8, 0)
    )


def test_first_in_all_rankings_is_one() -> None:
    assert fuse([["a", "b"], ["a"]])["a"] == 1.0


def test_words_of_a_query_without_its_filling() -> None:
    assert query_words("Where do I live?") == ["live"]
    assert query_words("who are you") == ["who", "are", "you"]
    assert words_of("Ärger im 東京タワー!") == ["ärger", "im", "東京", "京タ", "タワ", "ワー"]
