"""Measure which wishes stand for people who say them in their own words, or only imply them.

A person wants one kind of answers. They say a line of `training/wishes/held_out*.yaml` of an
answer that is not so, thanks of one that is, and in one turn of five something else
(`adapt_reactions.py`).
After 40 answers of the planner as it is their wish should stand, and no other. Others have no wish
and say only lines that express none; nothing should stand for them.

    python benchmarks/standing.py [--seeds N…] [--json OUT]

Wishes about a thing, a name or a language are left out, and those that most answers meet anyway.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from adapt_memory import logged
from adapt_reactions import Person
from adapt_requests import DEVELOPING_ASKS
from adapt_trial import Bench, talk

from uptake.core.testing import temporary_home
from uptake.policy.wishes.hearing import IMPLIED, NOTHING
from uptake.policy.wishes.standing import standing
from uptake.policy.wishes.told import told_in
from uptake.policy.wishes.wish import KINDS, Wish

LINES = Path(__file__).resolve().parents[1] / "training" / "wishes"
TURNS = 40
CONTENT = 0.6
"""Who likes more of the answers than this as they are has little to say of them."""

AMOUNTS = {"length.shorter": "30 words", "length.longer": "60 words"}
"""What those mean who wish for these."""

WITHOUT_WISH = 4
"""So many people say nothing of the kind, eight lines each."""


def main() -> None:
    """Let everybody talk, and tell what stands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", nargs="*", type=int, default=[0, 1, 2])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    right, others = defaultdict[str, list[bool]](list), defaultdict[str, list[int]](list)
    with temporary_home() as settings:
        bench = Bench(settings)
        for person, wish in people():
            for seed in arguments.seeds:
                exchanges = talk(bench, person, TURNS, seed)
                if statistics.fmean(one.liked for one in exchanges) > CONTENT:
                    continue
                told = told_in(logged(exchanges, bench.judges, "assistant"), bench.judges.wishes)
                stands = [one.wish.kind for one in standing(told)]
                if wish:
                    right[person.kind].append(wish.kind in stands)
                others[person.kind].append(sum(wish is None or k != wish.kind for k in stands))
                print(person.name, seed, *stands, flush=True)
    found: dict[str, Any] = {
        kind: {"people": len(counts), "others": statistics.fmean(counts)}
        | ({"right": statistics.fmean(right[kind])} if right[kind] else {})
        for kind, counts in others.items()
    }
    print(json.dumps(found, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def people() -> Iterator[tuple[Person, Wish | None]]:
    """Yield everybody with their wish."""
    for path in sorted(LINES.glob("held_out*.yaml")):
        for name, written in yaml.safe_load(path.read_text("utf-8")).items():
            lines = tuple(re.sub(r"[\[\]]", "", line) for line in written)
            if name == NOTHING:
                yield from _without_wish(lines, path.stem)
            elif _shows(kind := name.removesuffix(IMPLIED)):
                wish = Wish(kind, AMOUNTS.get(kind, ""))
                implied = name.endswith(IMPLIED)
                yield (
                    Person(
                        f"{path.stem} {name}",
                        "implied" if implied else "said",
                        not implied,
                        lines,
                        lambda answer, wish=wish: bool(wish.met(answer)),
                        DEVELOPING_ASKS,
                    ),
                    wish,
                )


def _without_wish(lines: tuple[str, ...], source: str) -> Iterator[tuple[Person, None]]:
    for number in range(WITHOUT_WISH):
        says = tuple(random.Random(number).sample(lines, 8))
        name = f"{source} {NOTHING} {number}"
        yield Person(name, NOTHING, True, says, lambda _: False, DEVELOPING_ASKS), None


def _shows(kind: str) -> bool:
    """Tell whether a text shows that a wish of that kind is met, whatever it is about."""
    return Wish(kind).met("Boil it for ten minutes.") is not None and (
        "{}" not in KINDS[kind].told or kind in AMOUNTS
    )


if __name__ == "__main__":
    main()
