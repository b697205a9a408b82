"""Measure taste: a catalogue fitted on a log, and people whom it has never seen.

    python benchmarks/movielens.py --data DIR [--parts PART ...] [--json OUT]

DIR holds a data set in RecBole's format (`atomic_files`), such as ml-100k. Two questions, and two
for hosts without a log; all `--parts` are run by default:

- `batch`: RecBole's split of each person's events. Models are fitted on the training part, their
  parameters chosen on the validation part, and the test part's items ranked among all that the
  person has not taken; `with_validation` fits the chosen ones on both parts. Anchors in the
  same run: popularity, EASE, BPR.
- `new_people`: a fifth of the people are left out of the fit. After the first 5, 10, 20 of their
  events, learned one by one, all other items are ranked. What counts as right: `next`, the ten
  that they took next; `split`, the items of RecBole's test part; `rest`, all that they took later.
  Each with popularity's figure and the ratio to it. The parameters are those that `batch` chose,
  else the default ones.
- `content`: new people by the items' words alone.
- `content_events`: what it takes to learn so, with the real embedder, as the app does
  (`content_events`). Lists of five are shown, of which one is taken.

Times are milliseconds. `ms`, of `new_people`: `event` without and `kept` with the log in memory,
`recommend` for scoring all. `content_ms`, of `content_events`: `kept` where the words of what was
shown had been read to rank it, `kept_unread` where not; `recommend` for scoring the two dozen that
are looked at closely, `recommend_whole` for a request to all items; `cpu_` is of all threads.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from atomic_files import Data, read_atomic_files, recbole_split
from collaborative_anchors import BPR, ease, popularity, taken
from content_events import content_events, quantiles
from numpy.typing import NDArray

from uptake.core.events import Item
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.logs.reaction import Reaction
from uptake.memory.memory import Memory
from uptake.policy.taste.catalogue import CatalogueParameters, Fitted, fit_catalogue
from uptake.policy.taste.interactions import Floats
from uptake.policy.taste.person import Person
from uptake.policy.taste.space import ContentSpace, ItemSpace
from uptake.policy.taste.taste import Taste

PARTS = ("batch", "new_people", "content", "content_events")
TOP = 10
EVENTS = (5, 10, 20)
LEFT_OUT = 0.2
PENALTIES = (100.0, 200.0, 300.0, 500.0, 1000.0)
BLENDS = (0.2, 0.4, 0.6)
BPR_EPOCHS, BPR_PATIENCE = 300, 30
Figures = dict[str, float]


def measured(scores: Floats, known: Floats, right: Floats) -> Figures:
    """Return recall@10 and ndcg@10, averaged over the people with something right.

    All `[people, items]`; items that are `known` are not ranked. As RecBole's evaluator has it;
    0 where nobody has anything right.
    """
    scores = np.where(known > 0, -np.inf, scores)
    top = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
    hits = np.take_along_axis(right, top, axis=1) > 0
    count = (right > 0).sum(axis=1)
    some = count > 0
    if not some.any():
        return {"recall@10": 0.0, "ndcg@10": 0.0}
    discount = 1.0 / np.log2(np.arange(2, TOP + 2))
    ideal = np.cumsum(discount)[np.minimum(count[some], TOP) - 1]
    recall = hits[some].sum(axis=1) / count[some]
    ndcg = (hits[some] @ discount) / ideal
    return {"recall@10": round(float(recall.mean()), 4), "ndcg@10": round(float(ndcg.mean()), 4)}


@dataclass
class Batch:
    """The first question."""

    data: Data
    parts: NDArray[np.intp]
    figures: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.train = self.data.log.only(self.parts == 0)
        self.both = self.data.log.only(self.parts < 2)
        self.known, self.valid = taken(self.train), taken(self.data.log.only(self.parts == 1))
        self.test = taken(self.data.log.only(self.parts == 2))

    def on_validation(self, scores: Floats) -> float:
        """Return what parameters are chosen by."""
        return measured(scores, self.known, self.valid)["ndcg@10"]

    def on_test(self, scores: Floats) -> Figures:
        """Return the figures that are reported."""
        return measured(scores, self.known + self.valid, self.test)

    def anchors(self) -> None:
        """Measure popularity, EASE and BPR."""
        everyone = np.ones((len(self.data.log.people), 1))
        self.figures["popularity"] = self.on_test(everyone * popularity(self.train))
        fits = {penalty: ease(self.train, penalty) for penalty in PENALTIES}
        best = max(PENALTIES, key=lambda one: self.on_validation(self.known @ fits[one]))
        self.figures["ease"] = {
            **self.on_test(self.known @ fits[best]),
            "penalty": best,
            "with_validation": self.on_test(taken(self.both) @ ease(self.both, best)),
        }
        self.figures["bpr"] = self._bpr()

    def ours(self, parameters: CatalogueParameters) -> CatalogueParameters:
        """Measure the catalogue; return the parameters that were chosen."""
        tags = self.data.tags()
        start = time.perf_counter()
        fitted = fit_catalogue(self.data.levelled(self.parts == 0), parameters, tags=tags)
        seconds = time.perf_counter() - start
        blended = {blend: _blended(fitted, blend) for blend in BLENDS}
        best = max(BLENDS, key=lambda blend: self.on_validation(blended[blend].scores()))
        chosen = replace(parameters, blend=best)
        whole = fit_catalogue(self.data.levelled(self.parts < 2), chosen, tags=tags)
        self.figures["ours"] = {
            **self.on_test(blended[best].scores()),
            "blend": best,
            "fit_seconds": round(seconds, 1),
            "with_validation": self.on_test(whole.scores()),
        }
        return chosen

    def _bpr(self) -> dict[str, Any]:
        model = BPR(self.train)
        best, scores, waited, epoch = 0.0, model.scores(), 0, 0
        for epoch in range(1, BPR_EPOCHS + 1):
            model.epoch()
            if epoch % 5:
                continue
            made = model.scores()
            if (value := self.on_validation(made)) > best:
                best, scores, waited = value, made, 0
            elif (waited := waited + 5) >= BPR_PATIENCE:
                break
        return {**self.on_test(scores), "epochs": epoch}


@dataclass
class NewPeople:
    """The second question."""

    data: Data
    parts: NDArray[np.intp]

    def __post_init__(self) -> None:
        count = len(self.data.log.people)
        order = np.random.default_rng(0).permutation(count)
        self.people = order[: int(LEFT_OUT * count)]
        self.fitted_on = ~np.isin(self.data.log.person, self.people)
        self.seen = self.data.seen()
        self.times: dict[str, list[float]] = {"event": [], "recommend": []}

    def measure(self, space: ItemSpace) -> dict[str, Any]:
        """Return the figures after each number of events, by what counts as right."""
        popular = popularity(self.data.log.only(self.fitted_on))
        found: dict[str, dict[str, Any]] = {}
        for truth, split in (("next", self._next), ("split", self._split), ("rest", self._rest)):
            found[truth] = {str(n): self._after(space, split, n, popular) for n in EVENTS}
        return found

    def kept(self, space: ItemSpace) -> list[float]:
        """Return the milliseconds of events that outlive the process afterwards."""
        events = self._events(int(self.people[0]))[:100]
        took = []
        with temporary_home() as settings:
            memory = Memory.open(settings, load_embedder(settings))
            taste = Taste(memory.reactions, space, user="me")
            for event in events:
                seen = self.seen[self.data.log.item[event]]
                item = Item(id=seen.id, title=seen.title)
                start = time.perf_counter()
                taste.learn([item], item.id, at=self._moment(event))
                took.append(1000 * (time.perf_counter() - start))
            memory.close()
        return took

    def _after(self, space: ItemSpace, split: _Split, n: int, popular: Floats) -> dict[str, Any]:
        shape = len(self.people), len(self.seen)
        scores, known, right = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for row, person in enumerate(self.people.tolist()):
            first, later = split(self._events(person), n)
            known[row, self.data.log.item[first]] = 1.0
            right[row, self.data.log.item[later]] = 1.0
            scores[row] = self._scores(space, first)
        right[known > 0] = 0.0
        base = measured(np.tile(popular, (shape[0], 1)), known, right)
        ours = measured(scores, known, right)
        people = int((right > 0).any(axis=1).sum())
        ratio = ours["ndcg@10"] / base["ndcg@10"] if base["ndcg@10"] else 0.0
        return {"people": people, **ours, "popularity": base, "ratio": round(ratio, 2)}

    def _scores(self, space: ItemSpace, events: NDArray[np.intp]) -> Floats:
        person = Person(space)
        for event in events.tolist():
            item = self.seen[self.data.log.item[event]]
            one = Reaction(user="me", shown=(item,), taken=item.id, at=self._moment(event))
            start = time.perf_counter()
            person.learn(one, space.vectors(one.shown))
            self.times["event"].append(1000 * (time.perf_counter() - start))
        start = time.perf_counter()
        scores = person.scores(self.seen)
        self.times["recommend"].append(1000 * (time.perf_counter() - start))
        return scores

    def _moment(self, event: int) -> datetime:
        return datetime.fromtimestamp(float(self.data.log.at[event]), UTC)

    def _events(self, person: int) -> NDArray[np.intp]:
        """Return a person's events, the oldest first."""
        events = np.flatnonzero(self.data.log.person == person)
        return events[np.argsort(self.data.log.at[events], kind="stable")]

    def _next(self, events: NDArray[np.intp], n: int) -> _Parts:
        return events[:n], events[n : n + TOP]

    def _rest(self, events: NDArray[np.intp], n: int) -> _Parts:
        return events[:n], events[n:]

    def _split(self, events: NDArray[np.intp], n: int) -> _Parts:
        tested = self.parts[events] == 2
        return events[~tested][:n], events[tested]


