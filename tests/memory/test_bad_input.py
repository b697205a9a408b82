# ruff: noqa: RUF001
"""Whatever is handed in: it is kept and found, or refused with a clear error; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from uptake.core.errors import RecordMissing
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, now

Fact_ = Callable[..., Fact]
Episode_ = Callable[..., Episode]

SCRIPTS = {
    "Latin": ("Ich trinke gern grünen Tee", "grünen Tee"),
    "Vietnamese": ("Tôi thích uống trà xanh", "trà xanh"),
    "Greek": ("Μου αρέσει το πράσινο τσάι", "τσάι"),
    "Cyrillic": ("Я люблю зелёный чай", "чай"),
    "Armenian": ("Ես սիրում եմ կանաչ թեյ", "թեյ"),
    "Georgian": ("მე მიყვარს მწვანე ჩაი", "ჩაი"),
    "Hebrew": ("אני אוהב תה ירוק", "תה ירוק"),
    "Arabic": ("أحب الشاي الأخضر", "الشاي"),
    "Devanagari": ("मुझे हरी चाय पसंद है", "चाय"),
    "Bengali": ("আমি সবুজ চা পছন্দ করি", "সবুজ"),
    "Tamil": ("எனக்கு பச்சை தேநீர் பிடிக்கும்", "தேநீர்"),
    "Ethiopic": ("አረንጓዴ ሻይ እወዳለሁ", "ሻይ"),
    "Thai": ("ฉันชอบดื่มชาเขียว", "ชาเขียว"),
    "Khmer": ("ខ្ញុំចូលចិត្តតែបៃតង", "តែបៃតង"),
    "Myanmar": ("ကျွန်တော် လက်ဖက်ရည် ကြိုက်တယ်", "လက်ဖက်ရည်"),
    "Han": ("我喜欢喝绿茶", "绿茶"),
    "Kana": ("緑茶が好きです", "緑茶"),
    "Hangul": ("나는 녹차를 좋아해요", "녹차를"),
    "Full width": ("ｇｒｅｅｎ　ｔｅａ", "green tea"),
    "Mathematical": ("𝐠𝐫𝐞𝐞𝐧 𝐭𝐞𝐚", "green tea"),
    "Gothic": ("𐌲𐍂𐍉𐌽𐌾𐌰", "𐌲𐍂𐍉𐌽𐌾𐌰"),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_found_by_its_words(memory: Memory, fact: Fact_, script: str) -> None:
    said, asked = SCRIPTS[script]
    record = fact(said)
    memory.add([fact(other) for name, (other, _) in SCRIPTS.items() if name != script])
    memory.add([record])
    first = [hit.record.text() for hit in memory.recall(asked, user="me", limit=3)]
    assert said in first


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "\0", "\ud83d", "?!", '"', '"tea', "tea*", "NEAR(tea green)", "AND OR NOT",
        "words:tea", "-tea", "^tea", "{tea}", "tea\0green", "%_'", "‮tea", "😀", "tea " * 500_000,
    ],
)  # fmt: skip
def test_no_query_breaks_recall(memory: Memory, fact: Fact_, query: str) -> None:
    tea = fact("I like green tea")
    memory.add([tea])
    hits = memory.recall(query, user="me")
    assert "tea" not in query.replace("‮", "") or [hit.record for hit in hits] == [tea]


@pytest.mark.parametrize(
    "text",
    [
        "nul \0 in the middle",
        "bytes " + bytes(range(256)).decode("latin-1"),
        "half \ud83d of an emoji",
        "combining " + "é" + "\u0301" * 2_000,
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \U0010ffff\ufffe\uffff",
        "x" * 10_000_000,
    ],
    ids=["nul", "binary", "surrogate", "combining", "noncharacters", "10 MB"],
)
def test_odd_texts_are_kept_and_exported(
    memory: Memory, fact: Fact_, text: str, tmp_path: Path
) -> None:
    record = fact(f"sesame {text}")
    memory.add([record], cause=text[:100])
    kept = memory.get(record.id)
    assert kept.text() == record.text().replace("\ud83d", "\ufffd")
    assert memory.recall("sesame", user="me")[0].record == kept
    path = tmp_path / "memory.jsonl"
    memory.export(path)
    memory.forget([record.id])
    assert memory.import_file(path, user="me").added == 1
    assert memory.get(record.id) == kept


def test_odd_names_are_names(memory: Memory, fact: Fact_, episode: Episode_) -> None:
    for odd in (
        "half \ud83d",
        "nul \0",
        "'; DROP TABLE record; --",
        "../../x",
        "a\nb",
        "x" * 10_000,
    ):
        memory.add([fact("tea", user=odd, id=odd)])
        memory.add([episode("tea", user=odd, id=f"{odd}/1").model_copy(update={"thread": odd})])
        assert {hit.record.type for hit in memory.recall("tea", user=odd)} == {"fact", "episode"}
        assert memory.get(odd).text() == "tea"
        memory.remove([odd])
    assert memory.recall("tea", user="me") == []
    assert memory.counts() == {"episode": 6}


@pytest.mark.parametrize(
    "moment",
    [
        now() + timedelta(days=400),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-10))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime(2026, 3, 1, 12, 0),
    ],
    ids=["next year", "last", "first", "far east", "after the last", "before the first", "naive"],
)
def test_moments_of_any_time_are_kept(
    memory: Memory, fact: Fact_, episode: Episode_, moment: datetime
) -> None:
    memory.add([fact("green tea", created=moment, valid_from=moment)])
    memory.add([episode("green tea", created=moment, valid_from=moment)])
    assert len(memory.recall("green tea", user="me")) == 2
    assert len(memory.recall("green tea last week", user="me")) == 2
    assert len(memory.list()) == 2


def test_what_ended_is_kept_and_not_recalled(memory: Memory, fact: Fact_) -> None:
    over = fact("green tea", valid_to=now() - timedelta(seconds=1))
    memory.add([over, fact("black tea", valid_to=now() + timedelta(days=1))])
    assert [hit.record.text() for hit in memory.recall("tea", user="me")] == ["black tea"]
    assert memory.get(over.id) == over


def test_ids_that_do_not_exist_are_named(memory: Memory) -> None:
    for task in (memory.get, memory.story, memory.undo, lambda id: memory.forget([id])):
        for id in ("nobody", "", "half \ud83d", "x" * 100_000):
            with pytest.raises(RecordMissing):
                task(id)
    assert memory.history(record="nobody") == []


def test_limits_of_nothing_find_nothing(memory: Memory, fact: Fact_) -> None:
    memory.add([fact("tea")])
    assert memory.recall("tea", user="me", limit=0) == []
    assert memory.recall("tea", user="me", limit=-1) == []
    assert memory.recall("tea", user="me", tokens=0) == []
    assert memory.recall("tea", user="me", types=()) == []
    assert memory.recall("tea", user="nobody") == []


def test_adding_nothing_is_a_write_of_nothing(memory: Memory) -> None:
    assert memory.add([]).added == ()
    assert memory.counts() == {}
