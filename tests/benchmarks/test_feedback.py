"""The benchmark of feedback reads rated dialogues, keeps them whole, and counts right."""

from __future__ import annotations

import gzip
import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from uptake.core.testing import WordEmbedder
from uptake.policy.feedback import FeedbackHead
from uptake.policy.feedback.features import meanings

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.fixture(scope="module")
def feedback() -> ModuleType:
    path = ROOT / "benchmarks" / "feedback.py"
    spec = importlib.util.spec_from_file_location("benchmark_feedback", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_rated_turns_are_read_with_what_went_before(feedback: ModuleType, tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "a.txt.gz"
    plain.write_text(ROWS, "utf-8")
    packed.write_bytes(gzip.compress(ROWS.replace("\n", "\r\n").encode()))
    turns = list(feedback.rated_turns(plain))
    assert [turn.ratings for turn in turns] == [(3, 3, 4), (2, 2, 3), (3, 3)]
    assert turns[1].follow_up.request == "A boat to Samsø"
    assert turns[1].follow_up.reply == "There is no boat."
    assert turns[0].dialogue == turns[1].dialogue != turns[2].dialogue
    assert list(feedback.rated_turns(packed)) == turns


def test_labels_follow_mean_and_majority(feedback: ModuleType, tmp_path: Path) -> None:
    lines = "".join(f"USER\tsaid {r}\t\t{r}\n\n" for r in ("2,3,3", "2,2,4", "3,3", "1,3"))
    (tmp_path / "b.txt").write_text(lines, "utf-8")
    corpus = feedback.Corpus(list(feedback.rated_turns(tmp_path / "b.txt")), {}, np.zeros(4))
    assert corpus.label("mean<3").tolist() == [True, True, False, True]
    assert corpus.label("majority<=2").tolist() == [False, True, False, False]
    scores = np.array([0.9, 0.8, 0.1, 0.7])
    assert feedback.measured(scores, corpus)["mean<3"]["roc_auc"] == 1
    assert feedback.measured(-scores, corpus)["mean<3"]["roc_auc"] == 0


def test_calibration_is_0_where_chances_are_kept(feedback: ModuleType) -> None:
    truth = np.array([True, False, False, False] * 25)
    assert feedback.calibration(np.full(100, 0.25), truth)["ece"] == pytest.approx(0)
    assert feedback.calibration(np.full(100, 0.75), truth)["ece"] == pytest.approx(0.5)


def test_held_out_dialogues_are_scored_by_what_others_taught(
    feedback: ModuleType, tmp_path: Path
) -> None:
    dice = random.Random(1)
    blocks = []
    for number in range(60):
        bad = dice.random() < 0.5
        said = "no, that is wrong" if bad else "thanks, perfect"
        rating = "1,2,2" if bad else "4,4,3"
        blocks.append(
            f"USER\task {number}\t\t3,3\nSYSTEM\tdone {number}\t\nUSER\t{said}\t\t{rating}"
        )
    (tmp_path / "c.txt").write_text("\n\n".join(blocks), "utf-8")
    embedder = WordEmbedder()
    corpus = feedback.read_corpus(
        tmp_path / "c.txt", FeedbackHead(embedder), lambda one: meanings(one, embedder)
    )
    assert feedback.measured(feedback.cross_validated(corpus), corpus)["mean<3"]["roc_auc"] > 0.95
    # labels that have nothing to do with the words cannot be told in dialogues that are held out
    mixed = [t.ratings for t in corpus.turns]
    dice.shuffle(mixed)
    shuffled = [
        feedback.Rated(turn.dialogue, turn.follow_up, ratings)
        for turn, ratings in zip(corpus.turns, mixed, strict=True)
    ]
    noise = feedback.Corpus(shuffled, corpus.dense, corpus.shipped)
    assert feedback.measured(feedback.cross_validated(noise), noise)["mean<3"]["roc_auc"] < 0.75
