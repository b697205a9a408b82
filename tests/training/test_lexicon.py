"""How the lexicon of the fit is made from WordNet's files."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from scripts import load_script

LICENCE = "  1 You may copy this.  \n  2   \n  3 As it is.  \n"
ADJECTIVES = f"""{LICENCE}00000001 00 a 01 dim 0 002 ! 00000002 a 0101 & 00000003 a 0000 | little
00000002 00 a 02 bright 0 brilliant(p) 0 001 ! 00000001 a 0101 | much light
00000003 00 s 01 gloomy 0 001 & 00000001 a 0000 | dark
00000004 00 a 01 wooden 0 000 | of wood
"""
NOUNS = f"{LICENCE}00000009 00 n 02 gloom 0 murk 0 001 + 00000003 a 0101 | darkness\n"
SENSES = """gloomy%5:00:00:dim:00 00000003 1 3
bright%3:00:00:: 00000002 1 5
"""


@pytest.fixture
def script() -> ModuleType:
    return load_script("training/fitting/lexicon.py")


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    for part, text in (("adj", ADJECTIVES), ("noun", NOUNS), ("verb", LICENCE), ("adv", LICENCE)):
        (tmp_path / f"data.{part}").write_text(text, "utf-8")
    (tmp_path / "index.sense").write_text(SENSES, "utf-8")
    return tmp_path


def test_opposites_are_the_ends_of_a_quality_and_others_lie_near_them(
    script: ModuleType, wordnet: Path
) -> None:
    lexicon = script.made(script.read(wordnet), script.tagged(wordnet))
    (dim,), (bright,), (gloomy,) = map(lexicon.places, ("dim", "brilliant", "gloomy"))
    (quality,) = dim
    assert dim[quality] == 1.0
    assert bright[quality] == -1.0
    assert gloomy[quality] == pytest.approx(0.8)


def test_a_noun_lies_where_the_adjective_does_that_itself_is_derived_from(
    script: ModuleType, wordnet: Path
) -> None:
    lexicon = script.made(script.read(wordnet), script.tagged(wordnet))
    ((place,),) = (tuple(one.values()) for one in lexicon.places("gloom"))
    assert place == pytest.approx(0.9 * 0.8)
    assert lexicon.places("murk") == []


def test_words_on_no_quality_are_left_out(script: ModuleType, wordnet: Path) -> None:
    lexicon = script.made(script.read(wordnet), script.tagged(wordnet))
    assert lexicon.places("wooden") == []


def test_rarer_senses_count_less(script: ModuleType) -> None:
    opposite = script.Pointer("!", "b", 1)
    synsets = {
        "a": script.Synset(("fair",), (opposite,)),
        "b": script.Synset(("dark",), (script.Pointer("!", "a", 1),)),
        "c": script.Synset(("fair",), ()),
    }
    often, rarely = (
        script.made(synsets, {("fair", "a"): seen, ("fair", "c"): 10}).places("fair")[0][0]
        for seen in (30, 1)
    )
    assert often > 2 * rarely > 0


def test_the_licence_is_what_opens_the_files(script: ModuleType, wordnet: Path) -> None:
    assert script.notice(wordnet) == "You may copy this.\n\nAs it is.\n"
