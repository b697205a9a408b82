"""Requests are alike in meaning at several depths and in wording; leaving out needs no refit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from uptake.core.protocols import LayeredEmbedder, Layers, Vectors
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.routing.kernel import Reader, Rows, alike
from uptake.policy.routing.ridge import Array, fit
from uptake.policy.routing.router import Router, Routing
from uptake.policy.routing.wording import Vocabulary

REQUESTS = ["water the roses", "water tulips", "feed a fat cat", "feed my dog now", "feed hens"]
LABELS = ["water", "water", "feed", "feed", "feed"]


class DeepWords(WordEmbedder):
    """Words in the last layer; how many there are, in the one before."""

    name = "deep words"

    def embed_layers(self, texts: Sequence[str]) -> Layers:
        top = self.embed(texts)
        count = np.zeros_like(top)
        for row, text in zip(count, texts, strict=True):
            row[len(text.split())] = 3.0
        return np.stack([np.zeros_like(top), np.zeros_like(top), count, top], axis=1)


HOW = Routing()


def read(embedder: WordEmbedder) -> tuple[Reader, Rows]:
    vocabulary = Vocabulary.of(REQUESTS, LABELS, limit=50)
    return Reader.of(REQUESTS, LABELS, vocabulary, embedder, wording=HOW.wording, below=HOW.below)


def kernel_of(rows: Rows, others: Rows) -> Array:
    return alike(rows.dot(others), HOW.sharpness)


@pytest.mark.parametrize("embedder", [WordEmbedder(), DeepWords()])
def test_no_request_is_more_alike_than_itself(embedder: WordEmbedder) -> None:
    reader, rows = read(embedder)
    kernel = kernel_of(rows, rows)
    assert np.allclose(np.diag(kernel), 1, atol=1e-4)
    assert kernel.max() <= 1 + 1e-4
    assert np.allclose(kernel_of(reader.rows(REQUESTS), rows), kernel, atol=1e-5)
    assert kernel[0, 1] > kernel[0, 2:].max()


def test_lower_layers_tell_apart_what_the_last_does_not() -> None:
    class SameTop(DeepWords):
        def embed(self, texts: Sequence[str]) -> Vectors:
            return super().embed(["the same"] * len(texts))

    examples = [("do it", "short"), ("do this", "short"), ("do it at once for me", "long")]
    router = Router.fit([*examples, ("please see to it some day", "long")], SameTop())
    assert router.rank("go on")[0].label == "short"
    assert router.rank("would you kindly stop at two")[0].label == "long"


def refitted(kernel: Array, of: np.ndarray, left: np.ndarray) -> Array:
    """Fit without some examples, with the penalties that they would have had, and score them."""
    importance = np.bincount(of)[of] ** -0.5
    penalty = HOW.penalty * importance.mean() / importance
    kept = ~left
    targets = np.eye(of.max() + 1)[of]
    inner = kernel[np.ix_(kept, kept)] + np.diag(penalty[kept])
    return kernel[np.ix_(left, kept)] @ np.linalg.solve(inner, targets[kept])


def test_scores_of_the_unseen_are_those_of_a_fit_without_them() -> None:
    _, rows = read(WordEmbedder())
    kernel = kernel_of(rows, rows)
    of = np.array([1, 1, 0, 0, 0])
    fitted = fit(kernel, of, HOW.penalty)
    for place, label in enumerate(of):
        alone = np.arange(len(of)) == place
        assert np.allclose(fitted.unseen[alone], refitted(kernel, of, alone), atol=1e-4)
        whole = refitted(kernel, of, of == label)
        assert np.allclose(fitted.unlabelled[of == label], whole, atol=1e-4)


@pytest.mark.real
def test_the_last_layer_is_what_the_vectors_are_made_of() -> None:
    with temporary_home() as settings:
        embedder = load_embedder(settings)
        assert isinstance(embedder, LayeredEmbedder)
        texts = ["water the roses", "what is it?", "a much longer request for all of the tulips"]
        layers = embedder.embed_layers(texts)
        assert layers.shape == (3, 7, 384)
        last = layers[:, -1] / np.linalg.norm(layers[:, -1], axis=1, keepdims=True)
        assert np.allclose(last, embedder.embed(texts), atol=1e-4)
