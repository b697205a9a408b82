"""Dialogues that people rated, turn by turn, with what is seen of each turn.

Reads files of the USS format (Sun et al., "Simulating user satisfaction for the evaluation of
task-oriented dialogue systems", 2021): a turn a line, `ROLE, text, action, ratings` between tabs,
dialogues between blank lines. A user's line carries ratings of the system so far, 1 to 5, of
several people. Knows nothing of how ratings are learned.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import CountVectorizer

from uptake.core.protocols import Embedder, LayeredEmbedder, Layers, Vectors
from uptake.policy.feedback import Exchange, FeedbackHead, FollowUp
from uptake.policy.feedback.features import meanings, word_features
from uptake.policy.feedback.signs import masked

LABELS = ("mean<3", "majority<=2")

TEXTS_OF = ("reply", "said")
"""Texts of a follow-up whose runs of words are counted."""

MEANINGS_OF = ("said", "request")
"""Texts of a follow-up whose meaning is looked at."""

CHUNK = 512
"""How many turns are embedded between two reports of progress."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Tell = Callable[[float], None]
"""Is told which share of the work is done, 0..1."""


@dataclass(frozen=True)
class Rated:
    """A user turn with people's ratings."""

    dialogue: int
    """A number that is the same for the same dialogue in every run."""

    follow_up: FollowUp
    ratings: tuple[int, ...]


@dataclass(frozen=True)
class Corpus:
    """Rated turns with their features."""

    turns: list[Rated]
    dense: dict[str, Floats]
    """Group of features -> `[turns, columns]`."""

    counts: dict[str, csr_matrix]
    """One of `TEXTS_OF` -> how often each run of words occurs, `[turns, runs]`."""

    layers: dict[str, Layers]
    """One of `MEANINGS_OF` -> what layers of the embedder make of it, `[turns, layers, width]`."""

    shipped: Floats
    """Probability of dissatisfaction as shipped, `[turns]`."""

    @property
    def dialogues(self) -> Places:
        """The dialogue of each turn."""
        return np.array([turn.dialogue for turn in self.turns])

    @property
    def low(self) -> Floats:
        """The share of the ratings below 3, `[turns]`."""
        return np.array([np.mean(np.array(turn.ratings) < 3) for turn in self.turns])

    def label(self, name: str) -> NDArray[np.bool_]:
        """Return one of `LABELS`, `[turns]`."""
        if name == "majority<=2":
            return self.low > 0.5
        return np.array([np.mean(turn.ratings) < 3 for turn in self.turns])

    @property
    def places(self) -> Places:
        """The places of all turns."""
        return np.arange(len(self.turns))


def joined(corpora: Sequence[Corpus]) -> Corpus:
    """Return the turns of several corpora, which count the same runs of words, as one corpus."""
    first = corpora[0]
    return Corpus(
        [turn for corpus in corpora for turn in corpus.turns],
        {name: np.vstack([c.dense[name] for c in corpora]) for name in first.dense},
        {name: vstack([c.counts[name] for c in corpora]).tocsr() for name in first.counts},
        {name: np.concatenate([c.layers[name] for c in corpora]) for name in first.layers},
        np.concatenate([corpus.shipped for corpus in corpora]),
    )


