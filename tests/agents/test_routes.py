from __future__ import annotations

from pathlib import Path

from uptake.agents.routes import Routes
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.memory.records import Procedure


def _routes(settings: Settings) -> tuple[Memory, Routes, Path]:
    memory = Memory.open(settings, WordEmbedder())
    folder = settings.paths.heads
    return memory, Routes(memory, WordEmbedder(), folder), folder


def test_a_new_procedure_is_found_without_a_restart(
    settings: Settings, straight: Procedure
) -> None:
    memory, routes, _ = _routes(settings)
    before = routes.rank("please delete the newest message", "me")
    assert "delete" not in [route.label for route in before]
    memory.add([straight])
    assert routes.rank("please delete the newest message", "me")[0].label == "delete"
    memory.close()


def test_only_the_router_in_use_is_kept(settings: Settings, straight: Procedure) -> None:
    memory, routes, folder = _routes(settings)
    routes.prepare("me")
    routes.prepare("ada")
    memory.add([straight])
    routes.prepare("me")
    assert len(list(folder.glob("routes-*"))) == 2
    memory.close()


def test_the_next_process_reads_what_this_one_fitted(
    settings: Settings, straight: Procedure
) -> None:
    memory, routes, folder = _routes(settings)
    memory.add([straight])
    routes.prepare("me")
    (path,) = folder.glob("routes-*")
    written = path.stat().st_mtime_ns
    again = Routes(memory, WordEmbedder(), folder)
    assert again.rank("delete the newest message", "me")[0].label == "delete"
    assert path.stat().st_mtime_ns == written
    memory.close()


def test_users_have_routes_of_their_own(settings: Settings, straight: Procedure) -> None:
    memory, routes, _ = _routes(settings)
    memory.add([straight])
    assert "delete" not in [route.label for route in routes.rank("delete it", "ada")]
    memory.close()


def test_of_the_ways_to_a_goal_what_mostly_fails_comes_last(
    settings: Settings, straight: Procedure
) -> None:
    memory, routes, _ = _routes(settings)
    usual = straight.model_copy(update={"support": 9, "contradicted": 20, "confidence": 0.3})
    rare = straight.model_copy(update={"id": "rare", "support": 4})
    memory.add([usual, rare])
    assert [way.id for way in routes.repertoire("me").ways("delete")] == ["rare", "straight"]
    memory.close()


UNCLEAR = "tidy up my inbox"


def _goals(memory: Memory, straight: Procedure) -> None:
    archive = straight.model_copy(
        update={"id": "archive", "goal": "archive", "requests": ("archive the newest message",)}
    )
    memory.add([straight, archive])


def _picked(goal: str, **more: object) -> Turn:
    given: dict[str, object] = {
        "id": "t1",
        "user": "me",
        "thread": "me/main",
        "shown": (Shown(role="user", text=UNCLEAR, turn="t1"),),
        "route": "act",
        "intent": goal,
        "chosen": f"{goal} it",
        "procedure": goal,
        "decided_by": "user",
        "reply": "Done.",
    }
    return Turn.model_validate({**given, **more})


def _odds(routes: Routes) -> float:
    found = {route.label: route.probability for route in routes.rank(UNCLEAR, "me")}
    return found["archive"] / found["delete"]


def test_what_the_user_said_they_mean_is_what_they_mean_the_next_time(
    settings: Settings, straight: Procedure
) -> None:
    memory, routes, _ = _routes(settings)
    _goals(memory, straight)
    unsure = _odds(routes)
    memory.turns.add(_picked("archive"))
    assert _odds(routes) > 2 * unsure
    memory.close()


def test_a_choice_that_was_forgotten_or_regretted_teaches_nothing(
    settings: Settings, straight: Procedure
) -> None:
    memory, routes, _ = _routes(settings)
    _goals(memory, straight)
    unsure = _odds(routes)
    memory.turns.add(_picked("archive"))
    sorry = Followup(turn="t2", said="no!", judgement="dissatisfied", dissatisfied=0.9)
    memory.turns.follow("t1", sorry)
    assert _odds(routes) == unsure
    memory.turns.add(_picked("archive"))
    assert _odds(routes) != unsure
    memory.turns.forget(["t1"])
    assert _odds(routes) == unsure
    memory.close()


def test_answers_that_were_declined_or_given_by_others_teach_nothing(
    settings: Settings, straight: Procedure
) -> None:
    memory, routes, _ = _routes(settings)
    _goals(memory, straight)
    unsure = _odds(routes)
    memory.turns.add(_picked("declined", chosen=""), _picked("archive", id="t2", user="ada"))
    memory.turns.add(_picked("archive", id="t3", decided_by="classifier"))
    assert _odds(routes) == unsure
    memory.close()
