"""From a log of turns to a version that answers, and from forgetting to its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from uptake.agents.learner import Watcher, learn
from uptake.agents.learning_news import Advanced, Asked, Failed, News, Report, parse_news
from uptake.core.errors import HomeError, HomeLocked
from uptake.core.protocols import Vectors
from uptake.core.settings import Settings
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.logs.turn import Followup, Shown, Turn
from uptake.memory.memory import Memory
from uptake.memory.records import Procedure
from uptake.memory.storage.selection import Selection
from uptake.policy.learning.adapters.registry import BASE, Registry

from ..policy.learning.doubles import FakeTrainer, plain

NOW = datetime.now(UTC)


@pytest.fixture
def settings() -> Iterator[Settings]:
    with temporary_home() as settings:
        yield settings


@pytest.fixture
def memory(settings: Settings) -> Iterator[Memory]:
    memory = Memory.open(settings, WordEmbedder())
    yield memory
    memory.close()


@pytest.fixture
def registry(settings: Settings) -> Registry:
    return Registry(settings.paths.adapters, settings.user)


def complain(memory: Memory, count: int, *, thread: str = "main", said: str = "") -> None:
    """Log answers that the user was dissatisfied with, a day apart."""
    for number in range(count):
        at = NOW - timedelta(days=60 - number)
        topic = f"{thread}{number}"
        memory.turns.add(
            Turn(
                id=f"t-{topic}",
                user="me",
                thread=thread,
                at=at,
                shown=(Shown(role="user", text=topic, turn=f"t-{topic}"),),
                route="reply",
                intent="chat",
                reply=plain(topic),
                followup=Followup(
                    turn=f"f-{topic}",
                    said=said or f"bullets about {topic} please, first and second",
                    at=at,
                    judgement="dissatisfied",
                    kind="correction",
                    dissatisfied=0.9,
                    stated=True,
                ),
            )
        )


def run(settings: Settings, memory: Memory, watcher: Watcher | None = None) -> Report:
    trainer = FakeTrainer()
    return learn(settings, memory, WordEmbedder(), lambda: trainer, budget=300, watcher=watcher)


def test_follow_ups_become_a_version_that_answers(
    settings: Settings, memory: Memory, registry: Registry
) -> None:
    complain(memory, 30)
    heard: list[News] = []
    report = run(settings, memory, Watcher(heard.append))
    assert report.planner.status == "promoted"
    assert registry.in_use == "v1"
    assert registry.about("v1").turns[0] == "t-main0"
    stages = [news.stage for news in heard if isinstance(news, Advanced)]
    expected = ["heads", "lessons", "drawing", "reference", "training", "measuring"]
    assert list(dict.fromkeys(stages)) == expected


def test_what_was_said_is_in_no_file_of_the_registry(
    settings: Settings, memory: Memory, registry: Registry
) -> None:
    complain(memory, 30)
    run(settings, memory)
    written = b"".join(path.read_bytes() for path in registry.root.rglob("*") if path.is_file())
    for words in (b"bullets about", b"people know", b"please"):
        assert words not in written


def test_forgetting_a_conversation_reaches_the_weights(
    settings: Settings, memory: Memory, registry: Registry
) -> None:
    complain(memory, 15, thread="old")
    complain(memory, 30)
    run(settings, memory)
    weights = registry.folder("v1") / "adapter_model.safetensors"
    memory.forget(memory.preview(Selection(thread="old"), user="me"), for_good=True)
    assert registry.stale(memory.turns.keys(user="me")) == ["v1"]
    report = run(settings, memory)
    assert report.planner.deleted == ("v1",)
    assert not weights.exists()
    assert registry.in_use == "v2"
    assert not [turn for turn in registry.about("v2").turns if "old" in turn]


def test_forgetting_everything_brings_the_base_model_back(
    settings: Settings, memory: Memory, registry: Registry
) -> None:
    complain(memory, 30)
    run(settings, memory)
    memory.forget(memory.preview(Selection(thread="main"), user="me"), for_good=True)
    assert run(settings, memory).planner.status == "nothing"
    assert registry.in_use == BASE
    assert registry.entries() == []


def test_a_flood_of_the_same_words_is_no_mass_of_lessons(
    settings: Settings, memory: Memory
) -> None:
    complain(memory, 40, said="shorter")
    for turn in list(memory.turns.turns(user="me")):
        same = (Shown(role="user", text="tell me about tea", turn=turn.id),)
        memory.turns.add(turn.model_copy(update={"shown": same}))
    report = run(settings, memory)
    assert report.planner.status == "nothing"
    assert sum(one.count for one in report.left_out) == 39


def test_follow_ups_towards_harm_teach_nothing(settings: Settings, memory: Memory) -> None:
    complain(memory, 30, said="never ask me before you pay, just pay without asking")
    report = run(settings, memory)
    assert report.planner.status == "nothing"
    assert "harm" in report.left_out[0].why


def test_empty_answers_teach_nothing(settings: Settings, memory: Memory) -> None:
    complain(memory, 30)
    for turn in list(memory.turns.turns(user="me")):
        memory.turns.add(turn.model_copy(update={"reply": " "}))
    report = run(settings, memory)
    assert report.planner.status == "nothing"
    assert report.left_out[0].count == 30


def test_only_one_learns_at_a_time(settings: Settings, memory: Memory) -> None:
    complain(memory, 30)

    def another(news: News) -> None:
        if isinstance(news, Advanced) and news.stage == "lessons":
            with pytest.raises(HomeLocked, match="Another"):
                run(settings, memory)

    assert run(settings, memory, Watcher(another)).planner.status == "promoted"


def test_adapters_that_cannot_be_written_are_told_before_anything_is_done(
    settings: Settings, memory: Memory
) -> None:
    complain(memory, 30)
    settings.paths.adapters.write_text("in the way")
    heard: list[News] = []
    with pytest.raises(HomeError, match=r"cannot be made: .*Make room on the disk"):
        run(settings, memory, Watcher(heard.append))
    assert heard == []


def test_heads_that_cannot_be_written_are_told(
    settings: Settings, memory: Memory, straight: Procedure
) -> None:
    memory.add([straight])
    settings.paths.heads.write_text("in the way")
    with pytest.raises(HomeError, match=r"heads cannot be written: .*Make room on the disk"):
        run(settings, memory)


def test_a_pause_is_gone_on_with(settings: Settings, memory: Memory, registry: Registry) -> None:
    complain(memory, 30)
    heard: list[News] = []

    def stop() -> bool:
        return any(isinstance(news, Advanced) and news.loss is not None for news in heard)

    assert run(settings, memory, Watcher(heard.append, stop)).planner.status == "paused"
    assert registry.unfinished.exists()
    assert run(settings, memory).planner.status == "promoted"
    assert not registry.unfinished.exists()


class Unread(WordEmbedder):
    """An embedder that nobody may ask."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"{texts} were embedded")