def rated_turns(path: Path) -> Iterator[Rated]:
    """Yield the rated user turns of a file; lines that are no turns are passed over."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        yield from _rated([line.split("\t") for line in block.split("\n") if "\t" in line])


def _rated(lines: list[list[str]]) -> Iterator[Rated]:
    digest = hashlib.sha256("\n".join(line[1] for line in lines).encode()).digest()
    dialogue = int.from_bytes(digest[-6:])
    before: list[Exchange] = []
    said = ""
    for role, text, *rest in lines:
        if role.strip().upper() == "SYSTEM":
            before.append(Exchange(said, text))
            said = ""
        elif text.strip() != "OVERALL":
            ratings = tuple(
                int(r) for r in (rest[-1] if rest else "").split(",") if r.strip().isdigit()
            )
            if ratings:
                yield Rated(dialogue, FollowUp(text, tuple(before)), ratings)
            said = text


def read_corpora(paths: Sequence[Path], embedder: Embedder, tell: Tell) -> dict[str, Corpus]:
    """Read files, and make all features that do not depend on what is fitted.

    Ends the program where two files would be one corpus.
    """
    embedder = _KeepsAll(embedder)
    head = FeedbackHead(embedder)
    turns = {name: list(rated_turns(path)) for name, path in _named(paths).items()}
    runs = {whose: _runs_of_words() for whose in TEXTS_OF}
    for whose, counter in runs.items():
        counter.fit(_texts([one for found in turns.values() for one in found], whose))
    done, of = 0, sum(map(len, turns.values()))
    corpora = {}
    for name, found in turns.items():
        rows, layers = [], {whose: list[Layers]() for whose in MEANINGS_OF}
        for begin in range(0, len(found), CHUNK):
            follow_ups = [turn.follow_up for turn in found[begin : begin + CHUNK]]
            rows.append((head.dissatisfied(follow_ups), meanings(follow_ups, embedder)[:, :1]))
            for whose, kept in layers.items():
                kept.append(embedder.embed_layers([getattr(one, whose) for one in follow_ups]))
            done += len(follow_ups)
            tell(done / of)
        shipped = np.concatenate([row for row, _ in rows])
        odds = np.log(shipped / (1 - shipped)) / 3
        dense = {
            "signals": word_features([turn.follow_up for turn in found], {}),
            "shipped": odds[:, None],
            "course": course(found, odds),
            "meaning": np.vstack([row for _, row in rows]),
        }
        corpora[name] = Corpus(
            found,
            {group: np.asarray(columns, np.float64) for group, columns in dense.items()},
            {whose: runs[whose].transform(_texts(found, whose)) for whose in TEXTS_OF},
            {whose: np.concatenate(layers[whose]) for whose in MEANINGS_OF},
            shipped,
        )
    return corpora


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """Return the files by what their corpora are called: their names without .txt and .gz."""
    named: dict[str, Path] = {}
    for path in paths:
        name = path.name.removesuffix(".gz").removesuffix(".txt")
        if name in named:
            raise SystemExit(
                f"{named[name]} and {path} would be one corpus, {name}: rename or remove one."
            )
        named[name] = path
    return named


def course(turns: Sequence[Rated], odds: Floats) -> Floats:
    """Return how it went before each turn of a dialogue, `[turns, 7]`.

    What the shipped head made of the last turn, and of the one before that; the greatest, the mean
    and the least of all earlier ones; how many there were, and how many of them were minded.
    """
    rows, earlier = list[list[float]](), list[float]()
    for number, (turn, its) in enumerate(zip(turns, odds.tolist(), strict=True)):
        if not turn.follow_up.before or turn.dialogue != turns[number - 1].dialogue:
            earlier = []
        so_far = earlier or [0.0]
        ends = [so_far[-1], so_far[-2] if len(so_far) > 1 else 0.0]
        spread = [max(earlier, default=-1.0), float(np.mean(so_far)), min(so_far)]
        rows.append([*ends, *spread, len(earlier) / 10, sum(one > 0 for one in earlier) / 5])
        earlier = [*earlier, its]
    return np.array(rows)


def _runs_of_words() -> CountVectorizer:
    return CountVectorizer(ngram_range=(1, 3), token_pattern=r"\w+|[^\w\s]", dtype=np.float64)


def _texts(turns: Sequence[Rated], whose: str) -> list[str]:
    return [str(getattr(turn.follow_up, whose)) for turn in turns]


class _KeepsAll:
    """Embeds every text once: a turn is asked for by itself, and by all that come after it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}
        self._layers: dict[str, Layers] = {}

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        return _kept(texts, self._vectors, self._embedder.embed)

    def embed_layers(self, texts: Sequence[str]) -> Layers:
        """Return the middle layer, the last but one and the last, `[texts, 3, dimension]`.

        Of what is not quoted. An embedder that tells no layers has one: its vectors.
        """
        return _kept([masked(text) for text in texts], self._layers, self._new_layers)

    def _new_layers(self, texts: Sequence[str]) -> Layers:
        if not isinstance(self._embedder, LayeredEmbedder):
            return self.embed(texts)[:, None]
        layers = self._embedder.embed_layers(texts)
        depth = layers.shape[1]
        return layers[:, [depth // 2, depth - 2, depth - 1]] if depth >= 3 else layers[:, -1:]


def _kept(
    texts: Sequence[str], known: dict[str, Vectors], embed: Callable[[Sequence[str]], Vectors]
) -> Vectors:
    """Return a row for each text, after those that are not yet `known` were embedded."""
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known |= zip(new, embed(new), strict=True)
    return np.stack([known[text] for text in texts])
