"""A model of words, a person who wants bullets, and a trainer that needs no weights."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from uptake.core.errors import AdapterError
from uptake.core.protocols import LanguageModel, Likelihood, Message
from uptake.policy.learning.gate.contest import one_by_one
from uptake.policy.learning.lessons.lessons import Lesson, Pair
from uptake.policy.learning.methods.descent import Learned, Step

START = datetime(2026, 5, 1, tzinfo=UTC)


class WordModel:
    """A model that finds words likely that it likes, or that the prompt has."""

    name = "words"

    def __init__(
        self,
        says: Callable[[str], str],
        likes: Mapping[str, float] | None = None,
        *,
        dull: float = 0.0,
    ) -> None:
        self._says, self._likes, self._dull = says, likes or {}, dull

    def stream(self, messages: Sequence[Message], *, max_tokens: int = 256) -> Iterator[str]:
        yield self._says(messages[-1].content)

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        seen = set(word_list(" ".join(message.content for message in messages)))
        return [self._likelihood(word_list(text), seen) for text in continuations]

    def _likelihood(self, words: Sequence[str], seen: set[str]) -> Likelihood:
        each = [(word in seen) + self._likes.get(word, 0.0) - 3 - self._dull for word in words]
        return Likelihood(logprob=sum(each), tokens=max(1, len(words)))


def word_list(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def plain(request: str) -> str:
    return f"well {request} is a thing that people know about {request}"


def listed(request: str) -> str:
    return f"bullets {request} first thing then {request} second thing {request}"


def lesson(topic: str, day: int = 0) -> Lesson:
    """Return what a person who wants bullets said about an answer without them."""
    return Lesson(
        turn=f"t-{topic}",
        thread="main",
        user="ann",
        at=START + timedelta(days=day),
        prompt=(Message("user", topic),),
        answer=plain(topic),
        followup="bullets please, first and second",
        reason="",
        strength=0.9,
        stated=True,
    )


def pair(of: Lesson) -> Pair:
    return Pair(of.prompt, listed(of.prompt[-1].content), of.answer, 1.0, (of.turn,))


@dataclass
class FakeTrainer:
    """Counts steps into a file of weights; what it has read answers as the lessons ask."""

    method: str = "counting"
    parameters: dict[str, Any] = field(default_factory=dict)
    steps: int = 5
    base: LanguageModel = field(default_factory=lambda: WordModel(plain))
    base_hash: str = "1f"
    swapped: bool = False
    began: list[int] = field(default_factory=list)
    """The step that each training began at."""

    interpolated: list[int] = field(default_factory=list)
    """How many steps had been done each time it was asked what of them to keep."""

    after_step: Callable[[int], None] = lambda _: None

    def train(
        self,
        lessons: Sequence[Lesson],
        folder: Path,
        begin: int,
        *,
        on_step: Callable[[Step, Callable[[], None]], None],
        stop: Callable[[], bool],
    ) -> Learned:
        assert lessons
        self.began.append(begin)
        if begin:
            assert self.taught(folder) == begin, "the weights are those of the step"
        done = begin
        while done < self.steps and not stop():
            done += 1
            on_step(Step(done, self.steps, 1 / done, 9.0), lambda: self.save(folder, done))  # noqa: B023
            self.after_step(done)
        self.save(folder, done)
        return Learned(done, 0.1, 1.0, "done" if done == self.steps else "stopped")

    def interpolate(self, folder: Path, system: str) -> None:
        self.interpolated.append(self.taught(folder))

    def save(self, folder: Path, steps: int) -> None:
        save_file({"steps": np.array([steps])}, folder / "adapter_model.safetensors")
        (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA"}))

    def taught(self, folder: Path) -> int:
        return int(load_file(folder / "adapter_model.safetensors")["steps"][0])

    def read(self, folder: Path) -> LanguageModel:
        if not (folder / "adapter_model.safetensors").exists():
            raise AdapterError(f"There is no adapter in {folder}.")
        if self.swapped:
            return WordModel(plain, {"bullets": -1.0, "well": 1.0})
        return WordModel(listed, {"bullets": 1.0, "first": 0.5})

    def pairs(
        self, lessons: Sequence[Lesson], *, on_share: Callable[[float], None] = lambda _: None
    ) -> list[Pair]:
        on_share(1.0)
        return [pair(lesson) for lesson in lessons]

    def write(
        self, model: LanguageModel, conversations: Sequence[Sequence[Message]], tokens: int
    ) -> list[str]:
        return one_by_one(model, conversations, tokens)
