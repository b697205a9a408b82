"""Follow-up likelihood as a reward: an answer is good where contented follow-ups are likely.

Zhang et al., "Follow-up likelihood as reward" (2024), after Mehri and Eskenazi's FED (2020): the
reward of an answer is how likely a model finds follow-ups of contented users after it, less how
likely it finds those of discontented ones. The model speaks for the user: in the conversation that
it reads, the roles are swapped, so that the user's next words are its own next message. The lists
below are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...core.protocols import LanguageModel, Message

_SETTING = Message("system", "You are talking to your personal assistant.")
"""Stands before every conversation, and alone is the empty context."""


@dataclass(frozen=True)
class Dimension:
    """One side of an answer's worth, by what people say where it is good and where it is not."""

    name: str
    contented: tuple[str, ...]
    discontented: tuple[str, ...]


DIMENSIONS = (
    Dimension(
        "understanding",
        ("Yes, that's what I meant.", "You got me right.", "Exactly, you understood."),
        ("That's not what I meant.", "You got me wrong.", "No, you misunderstood me."),
    ),
    Dimension(
        "relevance",
        ("That is just what I was asking about.", "Good, that's to the point."),
        ("That has nothing to do with my question.", "Why are you telling me this?"),
    ),
    Dimension(
        "correctness",
        ("Yes, that is correct.", "That's right.", "I checked it and it is true."),
        ("That is wrong.", "No, that is not correct.", "I checked it and it is not true."),
    ),
    Dimension(
        "informativeness",
        ("Great, now I know all I need.", "Good to know, thanks."),
        ("That doesn't tell me anything.", "I still don't know what I need to know."),
    ),
    Dimension(
        "following instructions",
        ("You did it the way I asked.", "Perfect, just as I said."),
        ("I asked you to do it differently.", "You did not do what I said."),
    ),
    Dimension(
        "engagement",
        ("I like talking to you.", "Thank you, that was a great help."),
        ("This is a waste of time.", "Forget it, I'll do it myself."),
    ),
)
"""The sides that are looked at, with as many follow-ups of either kind."""


class FollowupReward:
    """Rewards answers by the follow-ups that a language model expects after them.

    It is worth what the model is worth: measure it before it counts (`docs/METHODS.md`).
    """

    def __init__(self, model: LanguageModel, dimensions: Sequence[Dimension] = DIMENSIONS) -> None:
        self._model, self._dimensions = model, tuple(dimensions)
        self._texts = [text for d in dimensions for text in (*d.contented, *d.discontented)]
        self._usual: list[float] | None = None

    def __call__(self, prompt: Sequence[Message], answers: Sequence[str]) -> list[float]:
        """Return the reward of each answer to one prompt: the mean over the dimensions, in nats."""
        told = [self.by_dimension([*prompt, Message("assistant", answer)]) for answer in answers]
        return [sum(rewards.values()) / len(rewards) for rewards in told]

    def by_dimension(self, conversation: Sequence[Message]) -> dict[str, float]:
        """Return the reward of each dimension after a conversation, in nats per token.

        The mean length-normalised log-likelihood of the contented follow-ups less that of the
        discontented ones, each less its own log-likelihood without any conversation: some
        sentences are likelier than others whatever was said. A conversation that ends with the
        user's words is rewarded by what they would say next.
        """
        if self._usual is None:
            self._usual = self._likelihoods([])
        gains = [
            there - usual
            for there, usual in zip(self._likelihoods(conversation), self._usual, strict=True)
        ]
        rewards, at = {}, 0
        for one in self._dimensions:
            middle = at + len(one.contented)
            end = middle + len(one.discontented)
            rewards[one.name] = _mean(gains[at:middle]) - _mean(gains[middle:end])
            at = end
        return rewards

    def _likelihoods(self, conversation: Sequence[Message]) -> list[float]:
        """Return the log-likelihood per token of all follow-ups; the conversation is read once."""
        said = [message for message in conversation if message.role != "system"]
        swapped = [
            Message("user" if message.role == "assistant" else "assistant", message.content)
            for message in said
        ]
        return [one.per_token for one in self._model.score([_SETTING, *swapped], self._texts)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
