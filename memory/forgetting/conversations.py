"""Forgetting in conversations: the checkpoints in which LangGraph keeps what was said.

Every step of a turn leaves a checkpoint with all messages so far, and with what was recalled
for it; so forgetting means to write a conversation anew. Knows the file, not the graph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import HomeLocked
from ..records import Episode, Fact, Record
from ..storage.links import says

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.sqlite import SqliteSaver

_PATIENCE = 10.0
"""How many seconds another process may keep the file busy."""

_MANY = 2_000
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


def keep_last_step(saver: SqliteSaver, thread: str) -> None:
    """Drop all checkpoints of a thread but the last, which has all that was said.

    Each holds the whole conversation so far: kept, they would grow with the square of its turns.
    """
    with saver.cursor() as cursor:
        for table in ("checkpoints", "writes"):
            cursor.execute(
                f"DELETE FROM {table} WHERE thread_id = :thread AND checkpoint_id < "  # noqa: S608
                "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = :thread "
                "AND checkpoint_ns = '')",
                {"thread": thread},
            )


def empty_log(connection: sqlite3.Connection) -> None:
    """Write the steps that the write-ahead log holds into the file, and empty the log.

    Without it the log still holds what was replaced. Where another process reads, it is emptied
    when that one is done.
    """
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
    last = saver.get_tuple(config)
    messages = last.checkpoint["channel_values"].get("messages", []) if last else []
    if last is None or not (kept := list(_left(messages, removed))):
        saver.delete_thread(thread)
        return
    # The last checkpoint is replaced before the others go: a crash leaves no half of it.
    last.checkpoint["channel_values"] = {"messages": kept}
    saver.put(config, last.checkpoint, {"source": "update", "step": 0, "parents": {}}, {})
    keep_last_step(saver, thread)
    with saver.cursor() as cursor:
        cursor.execute("DELETE FROM writes WHERE thread_id = ?", (thread,))


def _left(messages: Sequence[BaseMessage], removed: Collection[Record]) -> Iterator[BaseMessage]:
    """Yield the messages without the exchanges of removed turns and what states removed facts."""
    turns = {record.id for record in removed if isinstance(record, Episode)}
    said = {record.request for record in removed if isinstance(record, Episode)}
    facts = [record.statement for record in removed if isinstance(record, Fact)]
    for exchange in _exchanges(messages):
        request = str(exchange[0].text)
        if request in said or _states(request, facts):
            continue
        if turns.isdisjoint(message.additional_kwargs.get("turn") for message in exchange):
            yield from (message for message in exchange if not _states(str(message.text), facts))


def _exchanges(messages: Sequence[BaseMessage]) -> Iterator[list[BaseMessage]]:
    """Yield what the user said each time, with what was answered."""
    exchange: list[BaseMessage] = []
    for message in messages:
        if exchange and message.type == "human":
            yield exchange
            exchange = []
        exchange.append(message)
    if exchange:
        yield exchange


def _states(text: str, facts: Iterable[str]) -> bool:
    return any(says(text, fact) for fact in facts)


def _locked(path: Path) -> HomeLocked:
    return HomeLocked(
        f"Another process keeps the conversations {path} busy. Close it and forget again."
    )
