"""What a turn and the words after it say about the procedure that was carried out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.agents.assistant import Assistant
from uptake.core.events import TurnEnded
from uptake.core.observations import Observation
from uptake.core.settings import Settings
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder
from uptake.memory.records import Procedure

UNSEEN = 'search the mail for "tax return"'


def search_in(assistant: Assistant) -> Procedure:
    record = assistant.memory.get("search")
    assert isinstance(record, Procedure)
    return record


def test_a_run_that_nobody_minded_verifies_its_procedure(trained: Assistant) -> None:
    list(trained.ask(UNSEEN))
    assert (search_in(trained).successes, search_in(trained).status) == (1, "candidate")
    list(trained.ask("thanks, that is what I wanted"))
    assert search_in(trained).status == "verified"


def test_what_it_was_learned_from_verifies_nothing(trained: Assistant) -> None:
    list(trained.ask('search the mail for "invoices"'))
    list(trained.ask("thanks, that is what I wanted"))
    assert (search_in(trained).successes, search_in(trained).status) == (1, "candidate")


def test_words_after_a_procedure_was_forgotten_change_nothing(trained: Assistant) -> None:
    list(trained.ask(UNSEEN))
    trained.memory.forget(["search"])
    events = list(trained.ask("no, that was wrong"))
    assert isinstance(events[-1], TurnEnded)


@pytest.fixture
def checked(trained: Assistant) -> Callable[[bool], Assistant]:
    """Return an assistant with the same memory whose host checks every run."""

    def with_verdict(verdict: bool) -> Assistant:
        def oracle(request: str, result: Observation) -> bool:
            assert request == UNSEEN
            assert any(element.value == "tax return" for element in result.elements)
            return verdict

        settings: Settings = trained.settings
        device = trained.device
        assert isinstance(device, FakeDevice)
        return Assistant(
            settings,
            planner_model=ScriptedModel(),
            embedder=WordEmbedder(),
            device=device,
            oracle=oracle,
        )

    return with_verdict


def test_the_hosts_check_verifies_at_once(checked: Callable[[bool], Assistant]) -> None:
    with checked(True) as assistant:
        list(assistant.ask(UNSEEN))
        assert search_in(assistant).status == "verified"


def test_the_hosts_check_can_find_that_nothing_was_done(
    checked: Callable[[bool], Assistant],
) -> None:
    with checked(False) as assistant:
        ended = list(assistant.ask(UNSEEN))[-1]
        assert isinstance(ended, TurnEnded)
        assert ended.outcome == "failed"
        assert (search_in(assistant).successes, search_in(assistant).failures) == (0, 1)
