"""Which element of a page a step means, where its description leaves several or none.

A scorer is a softmax over the elements of a page, linear in their cues. It is learned from what
people acted on in demonstrations, starting from what anyone would guess: what the request
mentions, what can be seen and used. A handful of demonstrations moves it from there; many
overrule it. Knows nothing of procedures.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.observations import Element, Observation
from ...core.texts import words
from ...memory.steps import TargetScorer
from .cues import Cues, Scene

if TYPE_CHECKING:
    from torch import Tensor

_PRIOR = {
    "said": 3.0,
    "said, case and all": 1.0,
    "said in quotes": 1.5,
    "words said": 1.5,
    "rare word said": 1.0,
    "value said": 1.0,
    "looks said": 1.0,
    "looks as asked": 1.0,
    "looks altogether as asked": 2.0,
    "says how many look as asked": 0.5,
    "says how another looks": 0.5,
    "class or id said": 1.0,
    "class or id said in quotes": 1.0,
    "place said": 2.0,
    "near what is said": 1.5,
    "follows what is said": 0.5,
    "hidden": -4.0,
    "disabled": -2.0,
    "clickable": 1.0,
    "editable": 0.5,
    "innermost": 1.0,
    "outermost": -2.0,
    "done before": -0.5,
}
"""What anyone would guess, in nats: weights before the first demonstration."""

_STIFFNESS = {
    "text": 2.0,
    "word": 2.0,
    "follows": 2.0,
    "precedes": 4.0,
    "in role": 2.0,
    "in class": 2.0,
    "place": 4.0,
    "pair": 4.0,
}
"""How hard the weights of some kinds of cues are to move; 1 for others."""

_PENALTY = 0.1
"""L2 penalty on the way of a weight of stiffness 1 from its prior."""

_ITERATIONS = 40
_MOST = 64
"""Elements of a page that are learned from, at most."""

_WHOLE = 0.5
"""Share of a page's elements beyond which what holds them is the page, not a thing on it."""

_SMALLEST = 1e-3
"""Weights nearer to their prior than this are not kept."""

_PAIR = " ~ "
_PAIRED = 40
"""Words of requests that are paired with cues, at most."""


@dataclass(frozen=True)
class Case:
    """One element that somebody acted on, and what they had in mind and in view."""

    request: str
    observation: Observation
    target: str
    """Ref of the element."""

    before: tuple[str, ...] = ()
    """Refs, in this observation, of what was acted on before, the latest last."""


@dataclass(frozen=True)
class _Page:
    """The elements that one case teaches from: the cues of each, and which were meant."""

    cues: list[Cues]
    right: list[bool]


def learn_scorer(cases: Sequence[Case]) -> TargetScorer:
    """Learn which elements such cases mean; a few seconds for hundreds of cases.

    Cases whose target is not in their observation, or holds most of it, teach nothing; without
    cases the scorer is the prior.
    """
    telling = _telling_words([case.request for case in cases])
    pages = [page for case in cases if (page := _page(case, telling))]
    return TargetScorer(weights=_fit(pages)) if pages else TargetScorer()


def scores(
    scorer: TargetScorer,
    request: str,
    observation: Observation,
    elements: Sequence[Element],
    before: Sequence[str] = (),
) -> list[float]:
    """Return the log probability of each of the elements, that it and no other is meant.

    `before` are the refs of what was acted on before, the latest last.
    """
    scene = Scene(request, observation, before)
    telling = {cue.split(_PAIR)[0] for cue in scorer.weights if _PAIR in cue}
    said = [word for word in dict.fromkeys(words(request)) if word in telling]
    found = [_score(_cues(scene, element, said), scorer) for element in elements]
    if not found:
        return []
    top = max(found)
    total = top + math.log(sum(math.exp(score - top) for score in found))
    return [score - total for score in found]


def _score(cues: Cues, scorer: TargetScorer) -> float:
    return sum(
        strength * scorer.weights.get(cue, _PRIOR.get(cue, 0.0)) for cue, strength in cues.items()
    )


def _telling_words(requests: Sequence[str]) -> set[str]:
    """Return words that requests share and others lack: what differs with what is meant."""
    different = set(requests)
    spread = Counter(word for request in different for word in set(words(request)))
    telling = [(n, word) for word, n in spread.items() if 1 < n < len(different)]
    return {word for _, word in sorted(telling, reverse=True)[:_PAIRED]}


def _cues(scene: Scene, element: Element, said: Sequence[str]) -> Cues:
    cues = scene.cues(element)
    pairs = (f"{word}{_PAIR}{trait}" for word in said for trait in scene.traits(element))
    return {**cues, **dict.fromkeys(pairs, 1.0)}


