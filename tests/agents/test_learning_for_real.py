"""Learning with the real planner model, from the log to an answer that changes and changes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from uptake.agents.learner import learn
from uptake.agents.learning_news import Report
from uptake.core.protocols import Message
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.policy.learning.adapters.adapters import reader_for
from uptake.policy.learning.adapters.planners import Planners
from uptake.policy.learning.adapters.registry import Registry
from uptake.policy.learning.methods.hindsight import Hindsight
from uptake.policy.learning.methods.planner_trainer import PlannerTrainer
from uptake.policy.model.language_model import LocalModel
from uptake.tui.learning_process import LearningProcess

pytestmark = pytest.mark.real

QUICK = Hindsight(epochs=2, samples=1, longest=24)
TOPICS = ("bread", "tea", "rain", "chess", "wool", "maps")
ASKED = [Message("user", "Tell me about honey.")]


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as settings:
        yield settings


@pytest.fixture
def memory(settings: Settings) -> Iterator[Memory]:
    """Return a memory whose log has six answers that should have been in Spanish."""
    memory = Memory.open(settings, load_embedder(settings))
    for day, topic in enumerate(TOPICS):
        at = datetime.now(UTC) - timedelta(days=30 - day)
        followup = Followup(
            turn=f"f-{topic}",
            said=f"No, say that about {topic} in Spanish, please.",
            at=at,
            judgement="dissatisfied",
            kind="correction",
            dissatisfied=0.95,
            stated=True,
        )
        memory.turns.add(
            Turn(
                id=f"t-{topic}",
                user="me",
                thread="main",
                at=at,
                shown=(Shown(role="user", text=f"Tell me about {topic}.", turn=f"t-{topic}"),),
                route="reply",
                intent="chat",
                reply=f"There is a lot to say about {topic}. It is found in many places.",
                followup=followup,
            )
        )
    yield memory
    memory.close()


def test_what_was_said_changes_the_answers_and_a_rollback_changes_them_back(
    settings: Settings, memory: Memory
) -> None:
    base = LocalModel(settings)
    embedder = load_embedder(settings)
    trainer = PlannerTrainer(settings, embedder, QUICK, base=base)
    report = learn(settings, memory, embedder, lambda: trainer, budget=600)
    assert report.planner.status == "refused"
    assert "on 2 of your turns" in report.planner.says or "on 1 of" in report.planner.says
    assert report.planner.learned_from == 4

    planners = Planners(base, settings.paths.adapters, reader_for(base))
    registry = Registry(settings.paths.adapters, "me")

    def answer() -> tuple[str, float]:
        """Return who answers, and how likely a Spanish answer is."""
        planner = planners.of("me")
        (spanish,) = planner.model.score(ASKED, ["La miel es un alimento dulce."])
        return planner.version, spanish.per_token

    _, before = answer()
    registry.promote(report.planner.version)
    version, after = answer()
    assert version == "v1"
    assert after > before + 0.05
    registry.rollback()
    assert answer() == ("", pytest.approx(before, abs=1e-5))


def test_a_learner_of_its_own_process_says_that_there_is_too_little(settings: Settings) -> None:
    *_, report = LearningProcess(settings, 60.0).news()
    assert isinstance(report, Report)
    assert report.planner.status == "nothing"
    assert 0 < report.peak_mb < settings.learn_memory_mb
