"""Areas of life: the sections of a person's description, and to which of them a statement goes.

The nearest area by embedding; nothing is learned and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core.protocols import Embedder

OTHER = "Other"
"""The area of what is near to none."""

_NEAR = 0.12
"""The least cosine with an area's words to belong to it."""

_WORDS = {
    "About you": "my name, my age, where I was born, my language, my religion, my birthday",
    "People and animals": "my wife, husband, sister, brother, parents, children, friends, my dog",
    "Home": "where I live, my house, my flat, my garden, my neighbours, furniture, keys",
    "Food and drink": "what I eat and drink, restaurants, vegetarian, coffee, cooking, recipes",
    "Health": "allergies, illness, medicine, my body, disability, sleep, fitness, sport",
    "Work and learning": "my job, my office, my boss, colleagues, meetings, studies, school, exams",
    "Travel": "flights, trains, hotels, seats, cars, driving, cycling, holidays, camping",
    "Leisure": "books, films, music, games, hobbies, museums, concerts, clubs, television",
    "Shopping and money": "clothes, shops, prices, budget, bank, paying, brands, gifts",
    "Computers": "my phone, laptop, software, apps, email, internet, programming",
    "How to talk to you": "answer in this language, call me, short answers, ask first, remind me",
}
AREAS = (*_WORDS, OTHER)
"""All areas, in the order in which they are read."""


class Areas:
    """Tells the area of statements."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def of(self, statements: Sequence[str]) -> list[str]:
        """Return the area of each statement."""
        if not statements:
            return []
        near = self._embedder.embed(statements) @ self._embedder.embed([*_WORDS.values()]).T
        best = near.argmax(axis=1)
        return [
            AREAS[place] if row[place] >= _NEAR else OTHER
            for row, place in zip(np.asarray(near), best.tolist(), strict=True)
        ]
