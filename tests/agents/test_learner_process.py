"""The learner's own process: how it makes room for others, and what it says where memory ends."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from uptake.agents import learner
from uptake.agents.learning_news import Asked, Failed, parse_news
from uptake.core.errors import HomeError, ModelError
from uptake.core.settings import Settings

POOL = "ARROW_DEFAULT_MEMORY_POOL"


class Machine:
    """A Linux machine that only notes what is asked of it, with a graphics card or without."""

    RLIMIT_DATA, HARD = 2, 9_000_000_000

    def __init__(self, *, has_card: bool) -> None:
        self.has_card = has_card
        self.nice: list[int] = []
        self.limits: list[tuple[int, tuple[int, int]]] = []

    def getrlimit(self, _: int) -> tuple[int, int]:
        return -1, self.HARD

    def setrlimit(self, what: int, limit: tuple[int, int]) -> None:
        self.limits.append((what, limit))

    def path(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(exists=lambda: self.has_card and "nvidia" in name)


def on_a_machine(patch: pytest.MonkeyPatch, *, has_card: bool = False) -> Machine:
    machine = Machine(has_card=has_card)
    patch.setattr(sys, "platform", "linux")
    patch.setattr(os, "nice", machine.nice.append, raising=False)
    patch.setattr(os, "environ", {})
    patch.setitem(sys.modules, "resource", machine)  # type: ignore[arg-type]
    patch.setattr(learner, "Path", machine.path)
    return machine


def test_it_leaves_the_processor_to_others_and_takes_no_more_memory_than_it_may(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = on_a_machine(monkeypatch)
    learner._step_back(Settings(home=tmp_path, learn_memory_mb=1500))
    assert machine.nice == [learner.NICE]
    # the bound that others set stays, so that this one could be raised again
    assert machine.limits == [(Machine.RLIMIT_DATA, (1_500_000_000, Machine.HARD))]


def test_beside_a_graphics_card_memory_is_not_bounded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = on_a_machine(monkeypatch, has_card=True)
    learner._step_back(Settings(home=tmp_path))
    assert machine.nice == [learner.NICE]
    assert machine.limits == []


@pytest.mark.parametrize(("before", "after"), [({}, "system"), ({POOL: "jemalloc"}, "jemalloc")])
def test_memory_that_nobody_uses_is_not_set_aside_unless_someone_chose_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: dict[str, str], after: str
) -> None:
    on_a_machine(monkeypatch)
    monkeypatch.setattr(os, "environ", before)
    learner._step_back(Settings(home=tmp_path))
    assert before[POOL] == after


def run(patch: pytest.MonkeyPatch, settings: Settings, error: Exception) -> str:
    """Let the process learn until an error comes; return what it told."""
    told = io.StringIO()

    def fails(*_: object) -> None:
        raise error

    patch.setattr(sys, "stdin", io.StringIO(Asked(settings=settings, budget=1).model_dump_json()))
    patch.setattr(learner.signal, "signal", lambda *_: None)
    patch.setattr(learner, "_own_output", lambda: told)
    patch.setattr(learner, "_step_back", lambda _: None)
    patch.setattr(learner, "_learn", fails)
    learner.main()
    return told.getvalue()


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError(), "(1500 MB) is not enough. Raise learn_memory_mb"),
        (
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate"),
            "(1500 MB) is not enough. Raise learn_memory_mb",
        ),
        (ModelError("Memory ran out while learning."), "Memory ran out while learning."),
        (HomeError("The disk is full."), "The disk is full."),
    ],
    ids=["by Python", "by torch", "in a step", "no memory at all to do with it"],
)
def test_where_memory_runs_out_it_ends_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, says: str
) -> None:
    failed = parse_news(
        run(monkeypatch, Settings(home=tmp_path, learn_memory_mb=1500), error).encode()
    )
    assert isinstance(failed, Failed)
    assert says in failed.problem


def test_a_mistake_of_ours_is_not_taken_for_a_lack_of_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        run(monkeypatch, Settings(home=tmp_path), RuntimeError("shapes do not fit"))
