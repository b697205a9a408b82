"""What the preference encoders learn from, and that they learn."""

from __future__ import annotations

import random
from itertools import groupby
from types import ModuleType

import pytest
from scripts import load_script

from uptake.core.settings import Settings
from uptake.memory.embedding import MiniLM, load_embedder


@pytest.fixture(scope="module")
def bearing() -> ModuleType:
    return load_script("training/fitting/bearing.py")


@pytest.fixture(scope="module")
def honouring() -> ModuleType:
    return load_script("training/fitting/honouring.py")


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    loaded = load_embedder(Settings())
    assert isinstance(loaded, MiniLM)
    return loaded


def test_a_column_is_told_with_its_name_with_its_goods_and_by_its_values_alone(
    bearing: ModuleType,
) -> None:
    for matter in bearing._columns(random.Random(0)):
        with_name, with_goods, alone = (text for (text,) in matter.told)
        assert ": " in with_name
        assert ": " in with_goods
        assert "," in alone
        assert matter.stated
        assert matter.implied


def test_a_question_is_one_matter_however_many_are_asked_it(bearing: ModuleType) -> None:
    matters = list(bearing._questions())
    assert len({matter.group for matter in matters}) == len(matters)
    assert any(len(matter.stated) > 1 for matter in matters)


def test_columns_of_the_same_goods_stand_side_by_side(bearing: ModuleType) -> None:
    columns = list(bearing._columns(random.Random(0)))
    placed = bearing._side_by_side(columns, random.Random(1))
    assert len(placed) == len(columns)
    groups = [group for group, _ in groupby(column.group for column in placed)]
    assert len(set(groups)) == len(groups)


@pytest.mark.real
def test_what_is_said_comes_to_find_what_it_bears_on(
    bearing: ModuleType, embedder: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearing, "UNRELATED", 2)
    matters = [
        bearing.Matter("locks", (("lock: key, code",),), ("I lose everything.",)),
        bearing.Matter("beds", (("feel: soft, firm",),), ("My back is stiff.",)),
        bearing.Matter("lamps", (("light: warm, cold",),), ("I read at night.",)),
    ]
    trainer = bearing.Trainer(embedder, 2e-4, 40, {"columns": matters})
    rng = random.Random(0)
    losses = [trainer.step(matters, rng) for _ in range(8)]
    assert min(losses[-3:]) < 0.8 * losses[0]


@pytest.mark.real
def test_a_preference_comes_to_point_to_what_honours_it(
    honouring: ModuleType, embedder: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        honouring.Row("columns", "links", "I hate cables.", ("by radio",), ("wired", "corded")),
        honouring.Row("columns", "beds", "My back is stiff.", ("firm",), ("soft", "plush")),
    ]
    monkeypatch.setattr(honouring, "all_rows", lambda _: iter(rows))
    trainer = honouring.Trainer(embedder, 2e-4, 40)
    rng = random.Random(0)
    losses = [trainer.step(rows, rng) for _ in range(8)]
    assert min(losses[-3:]) < 0.8 * losses[0]
    learned = trainer.tuning.adapter()
    before = trainer._read(rows).detach()
    trainer.tuning.read_with(learned)
    assert float((trainer._read(rows).detach() * before).sum(-1).min()) > 0.99
