"""The app learns while nobody uses it, if it may."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from uptake.agents.learning_news import Advanced, Failed, News, Report
from uptake.core.errors import HomeError
from uptake.core.settings import Settings
from uptake.policy.learning.outcome import Outcome
from uptake.tui.chat import chat, idle_learning
from uptake.tui.chat.app import UptakeApp
from uptake.tui.chat.idle_learning import IDLE_S, IdleLearning
from uptake.tui.testing import ScriptedConversation

BETTER = Report(planner=Outcome("promoted", "v1 is in use.", "v1"))
PAUSED = Report(planner=Outcome("paused", "Paused."))


class Learner:
    """Tells its news once it may end, or is asked to stop."""

    def __init__(self, news: News) -> None:
        self._news = news
        self.started, self.may_end = threading.Event(), threading.Event()
        self.stopped = False

    def news(self) -> Iterator[News]:
        self.started.set()
        yield Advanced(stage="heads", done=0.5)
        self.may_end.wait(30)
        yield PAUSED if self.stopped else self._news

    def stop(self) -> None:
        self.stopped = True
        self.may_end.set()


class Desk:
    """An app whose time we set, and whose learners we make."""

    def __init__(self, news: News) -> None:
        self.now = 0.0
        self.news = news
        self.learners: list[Learner] = []
        self.told: list[str] = []
        self.idle = IdleLearning(self._start, self.told.append, lambda: self.now)

    def _start(self) -> Learner:
        self.learners.append(Learner(self.news))
        return self.learners[-1]

    def rest(self, seconds: float = IDLE_S) -> None:
        self.now += seconds
        self.idle.look()

    def finish(self) -> None:
        self.learners[-1].may_end.set()
        self.idle.wait()


@pytest.fixture
def desk() -> Desk:
    return Desk(BETTER)


def test_it_learns_once_the_app_has_rested(desk: Desk) -> None:
    desk.rest(IDLE_S - 1)
    assert not desk.learners
    desk.rest(1)
    desk.rest()
    assert len(desk.learners) == 1
    desk.finish()
    assert desk.told == ["v1 is in use."]


def test_what_was_said_is_learned_from_once(desk: Desk) -> None:
    desk.rest()
    desk.finish()
    desk.rest()
    assert len(desk.learners) == 1
    desk.idle.used()
    desk.rest(IDLE_S - 1)
    assert len(desk.learners) == 1
    desk.rest(1)
    assert len(desk.learners) == 2
    desk.finish()


def test_it_makes_room_when_the_app_is_used_and_goes_on_later(desk: Desk) -> None:
    desk.rest()
    desk.idle.used()
    desk.idle.wait()
    assert desk.learners[0].stopped
    assert desk.told == []
    desk.rest()
    desk.finish()
    assert len(desk.learners) == 2
    assert desk.told == ["v1 is in use."]


def test_what_goes_wrong_is_told() -> None:
    desk = Desk(Failed(problem="The disk is full."))
    desk.rest()
    desk.finish()
    assert desk.told == ["The disk is full."]


def test_a_learner_that_cannot_start_is_told_and_the_app_goes_on() -> None:
    def start() -> Learner:
        raise HomeError("The log cannot be written.")

    told: list[str] = []
    idle = IdleLearning(start, told.append, iter([0.0, IDLE_S, IDLE_S]).__next__)
    idle.look()
    idle.look()
    assert told == ["The log cannot be written."]


def test_nothing_learned_is_no_news() -> None:
    desk = Desk(Report(planner=Outcome("nothing", "Too little.")))
    desk.rest()
    desk.finish()
    assert desk.told == []


@pytest.fixture
def learner(conversation: ScriptedConversation, monkeypatch: pytest.MonkeyPatch) -> Learner:
    """The learner of an app that may learn at once when nobody uses it."""
    learner = Learner(BETTER)
    monkeypatch.setattr(chat, "LearningProcess", lambda *_: learner)
    monkeypatch.setattr(idle_learning, "IDLE_S", 0.0)
    monkeypatch.setattr(chat, "_LOOK_S", 0.01)
    conversation.settings = Settings(learn_when_idle=True)
    return learner


def test_the_app_learns_when_its_user_rests_and_says_what_came_of_it(
    play: Callable[..., UptakeApp], learner: Learner
) -> None:
    async def story(me: Any) -> None:
        await me.until(learner.started.is_set)
        learner.may_end.set()
        await me.sees("v1 is in use.")

    play(story)


def test_the_app_makes_room_when_its_user_speaks(
    play: Callable[..., UptakeApp], learner: Learner
) -> None:
    async def story(me: Any) -> None:
        await me.until(learner.started.is_set)
        await me.say("hello")
        await me.until(lambda: learner.stopped)

    play(story)


def test_without_leave_nothing_is_learned(
    conversation: ScriptedConversation,
    play: Callable[..., UptakeApp],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat, "LearningProcess", lambda *_: pytest.fail("nobody allowed it"))
    monkeypatch.setattr(idle_learning, "IDLE_S", 0.0)
    monkeypatch.setattr(chat, "_LOOK_S", 0.01)

    async def story(me: Any) -> None:
        await me.say("hello")
        await me.pilot.pause(0.05)

    play(story)
