"""Fits the head that hears wishes about answers: `python training/wishes/fit.py`.

On the lines of the `.yaml` files beside it, each as it stands, in lower case, and with politeness
and small talk around it, and on what the other training texts have that is no such wish; twice:
with the embedding, and by the words alone for other embedding models. `--check` prints what is
heard in the files of `HELD_OUT`, which others wrote who knew the kinds of wishes and no line, and
writes nothing. Takes four minutes of one core, most of it for embedding.
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

SELDOM = 3
"""What fewer lines have is no word to go by."""

HELD_OUT = (HERE / "held_out.yaml", HERE / "held_out_second.yaml")
OTHER_TEXTS = HERE.parent / "facts" / "not_kept.txt"
ERRANDS = HERE.parent / "feedback" / "errands.yaml"
REACTIONS = HERE.parent / "feedback" / "reactions.yaml"
SAID = ("ask", "again", "answer", "right", "other", "narrow", "detail", "untold")
"""What of an errand its user says."""

WISHES_ALL_THE_SAME = (
    "Make it shorter",
    "Answer him in French",
    "I like your style",
    "Speak as if I were your king",
    "You are a pirate and I'm your parrot",
)
"""Of the texts that say nothing lasting, those that may be meant for the answers."""

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
        if path not in HELD_OUT:
            yield from _in_file(path)


def _in_file(path: Path) -> Iterator[tuple[str, str]]:
    for name, texts in yaml.safe_load(path.read_text("utf-8")).items():
        for text in texts:
            yield text, name


def others() -> list[str]:
    """Return what is said in the other training texts that is no wish about answers."""
    passing = [one for one in OTHER_TEXTS.read_text("utf-8").splitlines() if one[:1] not in "#"]
    errands = yaml.safe_load(ERRANDS.read_text("utf-8"))
    reactions = yaml.safe_load(REACTIONS.read_text("utf-8"))["others"].values()
    every = [
        *passing,
        *(errand[part] for errand in errands for part in SAID if errand.get(part)),
        *(text for texts in reactions for text in texts if "{" not in text),
    ]
    return [text for text in dict.fromkeys(every) if text not in WISHES_ALL_THE_SAME]


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


def rows_of(
    pairs: Sequence[tuple[str, str]], vocabulary: dict[str, int], embedder: Embedder | None
) -> Rows:
    """Return texts with words, and with meanings where an embedding model is given."""
    features = features_of([text for text, _ in pairs], vocabulary, embedder)
    return Rows(features, np.array([name for _, name in pairs]))


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
    plain = [(text, NOTHING) for text in others()]
    vocabulary = vocabulary_of(
        [written(*line)[0] for line in lines()] + [text for text, _ in plain]
    )
    pairs = [(text, name) for line, name in lines() for text in written(line, name)] + plain
    embedder = load_embedder(load_settings())
    heads: dict[str, LogisticRegression] = {}
    for name, used in (("by_all", embedder), ("by_words", None)):
        rows = rows_of(pairs, vocabulary, used)
        heads[name] = model().fit(rows.features, rows.classes)
        if check:
            for path in HELD_OUT:
                held = rows_of([*_in_file(path)], vocabulary, used)
                print(f"{name}, {path.name}: {checked(heads[name], held)}", flush=True)
    if check:
        return
    tensors: dict[str, Floats] = {}
    for name, head in heads.items():
        tensors[f"{name}.weights"] = np.ascontiguousarray(head.coef_, np.float32)
        tensors[f"{name}.bias"] = np.asarray(head.intercept_, np.float32)
    about = {
        "embedder": embedder.name,
        "vocabulary": json.dumps([*vocabulary]),
        "classes": json.dumps([*head.classes_]),
    }
    save_file(tensors, WEIGHTS_FILE, about)


def checked(head: LogisticRegression, held: Rows) -> str:
    """Return in words how well wishes are heard in lines that others wrote."""
    kinds = sorted({name.removesuffix(IMPLIED) for name in head.classes_})
    of = np.array([kinds.index(name.removesuffix(IMPLIED)) for name in head.classes_])
    chances = head.predict_proba(held.features)
    sums = np.stack([chances[:, of == at].sum(1) for at in range(len(kinds))], axis=1)
    sums[:, kinds.index(NOTHING)] = HEARD  # what is not heard is nothing
    heard = np.array(kinds)[sums.argmax(1)]
    parts = {
        "said": [n != NOTHING and not n.endswith(IMPLIED) for n in held.classes],
        "implied": [n.endswith(IMPLIED) for n in held.classes],
        "other": [n == NOTHING for n in held.classes],
    }
    told: list[str] = []
    for part, chosen in parts.items():
        meant = np.array([name.removesuffix(IMPLIED) for name in held.classes[chosen]])
        right, missed = heard[chosen] == meant, heard[chosen] == NOTHING
        if part == "other":
            told.append(f"of {len(meant)} other lines {1 - right.mean():.1%} taken for wishes")
        else:
            share = f"{right.mean():.1%} heard, {missed.mean():.1%} missed"
            told.append(f"of {len(meant)} wishes {part} {share}")
    return "; ".join(told)


if __name__ == "__main__":
    main()
