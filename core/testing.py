"""Test doubles: a scripted model, an embedder and a device without weights or browser.

They ship with the package, so that people who embed uptake can test their own apps.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from .actions import Action, Op, Ref
from .observations import ActionResult, Observation
from .protocols import Likelihood, Message, Vectors
from .settings import Settings

_WORDS = re.compile(r"\w+")


class ScriptedModel:
    """A language model that says what it was told to say, and keeps what it was asked."""

    def __init__(self, *replies: str, name: str = "scripted") -> None:
        self.name = name
        self.asked: list[list[Message]] = []
        self._replies = list(replies)

    def stream(self, messages: Sequence[Message], *, max_tokens: int = 256) -> Iterator[str]:
        """Yield the next scripted reply word by word; without one, echo the last message."""
        self.asked.append(list(messages))
        reply = self._replies.pop(0) if self._replies else f"You said: {messages[-1].content}"
        yield from re.findall(r"\S+\s*", reply)[:max_tokens]

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[Likelihood]:
        """Find a continuation the likelier, the more of its words the last message has."""
        self.asked.append(list(messages))
        known = set(_words(messages[-1].content))
        scores = []
        for continuation in continuations:
            words = _words(continuation) or [""]
            logprob = sum(-0.5 if word in known else -5.0 for word in words)
            scores.append(Likelihood(logprob=logprob, tokens=len(words)))
        return scores

    def sample(
        self,
        messages: Sequence[Message],
        *,
        count: int,
        temperature: float = 1.0,  # noqa: ARG002 - what is scripted needs no dice
        seed: int = 0,  # noqa: ARG002
        max_tokens: int = 256,
    ) -> list[str]:
        """Return the next `count` scripted replies; the last one again where there are fewer."""
        self.asked.append(list(messages))
        drawn = [self._replies.pop(0) for _ in range(min(count, len(self._replies)))]
        drawn += [drawn[-1] if drawn else ""] * (count - len(drawn))
        return ["".join(re.findall(r"\S+\s*", reply)[:max_tokens]) for reply in drawn]

    def sample_each(
        self,
        conversations: Sequence[Sequence[Message]],
        *,
        count: int,
        temperature: float = 1.0,  # noqa: ARG002
        seed: int = 0,  # noqa: ARG002
        max_tokens: int = 256,
        apart: Sequence[int] = (),  # noqa: ARG002
    ) -> list[list[str]]:
        """Return the next `count` scripted replies for each conversation in turn."""
        return [self.sample(one, count=count, max_tokens=max_tokens) for one in conversations]


class WordEmbedder:
    """An embedder that counts words: texts that share words are similar, and nothing else is."""

    name = "words"
    dimension = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of hashed word counts for each text, each of length 1."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _words(text) or [""]:
                digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
                row[int.from_bytes(digest) % self.dimension] += 1.0
            row /= np.linalg.norm(row)
        return vectors


class FakeDevice:
    """A device without a screen: an observation, and a rule for what each action leads to."""

    def __init__(
        self,
        observation: Observation,
        rule: Callable[[Action, Observation], Observation | str] | None = None,
    ) -> None:
        """Show `observation`; `rule` returns what is shown after an action, or why it failed."""
        self.observation = observation
        self.actions: list[Action] = []
        self.closed = False
        self._rule = rule or _type_into_fields

    def observe(self) -> Observation:
        """Return what is shown now."""
        return self.observation

    def act(self, action: Action) -> ActionResult:
        """Keep the action and apply the rule."""
        self.actions.append(action)
        after = self._rule(action, self.observation)
        if isinstance(after, str):
            return ActionResult(ok=False, error=after)
        self.observation = after
        return ActionResult(ok=True)

    def close(self) -> None:
        """Note that the device was given back."""
        self.closed = True


@contextmanager
def temporary_home(**overrides: object) -> Iterator[Settings]:
    """Yield settings with a home of their own, which is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="uptake-") as folder:
        settings = Settings(home=Path(folder), **overrides)  # type: ignore[arg-type]
        settings.paths.create()
        yield settings


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())


def _type_into_fields(action: Action, shown: Observation) -> Observation | str:
    if not isinstance(action.target, Ref):
        return shown
    element = shown.get(action.target.ref)
    if element is None:
        return f"no element {action.target.ref}"
    if action.op is not Op.TYPE:
        return shown
    typed = element.model_copy(update={"value": action.text or ""})
    elements = tuple(typed if other is element else other for other in shown.elements)
    return shown.model_copy(update={"elements": elements})
