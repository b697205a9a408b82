"""What a model makes of the fixed sets, and a file that keeps it.

It depends on the model, on how it is instructed and on the sets alone. So it is asked once of the
base model and of each version, and not again for each candidate that is compared with them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from ....core.files import make_folder, must_be, write_whole
from ....core.protocols import LanguageModel, Likelihood, Message, Question
from .. import fixed_sets
from ..methods.likelihoods import likelihoods

FORMAT = 1
"""Of the file; another one is needed where the same answers come to be measured otherwise."""

_MOST_KEPT = 8
"""Models whose results are kept; the one that was measured longest ago goes first."""

_SAME = 1e-3
"""Nats per token by which two measurements of one model may differ."""


class FixedResults(BaseModel):
    """What one model made of the fixed sets."""

    model_config = ConfigDict(frozen=True)

    norms: tuple[float, ...]
    """Of each norm, by how much the answer that must stay preferred is likelier, in nats per
    token."""

    general: tuple[float, ...]
    """How likely good answers go on as they do, in nats per token."""

    routes: tuple[float, ...]
    """The probability of the right one of several titles, 0..1."""

    def agrees(self, norms: Sequence[float]) -> bool:
        """Tell whether the first norms were found again to be as they are here."""
        return bool(np.allclose(norms, self.norms[: len(norms)], rtol=0.0, atol=_SAME))


def instructed(system: str, request: str) -> list[Message]:
    """Return the messages of a request that comes out of the blue."""
    told = [Message("system", system)] if system else []
    return [*told, Message("user", request)]


def count() -> int:
    """Return how many questions the fixed sets ask."""
    return len(fixed_sets.norms()) + len(fixed_sets.general()) + len(fixed_sets.choices())


def ask(
    model: LanguageModel, system: str, *, on_each: Callable[[], None] = lambda: None
) -> FixedResults:
    """Ask a model all of the fixed sets; `on_each` is called after each of them."""
    questions = [*_norms(system), *_general(system), *_routes()]

    def heard() -> Iterator[list[Likelihood]]:
        for one in likelihoods(model, questions):
            yield one
            on_each()

    found = heard()
    return FixedResults(
        norms=tuple(map(_margin, islice(found, len(fixed_sets.norms())))),
        general=tuple(map(_goes_on, islice(found, len(fixed_sets.general())))),
        routes=tuple(map(_chance, found)),
    )


def continued(model: LanguageModel, system: str) -> tuple[float, ...]:
    """Ask a model how the good answers go on only, and return what `ask` would."""
    return tuple(map(_goes_on, likelihoods(model, list(_general(system)))))


def first_norms(model: LanguageModel, system: str, number: int) -> tuple[float, ...]:
    """Ask a model so many of the norms only, and return what `ask` would."""
    return tuple(map(_margin, likelihoods(model, list(islice(_norms(system), number)))))


def _norms(system: str) -> Iterator[Question]:
    for norm in fixed_sets.norms():
        yield instructed(system, norm.request), norm.answers


def _general(system: str) -> Iterator[Question]:
    for text in fixed_sets.general():
        yield instructed(system, text.request), (text.answer, text.beginning)


def _routes() -> Iterator[Question]:
    for choice in fixed_sets.choices():
        yield choice.asked, choice.titles


def _margin(found: Sequence[Likelihood]) -> float:
    preferred, other = found
    return preferred.per_token - other.per_token


def _goes_on(found: Sequence[Likelihood]) -> float:
    """Return how likely an answer goes on as it does after its beginning, in nats per token.

    By how likely the whole answer is, and its beginning.
    """
    whole, begun = found
    return (whole.logprob - begun.logprob) / max(1, whole.tokens - begun.tokens)


def _chance(found: Sequence[Likelihood]) -> float:
    powers = np.exp([likelihood.per_token for likelihood in found])
    return float(powers[0] / powers.sum())


# --- the file ---


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    asked: str
    """A hash of all that was asked."""

    results: dict[str, FixedResults]
    """By what tells a model from others, the one measured last at the end."""


class FixedResultsFile:
    """The results of a few models on disk.

    What cannot be read, or answers other questions, is as good as not there.
    """

    def __init__(self, folder: Path, system: str) -> None:
        """Keep in `folder` what models make of the fixed sets under the instructions `system`."""
        self._path, self.system = folder / "fixed_sets.json", system
        self._asked = _hash(chain(_norms(system), _general(system), _routes()))

    def of(self, model: str) -> FixedResults | None:
        """Return what a model made of them; None where that is not known."""
        return self._read().get(model)

    def keep(self, model: str, results: FixedResults) -> None:
        """Write down what a model made of them. Raises `HomeError`."""
        known = self._read()
        if known.get(model) == results:
            return
        known.pop(model, None)
        kept = dict([*known.items(), (model, results)][-_MOST_KEPT:])
        make_folder(self._path.parent)
        write_whole(self._path, _Kept(asked=self._asked, results=kept).model_dump_json() + "\n")

    def forget(self) -> None:
        """Delete what is known of all models. Raises `HomeError`."""
        with must_be(self._path, "deleted"):
            self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, FixedResults]:
        try:
            kept = _Kept.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return {}
        return dict(kept.results) if (kept.format, kept.asked) == (FORMAT, self._asked) else {}


def _hash(questions: Iterable[Question]) -> str:
    told = [
        [[[message.role, message.content] for message in asked], list(answers)]
        for asked, answers in questions
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
