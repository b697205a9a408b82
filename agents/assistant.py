"""The assistant as terminal, scripts and benchmarks use it: turns in, events out."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command, StateSnapshot, StreamMode

from ..core.events import Event, Item, TurnEnded, parse_event
from ..core.log import start_logging
from ..core.protocols import Device, Embedder, LanguageModel, Message
from ..core.settings import Settings, load_settings
from ..memory.forgetting.conversations import empty_log, keep_last_step
from ..memory.memory import Memory
from ..policy.taste.space import ItemSpace
from .assembly import open_services
from .discretion import without_secrets
from .orchestrator import wire
from .recommender.hosts import recommended
from .recommender.items.sources import Source
from .recommender.recommendation import Recommendation
from .recommender.search import Search
from .screen import Screen
from .services import Oracle
from .state import State


@dataclass(frozen=True)
class Thread:
    """One conversation."""

    id: str
    title: str
    """The first words that the user said in it."""

    updated: datetime
    turns: int
    pending: bool
    """True where a turn waits for an answer or was cut off."""


class Assistant:
    """Takes turns with users. Everything that it learns is in the home of its settings.

    Blocking; call it from a worker thread where something else must stay awake. One turn of a
    thread at a time.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        planner_model: LanguageModel | None = None,
        embedder: Embedder | None = None,
        device: Device | None = None,
        chat_model: BaseChatModel | None = None,
        oracle: Oracle | None = None,
        source: Source | None = None,
        space: ItemSpace | None = None,
    ) -> None:
        """Open the home. Models are found by the settings and load when first needed.

        An `oracle` checks what was carried out; a `source` finds items for a request. Taste is
        learned in the `space`, such as a `Catalogue`; without one, by what items say.
        """
        self.settings = settings or load_settings()
        self.settings.paths.create()
        start_logging(self.settings)
        self.screen = Screen(self.settings, device)
        self.services = open_services(
            self.settings, self.screen, planner_model, embedder, chat_model, oracle, source, space
        )
        self._connection = _open_checkpoints(self.settings)
        self._saver = SqliteSaver(self._connection)
        self._saver.setup()
        self.graph = wire(self.services, checkpointer=self._saver)

    @property
    def memory(self) -> Memory:
        """The memory that turns write to."""
        return self.services.memory

    @property
    def planner_model(self) -> LanguageModel:
        """The local model."""
        return self.services.planner_model

    @property
    def device(self) -> Device | None:
        """The device that is open now."""
        return self.screen.current()

    def open_browser(self, url: str) -> None:
        """Show an address in the assistant's browser, and choose from its pages from now on.

        Raises `DeviceError`.
        """
        self.screen.open(url)
        self.services.offer.close()

    def open_catalogue(self, path: Path) -> str:
        """Choose from the items of a file from now on; return how much of it was read.

        Raises `CatalogueError` where none of it can be read.
        """
        return self.services.offer.open(path).summary

    def ask(
        self,
        text: str,
        *,
        thread: str = "main",
        user: str | None = None,
        items: Sequence[Item] = (),
    ) -> Iterator[Event]:
        """Take a turn and yield its events; the last is `TurnEnded`.

        A turn of the thread that still waits for an answer is left. Closing the iterator
        stops the turn; what it has done by then stays done.
        """
        pool = [item.model_dump(mode="json") for item in items]
        start = {"messages": [HumanMessage(text)], "items": pool}
        return self._run(start, thread, user)

    def resume(
        self, answer: bool | str, *, thread: str = "main", user: str | None = None
    ) -> Iterator[Event]:
        """Answer `ApprovalAsked` with a bool or `QuestionAsked` with a text, and go on."""
        return self._run(Command(resume=answer), thread, user)

    def recover(self, *, thread: str = "main", user: str | None = None) -> Iterator[Event]:
        """Go on with a turn that was cut off; ask again where it waits for an answer.

        Yields nothing where the thread's last turn is complete.
        """
        state = self.graph.get_state(self._config(thread, user))
        waiting = [parse_event(asked.value) for asked in state.interrupts]
        if waiting:
            yield from waiting
            yield TurnEnded(outcome="waiting", seconds=0.0)
        elif state.next:
            yield from self._run(None, thread, user)

    def threads(self, user: str | None = None) -> list[Thread]:
        """Return the user's conversations, the latest first."""
        prefix = f"{user or self.settings.user}/"
        rows = self._connection.execute(
            "SELECT thread_id FROM checkpoints WHERE thread_id LIKE ? AND checkpoint_ns = '' "
            "GROUP BY thread_id ORDER BY max(checkpoint_id) DESC",
            (prefix + "%",),
        ).fetchall()
        found = [self._summary(thread_id.removeprefix(prefix), user) for (thread_id,) in rows]
        return [thread for thread in found if thread.turns]

    def history(self, thread: str, user: str | None = None) -> list[Message]:
        """Return the messages of a conversation, the oldest first."""
        state = self.graph.get_state(self._config(thread, user))
        return [
            Message("user" if message.type == "human" else "assistant", str(message.text))
            for message in state.values.get("messages", [])
        ]

    def recommend(
        self, request: str, items: Iterable[Item], *, user: str | None = None
    ) -> Recommendation:
        """Return the few of the items that suit a request and what is known of the user.

        Outside of any conversation: nothing is posted, and nothing remembered.
        """
        whose = user or self.settings.user
        search = Search(said=(request,), pool=tuple(items))
        taste = self.services.tastes.of(whose)
        return recommended(search, self.memory, self.services.recommender, whose, taste)

    def undo(self, write: str) -> str:
        """Undo a write to memory and say what was undone. Raises `RecordMissing`."""
        records = self.memory.undo(write)
        return "; ".join(record.text().splitlines()[0] for record in records)

    def prepare(self) -> None:
        """Load and fit what routes requests and hears feedback, so that no turn waits for it."""
        self.memory.catch_up()
        self.services.embedder.embed(["ready"])
        self.services.routes.prepare(self.settings.user)
        self.services.feedback.prepare()
        self.services.own_wishes.of(self.settings.user)

    def close(self) -> None:
        """Close browser, memory and conversations. Closing twice does nothing."""
        self.screen.close()
        self.memory.close()
        self._connection.close()

    def __enter__(self) -> Self:
        """Return the assistant; it is closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the assistant."""
        self.close()

    def _config(self, thread: str, user: str | None) -> RunnableConfig:
        whose = user or self.settings.user
        return {"configurable": {"thread_id": self._thread_id(thread, user), "user_id": whose}}

    def _thread_id(self, thread: str, user: str | None) -> str:
        return f"{user or self.settings.user}/{thread}"

    def _run(self, given: Any, thread: str, user: str | None) -> Iterator[Event]:
        started = time.perf_counter()
        config = self._config(thread, user)
        outcome: Literal["done", "waiting", "failed", "infeasible"] = "done"
        reason, told_secret = "", False
        modes: list[StreamMode] = ["custom", "updates"]
        stream = self.graph.stream(given, config, stream_mode=modes, durability="sync")
        try:
            for mode, chunk in cast(Iterator[tuple[str, Any]], stream):
                if mode == "custom":
                    yield chunk
                elif "remember" in chunk:
                    told_secret = not {"noted"}.issuperset(chunk["remember"] or ())
                elif "__interrupt__" in chunk:
                    outcome = "waiting"
                    yield from (parse_event(asked.value) for asked in chunk["__interrupt__"])
                elif (came := (chunk.get("act") or {}).get("outcome")) and came["status"] != "done":
                    outcome = "infeasible" if came["status"] == "infeasible" else "failed"
                    reason = came["reason"]
        except GeneratorExit:
            if outcome != "waiting":
                told_secret = self._leave(config)
                self._tidy(thread, user, told_secret=told_secret)
            raise
        if outcome != "waiting":
            self._tidy(thread, user, told_secret=told_secret)
        yield TurnEnded(outcome=outcome, seconds=time.perf_counter() - started, reason=reason)

    def _tidy(self, thread: str, user: str | None, *, told_secret: bool) -> None:
        """Keep the last step of a turn alone; no file holds the secrets of the others then."""
        keep_last_step(self._saver, self._thread_id(thread, user))
        if told_secret:
            empty_log(self._connection)

    def _leave(self, config: RunnableConfig) -> bool:
        """End a turn that its user stopped, so that nothing takes it up again.

        Returns whether it was told a secret.
        """
        stopped = AIMessage("Stopped.", additional_kwargs={"composed": True})
        left = without_secrets(cast(State, self.graph.get_state(config).values))
        messages = [*left.get("messages", []), stopped]
        self.graph.update_state(config, {**left, "messages": messages}, as_node="remember")
        return bool(left)

    def _summary(self, thread: str, user: str | None) -> Thread:
        state = self.graph.get_state(self._config(thread, user))
        said = [m for m in state.values.get("messages", []) if m.type == "human"]
        return Thread(
            id=thread,
            title=str(said[0].text)[:60] if said else "",
            updated=_created(state),
            turns=len(said),
            pending=bool(state.next),
        )


def _open_checkpoints(settings: Settings) -> sqlite3.Connection:
    connection = sqlite3.connect(settings.paths.checkpoints, check_same_thread=False, timeout=10)
    connection.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing; only a power cut may lose the last steps of a turn.
    connection.execute("PRAGMA synchronous = NORMAL")
    # What a turn was told in confidence is overwritten when its steps are dropped.
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _created(state: StateSnapshot) -> datetime:
    return datetime.fromisoformat(state.created_at or "1970-01-01T00:00:00+00:00")
