"""Options that are only called something: which of them is recommended first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from uptake.agents.recommender.items.likeness import LikenessFit
from uptake.agents.recommender.recommend import Recommender
from uptake.agents.recommender.search import Search
from uptake.core.events import Item, Recollection
from uptake.core.protocols import Vectors

SUBJECTS = ("beer", "jazz", "garden", "train")
OPTIONS = ("A night of beer tasting", "A night of jazz", "A night in the garden")


class Subjects:
    """An embedder that knows a few subjects, and that all texts have a little in common."""

    name, dimension = "subjects", len(SUBJECTS) + 1

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [[0.3, *(float(one in text.lower()) for one in SUBJECTS)] for text in texts]
        return np.array([np.array(row) / np.linalg.norm(row) for row in rows], np.float32)


def recommended(*memories: str) -> tuple[Item, ...]:
    embedder = Subjects()
    recollections = [
        Recollection(id=text, type="fact", text=text, relevance=0.4, source="said on Monday")
        for text in memories
    ]
    items = [Item(id=text, title=text) for text in OPTIONS]
    return (
        Recommender(embedder, LikenessFit(embedder))
        .recommend(
            Search(said=("What shall we do tonight?",)),
            items,
            remembered=lambda _request, _pool: recollections,
        )
        .items
    )


@pytest.mark.parametrize("subject", SUBJECTS[:3])
def test_what_is_disliked_comes_last(subject: str) -> None:
    assert subject in recommended(f"I can't stand {subject}")[-1].title


@pytest.mark.parametrize("subject", SUBJECTS[:3])
def test_what_is_liked_comes_first_and_says_why(subject: str) -> None:
    first = recommended(f"I love {subject}", "I never take the train")[0]
    assert subject in first.title
    assert f"I love {subject}" in first.why
