"""The forms of a word are one word, the same one as in the full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.memory.language.stemming import forms, porter, stem

ENDINGS = (
    "", "s", "es", "ies", "ed", "ied", "eed", "ing", "ly", "ational", "ization", "iveness",
    "fulness", "ousli", "biliti", "icate", "ative", "ness", "ement", "ment", "ion", "sion", "e",
    "ll",
)  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE w USING fts5 (word, tokenize = 'porter unicode61')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab (w, 'instance')")
    yield connection
    connection.close()


@given(
    words=st.lists(
        st.builds(
            lambda start, end: start + end,
            st.text("abcdeiklmnorstuvwxyz9", min_size=1, max_size=8),
            st.sampled_from(ENDINGS),
        ),
        min_size=1,
        max_size=200,
    )
)
def test_words_are_cut_as_sqlite_cuts_them(index: sqlite3.Connection, words: list[str]) -> None:
    index.execute("DELETE FROM w")
    index.executemany("INSERT INTO w (rowid, word) VALUES (?, ?)", enumerate(words))
    cut = dict(index.execute("SELECT doc, term FROM v").fetchall())
    assert {n: porter(word) for n, word in enumerate(words)} == cut


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("go", "went"),
        ("baking", "bakes"),
        ("children", "child"),
        ("café", "cafe"),
        ("buy", "bought"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_other_scripts_are_left_as_they_are() -> None:
    assert [stem(word) for word in ("東京", "дома", "कमल")] == ["東京", "дома", "कमल"]


def test_irregular_forms_are_searched_for_too() -> None:
    assert set(forms("going")) >= {"going", "went", "gone"}
    assert list(forms("tea")) == ["tea"]
