"""Preference pairs as TRL and others read them: JSONL with `prompt`, `chosen`, `rejected`.

Each is a list of messages with a role and a content, TRL's conversational preference format.
Beside them stand `reason`, what the user said was wrong with the rejected answer, "" where nothing
is known, and `weight`, how much the pair counts, 0..1. TRL's trainers pass over further keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ....core.errors import UptakeError
from ....core.files import write_whole
from ....core.protocols import Message
from .lessons import Pair


def export_pairs(pairs: Iterable[Pair], path: Path) -> int:
    """Write the pairs, one a line; return how many. The file appears once it is whole.

    Raises `UptakeError` where it cannot be written.
    """
    lines = [json.dumps(_row(pair), ensure_ascii=False) + "\n" for pair in pairs]
    write_whole(path, "".join(lines))
    path.chmod(0o600)  # it holds what the user said
    return len(lines)


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the pairs of such a file, ours or another's. Raises `UptakeError`."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UptakeError(f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        try:
            yield _pair(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise UptakeError(
                f"{path}:{number} is no preference pair: it needs prompt, chosen and rejected, "
                "each a list of messages with role and content; a weight, where there is one, "
                "is a number from 0 to 1."
            ) from error


def _row(pair: Pair) -> dict[str, Any]:
    return {
        "prompt": [{"role": one.role, "content": one.content} for one in pair.prompt],
        "chosen": [{"role": "assistant", "content": pair.chosen}],
        "rejected": [{"role": "assistant", "content": pair.rejected}],
        "reason": pair.reason,
        "weight": pair.weight,
    }


def _pair(row: dict[str, Any]) -> Pair:
    (chosen,), (rejected,) = row["chosen"], row["rejected"]
    prompt = tuple(Message(one["role"], one["content"]) for one in row["prompt"])
    weight = float(row.get("weight", 1.0))
    if not 0 <= weight <= 1:
        raise ValueError(f"{weight} is no weight")
    reason = str(row.get("reason") or "")
    return Pair(prompt, chosen["content"], rejected["content"], weight, turns=(), reason=reason)