def _page(case: Case, telling: Collection[str]) -> _Page | None:
    target = case.observation.get(case.target)
    if target is None or _holds_the_page(target, case.observation):
        return None
    scene = Scene(case.request, case.observation, case.before)
    right = scene.same(target)
    elements = _thinned(case.observation, target, right)
    said = [word for word in dict.fromkeys(words(case.request)) if word in telling]
    return _Page(
        cues=[_cues(scene, element, said) for element in elements],
        right=[element.ref in right for element in elements],
    )


def _holds_the_page(element: Element, observation: Observation) -> bool:
    """Tell whether so much is in the element that acting on it was a slip."""
    inside = sum(1 for _ in observation.within(element)) - 1
    return inside > _WHOLE * len(observation.elements)


def _thinned(observation: Observation, target: Element, right: Collection[str]) -> list[Element]:
    """Keep the right ones and the likely mistakes: as many of the same role, then of the rest."""
    wrong = [element for element in observation.elements if element.ref not in right]
    wrong.sort(key=lambda element: (element.role != target.role, not element.visible))
    kept = [element for element in observation.elements if element.ref in right]
    alike = [element for element in wrong if element.role == target.role]
    others = wrong[len(alike) :]
    room = _MOST - min(len(alike), _MOST // 2)
    return kept + _spread(alike, _MOST // 2) + _spread(others, room)


def _spread(elements: Sequence[Element], most: int) -> list[Element]:
    """Return at most that many of the elements, evenly spread."""
    return list(elements[:: max(1, math.ceil(len(elements) / most))])


def _fit(pages: Sequence[_Page]) -> dict[str, float]:
    """Return the likeliest weights that are not far from the prior, those that moved from it."""
    import torch

    names = _recurring(pages)
    index = {name: at for at, name in enumerate(names)}
    prior = torch.tensor([_PRIOR.get(name, 0.0) for name in names])
    stiffness = torch.tensor([_PENALTY * _stiffness(name) for name in names])
    moved = torch.zeros(len(names), requires_grad=True)
    loss = _Loss(pages, index)
    _descend(moved, lambda: loss(prior + moved) + (stiffness * moved**2).sum() / 2)
    weights = (prior + moved).detach().tolist()
    return {
        name: round(weight, 4)
        for name, weight, its in zip(names, weights, moved.tolist(), strict=True)
        if abs(its) > _SMALLEST
    }


def _descend(parameter: Tensor, loss: Callable[[], Tensor]) -> None:
    """Change the parameter to where the loss is least."""
    import torch

    optimizer = torch.optim.LBFGS([parameter], max_iter=_ITERATIONS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        total = loss()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(closure)  # type: ignore[no-untyped-call]


def _recurring(pages: Sequence[_Page]) -> list[str]:
    """Return the cues that more than one page has: what is on one alone may never come again."""
    spread = Counter(cue for page in pages for cue in {cue for cues in page.cues for cue in cues})
    # In an order of their own, so that the same cases teach the same to the last digit.
    return sorted(cue for cue, count in spread.items() if count > 1 or len(pages) == 1)


class _Loss:
    """How improbable weights find what was meant, in nats over all pages."""

    def __init__(self, pages: Sequence[_Page], index: dict[str, int]) -> None:
        import torch

        every = [cues for page in pages for cues in page.cues]
        groups = [at for at, page in enumerate(pages) for _ in page.cues]
        entries = [
            (row, index[cue], strength)
            for row, cues in enumerate(every)
            for cue, strength in cues.items()
            if cue in index
        ]
        rows, columns, strengths = zip(*entries, strict=True)
        self._rows, self._columns = torch.tensor(rows), torch.tensor(columns)
        self._strengths = torch.tensor(strengths)
        self._groups = torch.tensor(groups)
        self._right = torch.tensor([right for page in pages for right in page.right])
        self._pages = len(pages)

    def __call__(self, weights: Tensor) -> Tensor:
        import torch

        parts = weights[self._columns] * self._strengths
        every = torch.zeros(len(self._groups)).index_add(0, self._rows, parts)
        right = self._right
        chosen = self._log_sum(every[right], self._groups[right])
        return (self._log_sum(every, self._groups) - chosen).sum()

    def _log_sum(self, values: Tensor, groups: Tensor) -> Tensor:
        import torch

        lowest = torch.full((self._pages,), -math.inf)
        top = lowest.scatter_reduce(0, groups, values.detach(), "amax")
        powers = (values - top[groups]).exp()
        return torch.zeros(self._pages).index_add(0, groups, powers).log() + top


def _stiffness(cue: str) -> float:
    if _PAIR in cue:
        return _STIFFNESS["pair"]
    if cue.endswith("of its kind"):
        return _STIFFNESS["place"]
    return _STIFFNESS.get(cue.partition("=")[0], 1.0)