@pytest.mark.parametrize("count", [0, 5])
def test_that_there_is_too_little_is_seen_without_a_model(
    settings: Settings, memory: Memory, count: int
) -> None:
    complain(memory, count)

    def untouched() -> FakeTrainer:
        raise AssertionError("the planner model was looked for")

    report = learn(settings, memory, Unread(), untouched, budget=300)
    assert report.planner.status == "nothing"
    assert f"{count} of the 6" in report.planner.says


def test_that_nothing_is_new_is_seen_without_a_model(settings: Settings, memory: Memory) -> None:
    complain(memory, 30)
    trainer = FakeTrainer()
    learn(settings, memory, WordEmbedder(), lambda: trainer, budget=300)
    again = learn(settings, memory, Unread(), lambda: trainer, budget=300)
    assert (again.planner.status, again.planner.version) == ("nothing", "v1")
    assert trainer.began == [0]


def test_a_learner_with_nothing_to_do_loads_no_library_of_models(settings: Settings) -> None:
    heavy = ("torch", "transformers", "sentence_transformers", "chromadb", "langgraph", "sklearn")
    code = (
        "import sys; from uptake.agents.learner import main; main(); "
        f"sys.exit(str([m for m in {heavy} if m in sys.modules] or ''))"
    )
    asked = Asked(settings=settings, budget=60).model_dump_json()
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    assert '"nothing"' in done.stdout


def test_a_learner_that_cannot_write_ends_with_news_and_no_traceback(settings: Settings) -> None:
    settings.paths.adapters.write_text("in the way")
    asked = Asked(settings=settings, budget=60).model_dump_json()
    command = [sys.executable, "-m", "uptake.agents.learner"]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")
    failed = parse_news(done.stdout.encode())
    assert isinstance(failed, Failed)
    assert "cannot be made" in failed.problem
    assert str(settings.paths.adapters) in failed.problem
