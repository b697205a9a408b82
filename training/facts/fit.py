"""Fits the head that tells lasting statements from the rest: `python training/facts/fit.py`.

Positives are the preferences of `training/preferences` and the lines of `kept.txt`; negatives
are the questions, requests and picks that go with the preferences, the assistant's examples of
requests and feedback, and the lines of `not_kept.txt`. Two fits: with the embedding, and by the
words alone. Takes a minute on two cores, most of it for embedding; the same weights every time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from uptake.core.settings import load_settings
from uptake.memory.embedding import load_embedder
from uptake.memory.language.clauses import clauses_in
from uptake.memory.language.lasting import WEIGHTS, runs_of, word_features

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PENALTY = 8.0
"""The inverse strength of the L2 penalty."""

RARE = 3
"""Runs of words that fewer sentences have are no features."""

BY_HAND = 3.0
"""How much more a line of `kept.txt` and `not_kept.txt` counts: each says something else, while
the preferences are many of one kind."""

FOLDS = 5
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

Example = tuple[str, int, str]
"""A sentence, 1 where it is lasting, and the group that is held out as a whole; a sentence of
its own is its own group."""


def examples() -> Iterator[Example]:
    """Yield all examples."""
    for name, label in (("kept", 1), ("not_kept", 0)):
        for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines():
            # What is played or dictated is known by how it begins, and never gets to the head.
            if not line.startswith("#") and any(c.voice != "foreign" for c in clauses_in(line)):
                yield line, label, line
    for file in sorted((ROOT / "training" / "preferences").glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield from _of_preference(json.loads(line))
    for line in (ROOT / "policy" / "routing" / "intents.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["intent"] != "remember":
            yield _bare(row["text"]), 0, _bare(row["text"])
    for line in (ROOT / "training" / "feedback" / "examples.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)["said"]
        yield _bare(said), 0, _bare(said)


def _of_preference(row: dict[str, object]) -> Iterator[Example]:
    topic = str(row["topic"])
    yield _bare(str(row["preference"])), 1, topic
    questions = row["questions"]
    assert isinstance(questions, list)
    for question in questions:
        for place, sentence in enumerate(_SENTENCE_END.split(question)):
            # Every question ends in a question mark, and is no candidate then; a part of them
            # is enough to know the ones that were written without it.
            if not sentence.endswith("?") or (_chance(question) < 0.25 and place == 0):
                yield _bare(sentence), 0, topic
    turns = row.get("choice")
    if isinstance(turns, list):
        asked, picked = [turn["text"] for turn in turns if turn["role"] == "user"][:2]
        for sentence in (*_SENTENCE_END.split(asked), _SENTENCE_END.split(picked)[0]):
            yield _bare(sentence), 0, topic


def _bare(sentence: str) -> str:
    return sentence.strip(" .!?")


def _chance(text: str) -> float:
    """Return a number in 0..1 that is always the same for the text."""
    return int(hashlib.blake2b(text.encode(), digest_size=4).hexdigest(), 16) / 2**32


def _vocabulary(sentences: list[str]) -> dict[str, int]:
    counts = Counter(run for sentence in sentences for run in runs_of(sentence))
    return {run: at for at, run in enumerate(sorted(r for r, n in counts.items() if n >= RARE))}


def _fitted(
    features: NDArray[np.float32], labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> LogisticRegression:
    model = LogisticRegression(C=PENALTY, max_iter=2000, class_weight="balanced")
    return model.fit(features, labels, sample_weight=weights)


def cross_validate(
    sentences: list[str],
    labels: NDArray[np.int64],
    groups: list[str],
    weights: NDArray[np.float64],
    vectors: NDArray[np.float32],
) -> None:
    """Print precision and recall where whole topics are held out."""
    fold = np.array([int(_chance(group) * FOLDS) for group in groups])
    for name, use_vectors in (("with embedding", True), ("words only", False)):
        chances = np.zeros(len(labels))
        for held in range(FOLDS):
            train = fold != held
            words = _vocabulary([s for s, t in zip(sentences, train, strict=True) if t])
            features = word_features(sentences, words)
            if use_vectors:
                features = np.hstack([features, vectors])
            model = _fitted(features[train], labels[train], weights[train])
            chances[~train] = model.predict_proba(features[~train])[:, 1]
        own = weights == BY_HAND
        for sure in (0.5, 0.6, 0.7, 0.8, 0.9):
            kept = chances >= sure
            precision, recall = labels[kept].mean(), kept[labels == 1].mean()
            by_hand = kept[own & (labels == 1)].mean(), kept[own & (labels == 0)].mean()
            print(
                f"{name:15} at {sure}: precision {precision:.3f}, recall {recall:.3f}; of the "
                f"lines by hand {by_hand[0]:.3f} of the kept, {by_hand[1]:.3f} of the others"
            )


def main() -> None:
    """Fit on everything and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="cross-validate first")
    options = parser.parse_args()
    found = list(dict.fromkeys(examples()))
    sentences, groups = [text for text, _, _ in found], [group for *_, group in found]
    labels = np.array([label for _, label, _ in found])
    weights = np.array([BY_HAND if text == group else 1.0 for text, _, group in found])
    embedder = load_embedder(load_settings())
    vectors = embedder.embed(sentences)
    print(f"{len(found)} sentences, {labels.sum()} of them lasting")
    if options.check:
        cross_validate(sentences, labels, groups, weights, vectors)
    vocabulary = _vocabulary(sentences)
    words = word_features(sentences, vocabulary)
    both = _fitted(np.hstack([words, vectors]), labels, weights)
    alone = _fitted(words, labels, weights)
    fitted = {
        "with_embedding.words": both.coef_[0, : len(vocabulary)],
        "with_embedding.embedding": both.coef_[0, len(vocabulary) :],
        "with_embedding.bias": both.intercept_,
        "words_only.words": alone.coef_[0],
        "words_only.bias": alone.intercept_,
    }
    save_file(
        {name: np.ascontiguousarray(value, np.float32) for name, value in fitted.items()},
        ROOT / "memory" / "language" / WEIGHTS,
        metadata={"embedder": embedder.name, "vocabulary": json.dumps([*vocabulary])},
    )
    print(f"wrote {WEIGHTS} with {len(vocabulary)} runs of words")


if __name__ == "__main__":
    main()
