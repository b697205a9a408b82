"""The benchmark of feedback reads rated dialogues, keeps them whole, and counts right."""

from __future__ import annotations

import dataclasses
import gzip
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.linalg import cho_factor
from scripts import load_script
from sklearn.linear_model import LogisticRegression

from uptake.core.testing import WordEmbedder
from uptake.policy.feedback import Exchange, FollowUp

ROWS = """
USER\tA boat to Samsø\tASK\t3,3,4
SYSTEM\tThere is no boat.\tNO
USER\tReally? Look again\tASK\t2,2,3
SYSTEM\tI am looking.\t
USER\tThanks\t\t
USER\tOVERALL\t\t1,1,1

broken line
USER\tHello\tHI\t3,x,3
"""


FEEDBACK = load_script("benchmarks/feedback.py")
DIALOGUES = sys.modules["rated_dialogues"]
MODELS = sys.modules["rating_models"]
KERNEL = sys.modules["rating_kernel"]


def read(path: Path) -> Any:
    (corpus,) = DIALOGUES.read_corpora([path], WordEmbedder(), lambda share: None).values()
    return corpus


def test_rated_turns_are_read_with_what_went_before(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "a.txt.gz"
    plain.write_text(ROWS, "utf-8")
    packed.write_bytes(gzip.compress(ROWS.replace("\n", "\r\n").encode()))
    turns = list(DIALOGUES.rated_turns(plain))
    assert [turn.ratings for turn in turns] == [(3, 3, 4), (2, 2, 3), (3, 3)]
    assert turns[1].follow_up.request == "A boat to Samsø"
    assert turns[1].follow_up.reply == "There is no boat."
    assert turns[0].dialogue == turns[1].dialogue != turns[2].dialogue
    assert list(DIALOGUES.rated_turns(packed)) == turns


def test_files_that_differ_after_a_dot_are_different_corpora(tmp_path: Path) -> None:
    first, second = tmp_path / "part.one.txt", tmp_path / "part.two.txt.gz"
    first.write_text(ROWS, "utf-8")
    second.write_bytes(gzip.compress(ROWS.encode()))
    corpora = DIALOGUES.read_corpora([first, second], WordEmbedder(), lambda share: None)
    assert {name: len(corpus.turns) for name, corpus in corpora.items()} == {
        "part.one": 3,
        "part.two": 3,
    }


def test_a_file_that_lies_there_packed_as_well_is_not_dropped_unsaid(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "a.txt.gz"
    plain.write_text(ROWS, "utf-8")
    packed.write_bytes(gzip.compress(ROWS.encode()))
    with pytest.raises(SystemExit, match=r"a\.txt and .*a\.txt\.gz would be one corpus, a:"):
        DIALOGUES.read_corpora([plain, packed], WordEmbedder(), lambda share: None)


def test_labels_follow_mean_and_majority(tmp_path: Path) -> None:
    lines = "".join(f"USER\tsaid {r}\t\t{r}\n\n" for r in ("2,3,3", "2,2,4", "3,3", "1,3"))
    (tmp_path / "b.txt").write_text(lines, "utf-8")
    turns = list(DIALOGUES.rated_turns(tmp_path / "b.txt"))
    corpus = DIALOGUES.Corpus(turns, {}, {}, {}, np.zeros(4))
    assert corpus.label("mean<3").tolist() == [True, True, False, True]
    assert corpus.label("majority<=2").tolist() == [False, True, False, False]
    scores = np.array([0.9, 0.8, 0.1, 0.7])
    assert FEEDBACK.measured(scores, corpus)["mean<3"]["roc_auc"] == 1
    assert FEEDBACK.measured(-scores, corpus)["mean<3"]["roc_auc"] == 0


def test_calibration_is_0_where_chances_are_kept() -> None:
    truth = np.array([True, False, False, False] * 25)
    assert FEEDBACK.calibration(np.full(100, 0.25), truth)["ece"] == pytest.approx(0)
    assert FEEDBACK.calibration(np.full(100, 0.75), truth)["ece"] == pytest.approx(0.5)


def rated(tmp_path: Path, count: int) -> Any:
    """Return a corpus whose users say how they rate."""
    dice = random.Random(1)
    blocks = []
    for number in range(count):
        bad = dice.random() < 0.5
        said = "no, that is wrong" if bad else "thanks, perfect"
        rating = "1,2,2" if bad else "4,4,3"
        blocks.append(
            f"USER\task {number}\t\t3,3\nSYSTEM\tdone {number}\t\nUSER\t{said}\t\t{rating}"
        )
    (tmp_path / "c.txt").write_text("\n\n".join(blocks), "utf-8")
    return read(tmp_path / "c.txt")


def test_held_out_dialogues_are_scored_by_what_others_taught(tmp_path: Path) -> None:
    corpus = rated(tmp_path, 60)
    scores = MODELS.cross_validated(corpus)
    assert FEEDBACK.measured(scores, corpus)["mean<3"]["roc_auc"] > 0.95
    # labels that have nothing to do with the words cannot be told in dialogues that are held out
    mixed = [t.ratings for t in corpus.turns]
    random.Random(1).shuffle(mixed)
    shuffled = [
        DIALOGUES.Rated(turn.dialogue, turn.follow_up, ratings)
        for turn, ratings in zip(corpus.turns, mixed, strict=True)
    ]
    noise = dataclasses.replace(corpus, turns=shuffled)
    scores = MODELS.cross_validated(noise)
    assert FEEDBACK.measured(scores, noise)["mean<3"]["roc_auc"] < 0.75


def test_the_course_of_a_dialogue_knows_its_past_alone() -> None:
    def turn(dialogue: int, before: int) -> Any:
        return DIALOGUES.Rated(dialogue, FollowUp("so", (Exchange("a", "b"),) * before), (3,))

    turns = [turn(1, 0), turn(1, 1), turn(1, 2), turn(2, 0)]
    rows = DIALOGUES.course(turns, np.array([0.5, -1.0, 9.0, 9.0]))
    assert rows[0].tolist() == rows[3].tolist() == [0, 0, -1, 0, 0, 0, 0]
    assert rows[2].tolist() == pytest.approx([-1, 0.5, 0.5, -0.25, -1, 0.2, 0.2])


def test_a_regression_to_shares_is_the_one_to_doubled_turns(tmp_path: Path) -> None:
    corpus = rated(tmp_path, 40)
    dense, low = corpus.dense["signals"], corpus.low
    low = np.clip(low, 0.1, 0.7)
    fitted = MODELS._SoftLogistic(dense, corpus.counts["said"], low)
    both = np.hstack([dense, corpus.counts["said"].toarray()])
    doubled = LogisticRegression(C=1 / MODELS.PENALTY, max_iter=1000, tol=1e-6).fit(
        np.vstack([both, both]),
        np.repeat([True, False], len(both)),
        sample_weight=np.r_[low, 1 - low],
    )
    assert fitted(dense, corpus.counts["said"]) == pytest.approx(
        doubled.decision_function(both), abs=1e-3
    )


def test_the_kernel_knows_what_it_would_say_of_dialogues_it_had_not_seen(tmp_path: Path) -> None:
    corpus = rated(tmp_path, 30)
    dice = np.random.default_rng(0)
    known = KERNEL._Reader(corpus, corpus.places, MODELS.GROUPS)(corpus, corpus.places)
    likeness = KERNEL._alike(known, known)
    assert np.diag(likeness) == pytest.approx(1, abs=1e-5)
    assert (likeness <= 1 + 1e-5).all()
    learned = likeness + KERNEL.PENALTY * np.eye(len(likeness))
    target, held = dice.normal(size=len(likeness)), np.arange(0, len(likeness), 7)
    rest = np.setdiff1d(corpus.places, held)
    said = likeness[np.ix_(held, rest)] @ np.linalg.solve(learned[np.ix_(rest, rest)], target[rest])
    weights = np.linalg.solve(learned, target)
    misses = KERNEL.misses(cho_factor(learned, lower=True), weights, held)
    assert target[held] - misses == pytest.approx(said, abs=1e-4)


def test_the_kernel_learns_from_whole_dialogues_when_there_are_too_many(tmp_path: Path) -> None:
    corpus = rated(tmp_path, 40)
    few = KERNEL._at_most(30, corpus, corpus.places)
    assert 20 <= len(few) <= 30
    chosen = set(corpus.dialogues[few])
    assert [place for place in corpus.places if corpus.dialogues[place] in chosen] == few.tolist()
    assert len(KERNEL._at_most(80, corpus, corpus.places)) == 80


def test_what_was_fitted_on_one_file_scores_another(tmp_path: Path) -> None:
    first = rated(tmp_path, 40)
    (tmp_path / "d.txt").write_text(ROWS, "utf-8")
    paths = [tmp_path / "c.txt", tmp_path / "d.txt"]
    corpora = DIALOGUES.read_corpora(paths, WordEmbedder(), lambda share: None)
    other = corpora["d"]
    both = DIALOGUES.joined([corpora["c"], other])
    assert len(both.turns) == len(first.turns) + 3
    score = MODELS.fit(both, both.places[: len(first.turns)])
    assert np.isfinite(score(other, other.places)).all()
