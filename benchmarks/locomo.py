"""Measure whether what answers a question about a long conversation is recalled.

Every conversation is kept in a memory of its own: each turn a record with its speaker and its
moment, each session a thread. Then each question is asked. `recall@k` of turns is the share of a
question's evidence turns among the first k records that memory recalls; that of sessions is the
share of the evidence's sessions among the first k conversations that it recalls. Both are means
over the questions; `some@k` tells how often there was at least one. The data are those of
"Evaluating Very Long-Term Conversational Memory of LLM Agents" (Maharana et al. 2024).

    python benchmarks/locomo.py --data FILE --json OUT [--parts]

FILE is the LoCoMo JSON list, plain or gzipped. With `--parts` it is measured again without each
part of the evidence, to tell what the part contributes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from pathlib import Path
from statistics import fmean, median
from typing import Any

from uptake.core.protocols import Embedder
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.memory.recall.ranking import Weights
from uptake.memory.records import Episode, Provenance

USER = "listener"
DEPTHS = (5, 10, 20)
ALL = Weights()
PARTS = {
    "without words": replace(ALL, words=0.0),
    "without meaning": replace(ALL, meaning=0.0, meaning_around=0.0),
    "without neighbours": replace(ALL, decay=0.0),
    "without the discount of questions": replace(ALL, asking=0.0),
    "without times": replace(ALL, time=0.0),
    "without speakers": replace(ALL, named=0.0),
}

_TURN = re.compile(r"D\d+:\d+")
_WHEN = "%I:%M %p on %d %B, %Y"


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation."""

    id: str
    """"D3:7": the seventh turn of the third session."""

    session: int
    speaker: str
    text: str
    """What was said, and what the picture shows that came with it."""

    moment: datetime


@dataclass(frozen=True)
class Question:
    """A question and the turns that answer it."""

    text: str
    category: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Conversation:
    """What two people said to each other, and what is asked about it."""

    id: str
    turns: list[Turn]
    questions: list[Question]

    @property
    def end(self) -> datetime:
        """When the questions are asked: once all has been said."""
        return max(turn.moment for turn in self.turns)


@dataclass(frozen=True)
class Answer:
    """How much of a question's evidence was recalled, 0..1, by depth."""

    category: str
    turn: dict[int, float]
    session: dict[int, float]
    ms: float
    """How long the recall of turns took, once the question was embedded."""


def main() -> int:
    """Measure, print a table, and write the figures."""
    arguments = _arguments()
    variants = {"all": ALL, **(PARTS if arguments.parts else {})}
    given: dict[str, dict[str, list[Answer]]] = {name: {} for name in variants}
    with temporary_home() as settings:
        embedder = load_embedder(settings)
        for conversation in read(arguments.data):
            for name, answers in measure(conversation, embedder, variants).items():
                given[name][conversation.id] = answers
            print(in_words(conversation.id, given["all"][conversation.id]), flush=True)
    parts = {name: [*chain(*some.values())] for name, some in given.items()}
    for name, answers in parts.items():
        print(in_words(name, answers), flush=True)
    categories = sorted({answer.category for answer in parts["all"]})
    result = {
        **figures(parts["all"]),
        "by_conversation": {id: figures(answers) for id, answers in given["all"].items()},
        "by_category": {
            name: figures([answer for answer in parts["all"] if answer.category == name])
            for name in categories
        },
        "parts": {name: figures(answers) for name, answers in parts.items() if name != "all"},
        "data": arguments.data.name,
    }
    arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(
    conversation: Conversation, embedder: Embedder, variants: Mapping[str, Weights]
) -> dict[str, list[Answer]]:
    """Keep the conversation in a new memory; return the answers with each of the weights."""
    answers = {}
    with temporary_home() as home:
        memory = Memory.open(home, embedder)
        memory.add(records(conversation))
        memory.catch_up()
        memory.close()
        for name, weights in variants.items():
            memory = Memory.open(home, embedder, weights=weights)
            answers[name] = [
                answer(memory, one, conversation.end) for one in conversation.questions
            ]
            memory.close()
    return answers


