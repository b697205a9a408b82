"""What models make of the fixed sets is asked once, and again where it may have changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from uptake.core.errors import HomeError
from uptake.core.protocols import Likelihood, Message, Question
from uptake.policy.learning import fixed_sets
from uptake.policy.learning.gate import fixed_exam
from uptake.policy.learning.gate.fixed_exam import FixedResults, FixedResultsFile

from ..doubles import WordModel, plain


class Batched(WordModel):
    """Scores many questions at once, and remembers how many."""

    def __init__(self) -> None:
        super().__init__(plain)
        self.sizes: list[int] = []

    def score_each(self, questions: Sequence[Question]) -> list[list[Likelihood]]:
        self.sizes.append(len(questions))
        return [self.score(asked, answers) for asked, answers in questions]


def results(of: float) -> FixedResults:
    return FixedResults(norms=(of, 1.0), general=(-2.0,), routes=(0.5,))


def test_every_text_of_the_sets_is_asked_under_the_instructions() -> None:
    asked: list[tuple[Message, ...]] = []

    class Listening(WordModel):
        def score(
            self, messages: Sequence[Message], continuations: Sequence[str]
        ) -> list[Likelihood]:
            asked.append(tuple(messages))
            return super().score(messages, continuations)

    heard: list[None] = []
    found = fixed_exam.ask(Listening(plain), "Be kind.", on_each=lambda: heard.append(None))
    counts = (len(found.norms), len(found.general), len(found.routes))
    sets = (fixed_sets.norms(), fixed_sets.general(), fixed_sets.choices())
    assert counts == tuple(map(len, sets))
    assert len(heard) == fixed_exam.count() == sum(counts)
    for message, other in zip(asked, (*sets[0], *sets[1]), strict=False):
        assert message == (Message("system", "Be kind."), Message("user", other.request))


def test_asked_side_by_side_they_come_to_the_same() -> None:
    batched = Batched()
    assert fixed_exam.ask(batched, "") == fixed_exam.ask(WordModel(plain), "")
    assert max(batched.sizes) > 1


def test_the_first_norms_and_the_general_texts_can_be_asked_alone() -> None:
    model = WordModel(plain)
    found = fixed_exam.ask(model, "")
    assert fixed_exam.first_norms(model, "", 3) == found.norms[:3]
    assert fixed_exam.continued(model, "") == found.general
    assert found.agrees(found.norms[:3])
    assert not found.agrees([found.norms[0] + 0.01])


def test_the_results_of_each_model_are_kept_by_its_weights(tmp_path: Path) -> None:
    FixedResultsFile(tmp_path / "ann", "Be kind.").keep("base", results(0.1))
    FixedResultsFile(tmp_path / "ann", "Be kind.").keep("base/v1", results(0.2))
    kept = FixedResultsFile(tmp_path / "ann", "Be kind.")
    assert kept.of("base") == results(0.1)
    assert kept.of("base/v1") == results(0.2)
    assert kept.of("other") is None
    kept.forget()
    assert kept.of("base") is None


def test_only_the_models_measured_last_are_kept(tmp_path: Path) -> None:
    kept = FixedResultsFile(tmp_path, "")
    for number in range(20):
        kept.keep(f"v{number}", results(number))
    assert kept.of("v19") == results(19)
    assert kept.of("v0") is None


def test_other_instructions_or_other_texts_are_asked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FixedResultsFile(tmp_path, "Be kind.").keep("base", results(0.1))
    assert FixedResultsFile(tmp_path, "Be brief.").of("base") is None
    monkeypatch.setattr(fixed_sets, "norms", lambda: ())
    assert FixedResultsFile(tmp_path, "Be kind.").of("base") is None


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 1}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    kept = FixedResultsFile(tmp_path, "")
    kept.keep("base", results(0.1))
    (file,) = tmp_path.iterdir()
    file.write_text(damage)
    assert kept.of("base") is None
    kept.keep("base", results(0.3))
    assert kept.of("base") == results(0.3)


def test_a_file_of_another_format_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = FixedResultsFile(tmp_path, "")
    kept.keep("base", results(0.1))
    monkeypatch.setattr(fixed_exam, "FORMAT", fixed_exam.FORMAT + 1)
    assert kept.of("base") is None


def test_where_nothing_can_be_written_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "ann").write_text("in the way")
    kept = FixedResultsFile(tmp_path / "ann", "")
    with pytest.raises(HomeError, match=r"ann cannot be made: File exists\. Make room"):
        kept.keep("base", results(0.1))
    with pytest.raises(HomeError, match=r"fixed_sets\.json cannot be deleted: Not a directory"):
        kept.forget()
    assert kept.of("base") is None
