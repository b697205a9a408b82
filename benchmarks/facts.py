"""How well facts are told from the rest of what people say: statements, secrets, changes.

`python benchmarks/facts.py [--data DIR] [--json OUT]`. DIR holds `*statements.tsv` (a turn, and
the statements in it that are worth keeping), `secrets.tsv` (the kind of a secret or "-", and a
text) and `*changes.tsv` ("replaces" or "beside", an old statement and a new one); without it, the
files of `tests/memory/data`, which were written by hand and nothing was fitted on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.memory.secret_texts import secret_texts
from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.memory.facts import FactReader
from uptake.memory.language.contradictions import SURE, Contradictions
from uptake.memory.language.words import words_of
from uptake.memory.secrets import secrets_in

DATA = Path(__file__).parents[1] / "tests" / "memory" / "data"
ALIKE = 0.6
"""Share of words that a kept statement and an expected one must have in common."""

Scores = dict[str, float]


def rows_of(path: Path) -> Iterator[list[str]]:
    """Yield the columns of each line that is no comment; a written backslash-n ends a line."""
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [column.replace("\\n", "\n") for column in line.split("\t")]


def statements(path: Path, reader: FactReader, *, shown: bool) -> Scores:
    """Return precision and recall of the statements that are kept."""
    right = kept = wanted = 0
    for turn, expected in rows_of(path):
        left = [one for one in expected.split(" | ") if one]
        wanted += len(left)
        for statement in reader.read(turn).statements:
            kept += 1
            match = next((one for one in left if _alike(one, statement)), None)
            if match is not None:
                right += 1
                left.remove(match)
            elif shown:
                print(f"  kept for nothing: {statement!r} of {turn!r}")
        if shown:
            print("".join(f"  missed: {one!r}\n" for one in left), end="")
    return _scores(right, kept, wanted)


def secrets(path: Path, *, shown: bool) -> Scores:
    """Return precision and recall of the texts in which a secret is found."""
    right = found = wanted = 0
    for kind, text in secret_texts(path):
        is_found = bool(secrets_in(text))
        wanted, found, right = (
            wanted + bool(kind),
            found + is_found,
            right + (is_found and bool(kind)),
        )
        if shown and is_found != bool(kind):
            print(f"  {'missed' if kind else 'found for nothing'}: {text!r}")
    return _scores(right, found, wanted)


def changes(path: Path, contradictions: Contradictions, *, shown: bool) -> Scores:
    """Return precision and recall of the pairs in which the newer statement replaces the older."""
    right = found = wanted = 0
    for kind, old, new in rows_of(path):
        replaces = kind == "replaces"
        is_found = float(contradictions.chances(new, [old])[0]) >= SURE
        wanted, found, right = wanted + replaces, found + is_found, right + (is_found and replaces)
        if shown and is_found != replaces:
            print(f"  {'missed' if replaces else 'found for nothing'}: {old!r} -> {new!r}")
    return _scores(right, found, wanted)


def _alike(one: str, other: str) -> bool:
    ours, theirs = set(words_of(one)), set(words_of(other))
    return len(ours & theirs) >= ALIKE * len(ours | theirs)


def _scores(right: int, found: int, wanted: int) -> Scores:
    return {
        "precision": right / found if found else 1.0,
        "recall": right / wanted if wanted else 1.0,
        "wanted": wanted,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with the three files")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--errors", action="store_true", help="print what was wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        embedder = load_embedder(Settings(home=Path(home)))
        found = {
            **{
                path.stem: statements(path, FactReader(embedder), shown=options.errors)
                for path in sorted(options.data.glob("*statements.tsv"), reverse=True)
            },
            "secrets": secrets(options.data / "secrets.tsv", shown=options.errors),
            **{
                path.stem: changes(path, Contradictions(embedder), shown=options.errors)
                for path in sorted(options.data.glob("*changes.tsv"))
            },
        }
    for name, scores in found.items():
        print(f"{name:16} " + ", ".join(f"{key} {value:.3g}" for key, value in scores.items()))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