def records(conversation: Conversation) -> list[Episode]:
    """Return the turns as records; each session is a thread."""
    source = Provenance(kind="import", ids=(conversation.id,))
    return [
        Episode(
            id=turn.id,
            user=USER,
            provenance=source,
            thread=str(turn.session),
            speaker=turn.speaker,
            request=turn.text,
            reply="",
            valid_from=turn.moment,
        )
        for turn in conversation.turns
    ]


def answer(memory: Memory, question: Question, at: datetime) -> Answer:
    """Ask memory at that moment, and compare with the evidence."""
    memory.embedder.embed([question.text])
    started = time.perf_counter()
    hits = memory.recall(question.text, user=USER, types=("episode",), limit=max(DEPTHS), at=at)
    spent = time.perf_counter() - started
    threads = memory.recall_threads(question.text, user=USER, limit=max(DEPTHS), at=at)
    sessions = {str(session_of(id)) for id in question.evidence}
    return Answer(
        question.category,
        turn=shares(question.evidence, [hit.record.id for hit in hits]),
        session=shares(sessions, [hit.thread for hit in threads]),
        ms=spent * 1000,
    )


def shares(wanted: Collection[str], ranking: Sequence[str]) -> dict[int, float]:
    """Return the share of what is wanted among the first of the ranking, by depth."""
    return {depth: len(set(wanted) & set(ranking[:depth])) / len(wanted) for depth in DEPTHS}


def figures(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the means over the questions, and the median time of a recall."""
    return {
        **{
            kind: {
                f"{name}@{depth}": round(fmean(of(share[depth]) for share in found), 4)
                for name, of in (("recall", float), ("some", math.ceil))
                for depth in DEPTHS
            }
            for kind, found in (
                ("turn", [answer.turn for answer in answers]),
                ("session", [answer.session for answer in answers]),
            )
        },
        "questions": len(answers),
        "recall_ms": round(median(answer.ms for answer in answers), 2),
    }


def in_words(name: str, answers: Sequence[Answer]) -> str:
    """Say the figures in a line."""
    if not answers:
        return f"{name:36} no questions"
    found = figures(answers)
    columns = "  ".join(
        " ".join((kind, *(f"{found[kind][f'recall@{depth}']:.3f}" for depth in DEPTHS)))
        for kind in ("turn", "session")
    )
    return f"{name:36} n={len(answers):<5} {columns}  {found['recall_ms']:.1f} ms"


def read(path: Path) -> list[Conversation]:
    """Return the conversations of a file; ends the program where it cannot be read."""
    try:
        data = path.read_bytes()
        rows = json.loads(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
        return [_conversation(str(row.get("sample_id", n)), row) for n, row in enumerate(rows)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit(f"{path} is no LoCoMo file: {type(error).__name__} {error}")


def session_of(id: str) -> int:
    """Return the session that a turn's id names."""
    return int(id[1:].partition(":")[0])


def _conversation(id: str, row: Mapping[str, Any]) -> Conversation:
    turns = [*_turns(row["conversation"])]
    known = {turn.id for turn in turns}
    questions = []
    for one in row["qa"]:
        # Some name several turns in one string, and a few name turns that there are not.
        named = [turn for text in one.get("evidence", ()) for turn in _TURN.findall(str(text))]
        evidence = tuple(turn for turn in dict.fromkeys(named) if turn in known)
        if evidence:
            questions.append(Question(str(one["question"]), str(one.get("category", "")), evidence))
    return Conversation(id, turns, questions)


def _turns(row: Mapping[str, Any]) -> Iterator[Turn]:
    for session in count(1):
        said = row.get(f"session_{session}")
        if said is None:
            return
        begun = datetime.strptime(row[f"session_{session}_date_time"], _WHEN).replace(tzinfo=UTC)
        for number, turn in enumerate(said):
            text, picture = str(turn.get("text", "")), str(turn.get("blip_caption", ""))
            yield Turn(
                id=str(turn["dia_id"]),
                session=session,
                speaker=str(turn["speaker"]),
                text=f"{text} [{picture}]" if picture else text,
                # Only the session has a time; its turns are put a minute apart.
                moment=begun + timedelta(minutes=number),
            )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    parser.add_argument("--parts", action="store_true", help="also without each part")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