_Parts = tuple[NDArray[np.intp], NDArray[np.intp]]
_Split = Callable[[NDArray[np.intp], int], _Parts]


class _Embedded:
    """The embedder, with the vectors of the catalogue's texts kept."""

    def __init__(self, embedder: Any, texts: list[str]) -> None:
        self.name, self.dimension = embedder.name, embedder.dimension
        self._vectors = dict(zip(texts, embedder.embed(texts), strict=True))

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        return np.stack([self._vectors[text] for text in texts])


def _blended(fitted: Fitted, blend: float) -> Fitted:
    return replace(fitted, catalogue=replace(fitted.catalogue, blend=blend))


def run(data: Data, parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """Return the figures of the parts."""
    split, chosen = recbole_split(data.log), CatalogueParameters()
    figures: dict[str, Any] = {
        "people": len(data.log.people),
        "items": len(data.log.items),
        "events": len(data.log.person),
    }
    if "batch" in parts:
        batch = Batch(data, split)
        batch.anchors()
        chosen = batch.ours(chosen)
        figures["batch"] = batch.figures
        print(json.dumps(batch.figures, indent=1), flush=True)
    if "new_people" in parts:
        new = NewPeople(data, split)
        fitted = fit_catalogue(data.levelled(new.fitted_on), chosen, tags=data.tags())
        figures["new_people"] = new.measure(fitted.catalogue)
        times = {**new.times, "kept": new.kept(fitted.catalogue)}
        figures["ms"] = {name: quantiles(took) for name, took in times.items()}
    if "content" in parts:
        figures["content"] = _by_words(NewPeople(data, split))
    if "content_events" in parts:
        figures["content_ms"] = content_events(data)
    return figures


def _by_words(new: NewPeople) -> dict[str, Any]:
    with temporary_home() as settings:
        texts = [item.text for item in new.seen]
        return new.measure(ContentSpace(_Embedded(load_embedder(settings), texts)))


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures = run(read_atomic_files(given.data), given.parts)
    text = json.dumps(figures, indent=1)
    print(text)
    if given.json:
        given.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
