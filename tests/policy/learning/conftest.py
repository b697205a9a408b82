"""What the tests of learning share."""

from __future__ import annotations

import pytest

from uptake.policy.learning.lessons.lessons import Lesson

from .doubles import FakeTrainer, lesson


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def lessons() -> list[Lesson]:
    """Return what the person said on thirty days about thirty topics."""
    return [lesson(f"topic{number}", number) for number in range(30)]
