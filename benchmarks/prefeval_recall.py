"""Measure whether a preference is found by questions that bear on it and do not mention it.

All preferences of all topics are in one memory, as facts; or the conversations that imply them
are, each a thread, kept as the assistant keeps them: every turn as an episode, and what the user
states or picks in it as facts. Each question is then recalled with, and counts as answered where
its own preference (or anything of its own conversation) is among the first k. Of conversations
the first k different ones count.

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uptake.core.protocols import Embedder
from uptake.core.testing import temporary_home
from uptake.memory.choices import ChoiceReader
from uptake.memory.embedding import load_embedder
from uptake.memory.facts import FactReader
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, Provenance, Record, RecordType

KINDS = ("explicit", "choice", "persona")
CUTS = (1, 5, 10)
_DEEP = 8
"""How many records are looked at for each conversation that counts: several may be of one."""

SAID = Provenance(kind="turn")
USER = "me"


@dataclass(frozen=True)
class Case:
    """A question and the records that it should bring up."""

    name: str
    """A preference's id, or a conversation's thread."""

    question: str
    preference: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    """What the user said and what was replied, where a conversation implies the preference."""


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
        embedder = load_embedder(settings)
        memory = Memory.open(settings, embedder)
        records = {case.name: kept(case, embedder) for case in cases}
        memory.add(record for of_case in records.values() for record in of_case)
        owners = {record.id: name for name, of_case in records.items() for record in of_case}
        memory.catch_up()
        memory.recall("Where do I start?", user=USER)
        ranks, spent = list[int](), list[float]()
        for case in cases:
            started = time.perf_counter()
            ranks.append(_rank(memory, case, owners))
            spent.append((time.perf_counter() - started) * 1000)
        memory.close()
    found = {f"recall@{k}": sum(rank < k for rank in ranks) / len(ranks) for k in CUTS}
    return found | {"questions": len(ranks), "median_ms": statistics.median(spent)}


def read(folder: Path, kind: str, part: str) -> list[Case]:
    """Read the cases of the topics that are part of `part`."""
    paths = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.json*"))}
    stated = kind == "explicit"
    return [
        Case(
            f"{topic}/{number}",
            row["question"],
            preference=row["preference"] if stated else "",
            turns=() if stated else tuple(turns_of(row["conversation"])),
        )
        for topic in topics_of(paths, part)
        for number, row in enumerate(load(paths[topic]))
    ]


def topics_of(names: Iterable[str], part: str) -> list[str]:
    """Return the topics of a part."""
    shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    half = (len(shuffled) + 1) // 2
    return {"develop": shuffled[:half], "report": shuffled[half:], "all": shuffled}[part]


def load(path: Path) -> list[dict[str, Any]]:
    """Read the rows of a topic."""
    open_: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with open_(path, "rt", encoding="utf-8") as file:
        rows: list[dict[str, Any]] = json.load(file)
    return rows


def kept(case: Case, embedder: Embedder) -> list[Record]:
    """Return what is remembered of a case."""
    if not case.turns:
        return [_fact(case.name, case.preference)]
    reader, choices = FactReader(embedder), ChoiceReader(embedder)
    records, before = list[Record](), ("", "")
    for number, (said, reply) in enumerate(case.turns):
        turn = f"{case.name}/{number}"
        statements = [*reader.read(said).statements]
        if choice := choices.read(*before, said):
            statements.append(choice.statement())
        records += [_fact(f"{turn}/{at}", text) for at, text in enumerate(statements)]
        records.append(
            Episode(
                id=turn, user=USER, provenance=SAID, thread=case.name, request=said, reply=reply
            )
        )
        before = (said, reply)
    return records


def _fact(id_: str, statement: str) -> Fact:
    return Fact(id=id_, user=USER, provenance=SAID, statement=statement)


def turns_of(conversation: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was said and replied, in order."""
    if "query" in conversation:
        said = ("query", "assistant_options", "user_selection", "assistant_acknowledgment")
        asked, offered, chosen, closed = (conversation[key] for key in said)
        return [(asked, offered), (chosen, closed)]
    numbered = sorted(conversation.items(), key=lambda item: int(item[0]))
    return [(turn["user"], turn["assistant"]) for _, turn in numbered]


def _rank(memory: Memory, case: Case, owners: Mapping[str, str]) -> int:
    """Return at which place the question finds its own, from 0; beyond all cuts where it fails."""
    types: tuple[RecordType, ...] = ("fact", "episode")
    hits = memory.recall(case.question, user=USER, types=types, limit=_DEEP * max(CUTS))
    names = list(dict.fromkeys(owners[hit.record.id] for hit in hits))
    return names.index(case.name) if case.name in names else max(CUTS)


if __name__ == "__main__":
    main()
