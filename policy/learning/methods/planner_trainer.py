"""The trainer of the local planner model: hindsight self-distillation into a LoRA adapter.

Trains in the precision that is fastest on this machine; the model that the gate asks is the one
that answers, in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....core.protocols import Embedder, LanguageModel, Message
from ....core.settings import Settings
from ...model.language_model import LocalModel
from ..lessons.lessons import Lesson, Pair
from .pairs import Drawing, draw_pairs, group_sizes
from .reranking import Reward
from .trainer import Save

if TYPE_CHECKING:
    from ..adapters.adapters import AdaptedModel, LoRA
    from .descent import Learned, Step
    from .hindsight import Hindsight
    from .interpolation import Interpolation


_TEMPERATURE = 0.6
"""At which answers are drawn to be looked at."""

_DRAWING = Drawing(samples=4, longest=72)
"""How the pairs are drawn that a version is measured on: with fewer samples than for a file of
pairs, because someone waits."""


class PlannerTrainer:
    """Trains adapters of the planner model that the settings name."""

    method = "hindsight"

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        parameters: Hindsight | None = None,
        shape: LoRA | None = None,
        kept: Interpolation | None = None,
        *,
        base: LocalModel | None = None,
        learner: Callable[[], LocalModel] | None = None,
        reward: Reward | None = None,
    ) -> None:
        """Read no weights yet; `embedder` tells how near answers are to requests, and harm.

        `base` is the model that answers, and `learner` returns the same one as it learns
        fastest; both are found by the settings where they are not given. `reward` is one more
        measure of drawn answers, such as follow-up likelihood by a model that carries it
        (`benchmarks/followup_likelihood.py`); the default model does not.
        """
        from ..adapters.adapters import LoRA, base_hash, planner_that_learns
        from .hindsight import Hindsight
        from .interpolation import Interpolation

        self._embedder, self._reward = embedder, reward
        self._how, self._shape = parameters or Hindsight(), shape or LoRA()
        self._kept = kept or Interpolation()
        self._base = base or LocalModel(settings)
        self._learner = learner or (lambda: planner_that_learns(settings))
        self.base_hash = base_hash(self._base)

    @property
    def base(self) -> LanguageModel:
        """The planner model without an adapter."""
        return self._base

    @property
    def parameters(self) -> dict[str, Any]:
        """Those of the method, of the adapter, and of how much of it is kept."""
        return {**asdict(self._how), **asdict(self._shape), **asdict(self._kept)}

    def train(
        self,
        lessons: Sequence[Lesson],
        folder: Path,
        begin: int,
        *,
        on_step: Callable[[Step, Save], None],
        stop: Callable[[], bool],
    ) -> Learned:
        """Learn to say at once what is said after the follow-ups; see `Trainer.train`."""
        from .hindsight import learn

        model = self._begun(folder, begin)

        def stepped(step: Step) -> None:
            on_step(step, lambda: model.save(folder))

        learned = learn(
            model,
            lessons,
            self._how,
            embedder=self._embedder,
            begin=begin,
            on_step=stepped,
            stop=stop,
        )
        model.save(folder)
        return learned

    def interpolate(self, folder: Path, system: str) -> None:
        """Keep as much of the adapter in a folder as general ability bears."""
        from ..adapters.adapters import AdaptedModel
        from .interpolation import interpolate

        model = AdaptedModel.begun(self._learner(), folder)
        interpolate(model, [Message("system", system)] if system else [], self._kept)
        model.save(folder)

    def read(self, folder: Path) -> LanguageModel:
        """Return the planner model with the adapter in a folder. Raises `AdapterError`."""
        from ..adapters.adapters import AdaptedModel

        return AdaptedModel.read(self._base, folder)

    def pairs(
        self, lessons: Sequence[Lesson], *, on_share: Callable[[float], None] = lambda _: None
    ) -> Sequence[Pair]:
        """Return pairs of the best answer that a follow-up leads to and the one that was minded."""
        return draw_pairs(
            self._base,
            lessons,
            self._embedder,
            _DRAWING,
            reward=self._reward,
            on_share=on_share,
        ).pairs

    def write(
        self, model: LanguageModel, conversations: Sequence[Sequence[Message]], tokens: int
    ) -> list[str]:
        """Answer all of them side by side, by the same dice whichever model it is."""
        assert isinstance(model, LocalModel)
        drawn = model.sample_each(
            conversations,
            count=1,
            temperature=_TEMPERATURE,
            max_tokens=tokens,
            apart=group_sizes(len(conversations)),
        )
        return [answer for (answer,) in drawn]

    def _begun(self, folder: Path, begin: int) -> AdaptedModel:
        from ..adapters.adapters import AdaptedModel

        learner = self._learner()
        if learner is not self._base:
            self._base.unload()  # both at once would take more memory than learning may
        if begin:
            return AdaptedModel.begun(learner, folder)
        return AdaptedModel.fresh(learner, self._shape, seed=self._how.seed)
