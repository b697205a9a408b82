"""Fits the head that hears wishes about answers: `python training/wishes/fit.py`.

On the lines of the `.yaml` files beside it, each as it stands, in lower case, and with politeness
and small talk around it; twice: with the embedding, and by the words alone for other embedding
models. `--check` prints what five-fold cross-validation over the lines finds, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from uptake.core.protocols import Embedder
from uptake.core.settings import load_settings
from uptake.memory.embedding import load_embedder
from uptake.policy.wishes.hearing import (
    HEARD,
    IMPLIED,
    NOTHING,
    WEIGHTS,
    features_of,
    tokens_of,
)

HERE = Path(__file__).parent
WEIGHTS_FILE = HERE.parents[1] / "policy" / "wishes" / WEIGHTS
PENALTY = 2.0
"""The inverse strength of the L2 penalty."""

SELDOM = 2
"""What fewer lines have is no word to go by."""

BEFORE = (
    "",
    "Hey, ",
    "Well, ",
    "Ehm, ",
    "Could I ask for this: ",
    "One thing: ",
    "and ",
    "Thanks, but ",
)
AFTER = ("", ", if you can", ", ok?", ", cheers", " thx", ", would you", ", if that's alright")

OTHERS = {
    "address": (
        "Doctor", "Nurse", "Anna", "Ben", "Miss Lee", "Chef", "Princess", "Uncle", "Sam", "Dr Wu",
        "Ranger", "Mum", "Lieutenant", "Mr Novak", "Bishop", "Yuki", "my friend", "dear", "Doc",
    ),
    "thing": (
        "train", "bus", "car", "bike", "tram", "subway", "email", "Telegram", "Messenger",
        "Spotify", "price", "sugar", "coffee", "gluten", "onions", "salt", "taxi", "gym", "fish",
        "beef", "apps", "quotes", "metro", "Wikipedia", "phone", "shop", "doctor", "swimming",
        "library", "hotel", "music", "milk", "sports", "weather",
    ),
}  # fmt: skip
"""What else a wish may be about: what is filled in says little of which wish it is."""

THINGS = ("first.term", "include.term", "avoid.term")
SWAPS = 3
"""So often what fills a line is replaced."""

Floats = NDArray[np.float32]


def lines() -> Iterator[tuple[str, str]]:
    """Yield each line, with what fills it in brackets, and its class."""
    for path in sorted(HERE.glob("*.yaml")):
        for name, texts in yaml.safe_load(path.read_text("utf-8")).items():
            for text in texts:
                yield text, name


def written(line: str, name: str) -> list[str]:
    """Return a line as several people might write it, of several things; the same each time."""
    dice = random.Random(line)
    text = re.sub(r"[\[\]]", "", line)
    bare = text.rstrip(".!")
    around = f"{dice.choice(BEFORE)}{bare[0].lower()}{bare[1:]}{dice.choice(AFTER)}"
    kind = name.removesuffix(IMPLIED)
    others = OTHERS["address" if kind == "address.name" else "thing"]
    swaps = SWAPS if "[" in line and kind in ("address.name", *THINGS) else 0
    swapped = [re.sub(r"\[.*?\]", one, line) for one in dice.sample(others, swaps)]
    return [text, text.lower().rstrip(".!"), around, *swapped]


@dataclass(frozen=True, eq=False)
class Rows:
    """The lines as several people might write them."""

    features: Floats
    """`[rows, words and meanings]`."""

    classes: NDArray[np.str_]
    line: NDArray[np.intp]
    """Which line each row is written from; each is a row as it stands first."""


def rows_of(vocabulary: dict[str, int], embedder: Embedder | None) -> Rows:
    """Return the lines with words, and with meanings where an embedding model is given."""
    rows = [
        (one, name, at) for at, (text, name) in enumerate(lines()) for one in written(text, name)
    ]
    texts = [text for text, _, _ in rows]
    features = features_of(texts, vocabulary, embedder)
    return Rows(
        features, np.array([name for _, name, _ in rows]), np.array([at for *_, at in rows])
    )


def vocabulary_of(texts: Sequence[str]) -> dict[str, int]:
    """Return the tokens that are not seldom, with their places."""
    counts = Counter(token for text in texts for token in sorted({*tokens_of(text)}))
    return {token: at for at, token in enumerate(t for t in counts if counts[t] >= SELDOM)}


def model() -> LogisticRegression:
    """Return the head before it is fitted."""
    return LogisticRegression(C=PENALTY, max_iter=200, tol=1e-3)


def main() -> None:
    """Fit the weights, and write or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    check: bool = parser.parse_args().check
    vocabulary = vocabulary_of([written(line, name)[0] for line, name in lines()])
    embedder = load_embedder(load_settings())
    parts = {
        name: rows_of(vocabulary, used) for name, used in (("by_all", embedder), ("by_words", None))
    }
    if check:
        for name, rows in parts.items():
            print(f"{name}: {checked(rows)}", flush=True)
        return
    tensors: dict[str, Floats] = {}
    for name, rows in parts.items():
        head = model().fit(rows.features, rows.classes)
        tensors[f"{name}.weights"] = np.ascontiguousarray(head.coef_, np.float32)
        tensors[f"{name}.bias"] = np.asarray(head.intercept_, np.float32)
    about = {
        "embedder": embedder.name,
        "vocabulary": json.dumps([*vocabulary]),
        "classes": json.dumps([*head.classes_]),
    }
    save_file(tensors, WEIGHTS_FILE, about)


def checked(rows: Rows) -> str:
    """Return in words how well wishes are heard in lines that the head was not fitted on."""
    kinds = sorted({name.removesuffix(IMPLIED) for name in rows.classes})
    first = np.unique(rows.line, return_index=True)[1]
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    heard, meant = [], []
    for _, held in folds.split(first, rows.classes[first]):
        test = first[held]
        train = ~np.isin(rows.line, rows.line[test])
        head = model().fit(rows.features[train], rows.classes[train])
        of = np.array([kinds.index(name.removesuffix(IMPLIED)) for name in head.classes_])
        chances = head.predict_proba(rows.features[test])
        sums = np.stack([chances[:, of == at].sum(1) for at in range(len(kinds))], axis=1)
        sums[:, kinds.index(NOTHING)] = HEARD  # what is not heard is nothing
        heard += [kinds[at] for at in sums.argmax(1)]
        meant += [name.removesuffix(IMPLIED) for name in rows.classes[test]]
    pairs = Counter(zip(heard, meant, strict=True))
    wishes = sum(count for (_, m), count in pairs.items() if m != NOTHING)
    right = sum(count for (h, m), count in pairs.items() if h == m != NOTHING)
    missed = sum(count for (h, m), count in pairs.items() if h == NOTHING != m)
    nothing = sum(count for (_, m), count in pairs.items() if m == NOTHING)
    alarms = sum(count for (h, m), count in pairs.items() if h != m == NOTHING)
    return (
        f"of {wishes} wishes {right / wishes:.1%} heard, {missed / wishes:.1%} missed, the others "
        f"taken for another; {alarms / nothing:.1%} of {nothing} other lines taken for wishes"
    )


if __name__ == "__main__":
    main()
