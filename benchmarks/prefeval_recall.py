"""Measure whether a preference is found by questions that bear on it and do not mention it.

All preferences of all topics are in one memory, as facts; or the conversations that imply them
are, as episodes, each conversation a thread. Each question is then recalled with, and counts as
answered where its own preference (or a turn of its own conversation) is among the first k. Of
conversations the first k different ones count.

    python benchmarks/prefeval_recall.py --data DIR [--part develop|report|all] [--json OUT]

DIR holds PrefEval's `explicit/`, `choice/` and `persona/`, one `TOPIC.json(.gz)` each with
`preference`, `question` and `conversation` (Zhao et al., 2025, "Do LLMs Recognize Your
Preferences? Evaluating Personalized Preference Following in LLMs").

The topics are split into two halves by the SHA-256 of their names: the first half in the order of
the digests is what may be looked at while developing, the second half is what is reported.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, Provenance, Record, RecordType

KINDS = ("explicit", "choice", "persona")
CUTS = (1, 5, 10)
SAID = Provenance(kind="turn")
USER = "me"


@dataclass(frozen=True)
class Case:
    """A question and the records that it should bring up."""

    name: str
    """What its records have in common: a fact's id, or a conversation's thread."""

    question: str
    records: tuple[Record, ...]


def main() -> None:
    """Run all kinds that DIR holds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--part", choices=("develop", "report", "all"), default="all")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    figures = {
        kind: measure(read(arguments.data / kind, kind, arguments.part))
        for kind in arguments.kinds
        if (arguments.data / kind).is_dir()
    }
    if not figures:
        parser.error(f"{arguments.data} holds none of the folders {', '.join(arguments.kinds)}")
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(cases: Sequence[Case]) -> dict[str, float]:
    """Return the share of questions whose records are among the first k, and the time taken."""
    with temporary_home() as settings:
        memory = Memory.open(settings, load_embedder(settings))
        memory.add(record for case in cases for record in case.records)
        memory.catch_up()
        memory.recall("Where do I start?", user=USER)
        ranks, spent = list[int](), list[float]()
        for case in cases:
            started = time.perf_counter()
            ranks.append(_rank(memory, case))
            spent.append((time.perf_counter() - started) * 1000)
        memory.close()
    found = {f"recall@{k}": sum(rank < k for rank in ranks) / len(ranks) for k in CUTS}
    return found | {"questions": len(ranks), "median_ms": statistics.median(spent)}


def read(folder: Path, kind: str, part: str) -> list[Case]:
    """Read the cases of the topics that are part of `part`."""
    paths = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.json*"))}
    make = _fact if kind == "explicit" else _conversation
    return [
        make(f"{topic}/{number}", row)
        for topic in _topics(paths, part)
        for number, row in enumerate(_load(paths[topic]))
    ]


def _topics(names: Iterable[str], part: str) -> list[str]:
    shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    half = (len(shuffled) + 1) // 2
    return {"develop": shuffled[:half], "report": shuffled[half:], "all": shuffled}[part]


def _load(path: Path) -> list[dict[str, Any]]:
    open_: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with open_(path, "rt", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = json.load(file)
    return rows


def _fact(name: str, row: dict[str, Any]) -> Case:
    fact = Fact(id=name, user=USER, provenance=SAID, statement=row["preference"])
    return Case(name, row["question"], (fact,))


def _conversation(name: str, row: dict[str, Any]) -> Case:
    episodes = (
        Episode(id=f"{name}/{n}", user=USER, provenance=SAID, thread=name, request=q, reply=a)
        for n, (q, a) in enumerate(_turns(row["conversation"]))
    )
    return Case(name, row["question"], tuple(episodes))


def _turns(conversation: dict[str, Any]) -> list[tuple[str, str]]:
    if "query" in conversation:
        said = ("query", "assistant_options", "user_selection", "assistant_acknowledgment")
        asked, offered, chosen, closed = (conversation[key] for key in said)
        return [(asked, offered), (chosen, closed)]
    numbered = sorted(conversation.items(), key=lambda item: int(item[0]))
    return [(turn["user"], turn["assistant"]) for _, turn in numbered]


def _rank(memory: Memory, case: Case) -> int:
    """Return at which place the question finds its own, from 0; beyond all cuts where it fails."""
    types: tuple[RecordType, ...] = ("fact", "episode")
    per_name = len(case.records)
    hits = memory.recall(case.question, user=USER, types=types, limit=max(CUTS) * (per_name + 1))
    names = dict.fromkeys(
        hit.record.thread if isinstance(hit.record, Episode) else hit.record.id for hit in hits
    )
    return list(names).index(case.name) if case.name in names else max(CUTS)


if __name__ == "__main__":
    main()
