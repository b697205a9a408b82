"""Forgetting in conversations: the checkpoints in which LangGraph keeps what was said.

Every step of a turn leaves a checkpoint with all messages so far, and with what was recalled
for it; so forgetting means to write a conversation anew. Knows the file, not the graph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import HomeLocked
from .records import Episode, Fact, Record

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import Checkpoint
    from langgraph.checkpoint.sqlite import SqliteSaver

_PATIENCE = 10.0
"""How many seconds another process may keep the file busy."""

_MANY = 50
"""So many texts are not looked for: every conversation is taken to hold one of them."""


def forget_conversations(path: Path, threads: Iterable[str], removed: Collection[Record]) -> None:
    """Delete whole threads, and from the others what holds the words of removed records.

    The messages go of turns that are removed, and those that state a removed fact. What is left
    of such a conversation goes on from its messages; a turn that waited for an answer does not
    wait any more. Afterwards no file holds what was deleted. Raises `HomeLocked` where another
    process keeps the file busy.
    """
    if not path.exists():
        return
    from langgraph.checkpoint.sqlite import SqliteSaver

    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        saver = SqliteSaver(connection)
        try:
            saver.setup()
            for thread in threads:
                saver.delete_thread(thread)
            for thread in _holding(connection, removed):
                _rewrite(saver, thread, removed)
            connection.execute("VACUUM")
            ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:
            raise _locked(path) from error
    if busy:
        raise _locked(path)


def is_kept(path: Path, thread: str) -> bool:
    """Tell whether there is a conversation with that name."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
        sql = "SELECT 1 FROM checkpoints WHERE thread_id = ? LIMIT 1"
        return connection.execute(sql, (thread,)).fetchone() is not None


def _holding(connection: sqlite3.Connection, removed: Collection[Record]) -> list[str]:
    """Return the threads that may hold words of the records: said, or recalled, in them."""
    texts = {t for r in removed for t in (r.text(), r.provenance.text) if t.strip()}
    spoken = {record.thread for record in removed if isinstance(record, Episode)}
    if len(texts) > _MANY:
        rows = connection.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall()
        return [thread for (thread,) in rows]
    for text in texts:
        spoken |= {
            thread
            for (thread,) in connection.execute(
                "SELECT thread_id FROM checkpoints WHERE instr(checkpoint, :text) "
                "UNION SELECT thread_id FROM writes WHERE instr(value, :text)",
                {"text": text.encode()},
            )
        }
    return sorted(spoken)


def _rewrite(saver: SqliteSaver, thread: str, removed: Collection[Record]) -> None:
    """Keep one checkpoint of the thread, with the messages that are left."""
    config: RunnableConfig = {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}
    checkpoints = [found.checkpoint for found in saver.list(config)]
    saver.delete_thread(thread)
    if not checkpoints or not (messages := list(_left(checkpoints, removed))):
        return
    kept = checkpoints[0].copy()
    kept["channel_values"] = {"messages": messages}
    saver.put(config, kept, {"source": "update", "step": 0, "parents": {}}, {})


def _left(checkpoints: Sequence[Checkpoint], removed: Collection[Record]) -> Iterator[Any]:
    """Yield the messages of the newest checkpoint, which is the first, but for the removed."""
    turns = [record for record in removed if isinstance(record, Episode)]
    facts = [record.statement for record in removed if isinstance(record, Fact)]
    asked = {_asked_in(checkpoints, turn.id) for turn in turns}
    said = {turn.request for turn in turns}
    is_gone = False
    for message in checkpoints[0]["channel_values"].get("messages", []):
        text = str(message.text)
        if message.type == "human":
            is_gone = message.id in asked or text in said or _states(text, facts)
        if not is_gone and not _states(text, facts):
            yield message


def _asked_in(checkpoints: Sequence[Checkpoint], turn: str) -> str | None:
    """Return the id of the message that the turn answered; the oldest checkpoint comes last."""
    for checkpoint in reversed(checkpoints):
        values = checkpoint["channel_values"]
        if values.get("turn") == turn:
            said = [m.id for m in values.get("messages", []) if m.type == "human"]
            return said[-1] if said else None
    return None


def _states(text: str, facts: Iterable[str]) -> bool:
    folded = text.casefold()
    return any(fact.casefold() in folded for fact in facts)


def _locked(path: Path) -> HomeLocked:
    return HomeLocked(
        f"Another process keeps the conversations {path} busy. Close it and forget again."
    )
