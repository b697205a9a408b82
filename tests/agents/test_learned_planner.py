"""What was learned is used as soon as it is promoted, by the user that it was learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from uptake.agents import assembly
from uptake.agents.assistant import Assistant
from uptake.core.events import PlannerChanged, Replied
from uptake.core.protocols import LanguageModel
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.policy.learning.adapters.registry import Registry
from uptake.policy.learning.adapters.versions import About


def read(folder: Path) -> LanguageModel:
    """Return a model that says as which version it answers."""
    return ScriptedModel(*[f"I am {folder.name}."] * 9)


@pytest.fixture
def chat(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setattr(assembly, "reader_for", lambda _: read)
    base = ScriptedModel(*["I am the base."] * 9)
    with Assistant(settings, planner_model=base, embedder=WordEmbedder()) as assistant:
        yield assistant


@pytest.fixture
def learn(settings: Settings) -> Callable[[], Registry]:
    def one_more() -> Registry:
        registry = Registry(settings.paths.adapters, settings.user)
        registry.unfinished.mkdir(parents=True)
        save_file({"a": np.zeros(1)}, registry.unfinished / "adapter_model.safetensors")
        about = About(
            version="",
            user=settings.user,
            created=datetime.now(UTC),
            parent="",
            base_model="base",
            base_hash="1f",
            data_hash="2e",
            turns=(),
            method="hindsight",
            parameters={},
        )
        registry.promote(registry.add(about).version)
        return registry

    return one_more


def turn(chat: Assistant, user: str = "me") -> tuple[str, list[str]]:
    """Return the reply of a turn, and the versions that were announced in it."""
    events = list(chat.ask("hello, how are you today?", user=user))
    (reply,) = [event.text for event in events if isinstance(event, Replied)]
    return reply, [event.version for event in events if isinstance(event, PlannerChanged)]


def test_a_promotion_and_a_rollback_take_effect_in_a_running_chat(
    chat: Assistant, learn: Callable[[], Registry]
) -> None:
    assert turn(chat) == ("I am the base.", [])
    registry = learn()
    assert turn(chat) == ("I am v1.", ["v1"])
    assert turn(chat) == ("I am v1.", [])
    assert turn(chat, user="bob") == ("I am the base.", [])
    registry.rollback()
    assert turn(chat) == ("I am the base.", [""])


def test_the_log_tells_which_version_answered(
    chat: Assistant, learn: Callable[[], Registry]
) -> None:
    turn(chat)
    learn()
    turn(chat)
    assert [logged.adapter for logged in chat.memory.turns.turns()] == ["", "v1"]


def test_a_damaged_version_is_told_and_the_old_one_answers(
    chat: Assistant, learn: Callable[[], Registry]
) -> None:
    learn()
    turn(chat)
    registry = learn()
    (registry.folder("v2") / "about.json").write_text("{")
    events = list(chat.ask("hello, how are you today?"))
    (changed,) = [event for event in events if isinstance(event, PlannerChanged)]
    assert "damaged" in changed.problem
    assert turn(chat) == ("I am v1.", [])
