from __future__ import annotations

from pathlib import Path

from uptake.agents.routes import Routes
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder
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
