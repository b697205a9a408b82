"""Notes in Markdown are read as a person means them."""

from __future__ import annotations

import pytest

from uptake.memory.notes import same, statements


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "- I like tea\n* I like **green** tea\n3) [x] I like `black` tea",
            ["I like tea", "I like green tea", "I like black tea"],
        ),
        ("I live in Oslo. I work\nin Bergen! Yes", ["I live in Oslo.", "I work in Bergen!", "Yes"]),
        (
            "## Allergies\n- nuts\n- strawberries and cherries, too",
            ["Allergies: nuts", "strawberries and cherries, too"],
        ),
        ("## Tea\n- time: five o'clock", ["time: five o'clock"]),
        ("- I like\n  long items\n- and short ones", ["I like long items", "and short ones"]),
        (
            "- outer item here it is\n  - inner item there it is",
            ["outer item here it is", "inner item there it is"],
        ),
        ("---\ntitle: x\n---\nI like tea", ["I like tea"]),
        ("I like tea\n```\nsecret = 1\n```\n> somebody said so\n\n| a | b |\n---", ["I like tea"]),
        ("I like tea\n<!-- not\nthis -->", ["I like tea"]),
        ("see [my page](https://example.org)", ["see my page"]),
        ("我喜欢茶。我住在奥斯陆。", ["我喜欢茶。", "我住在奥斯陆。"]),
        ("I like tea\r\n- and cake of all sorts", ["I like tea", "and cake of all sorts"]),
        ("", []),
        ("# Only a heading", []),
    ],
)
def test_items_and_sentences_are_statements(text: str, found: list[str]):
    assert [statement for _, statement in statements(text)] == found


def test_lines_are_counted_past_what_is_left_out():
    text = "---\na: b\n---\n\n```\ncode\n```\n\n- I like tea\n\nI live in Oslo."
    assert [number for number, _ in statements(text)] == [9, 11]


def test_a_long_item_is_cut_into_sentences():
    assert len(list(statements("- " + "I like tea very much indeed. " * 20))) == 20


def test_the_same_words_are_the_same_statement():
    assert same("I like TEA!") == same("i  like tea")
    assert same("I like tea") != same("I like no tea")
