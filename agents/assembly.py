"""How the assistant is put together: from its settings, and from what the caller brings."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.store.base import BaseStore

from ..core.protocols import Device, Embedder, LanguageModel
from ..core.settings import Settings, load_settings
from ..memory.choices import ChoiceReader
from ..memory.embedding import load_embedder
from ..memory.facts import FactReader
from ..memory.memory import Memory
from ..memory.revision import Revision
from ..policy.feedback import FeedbackHead
from ..policy.learning.adapters.adapters import reader_for
from ..policy.learning.adapters.planners import Planners
from ..policy.model.chat_model import load_chat_model
from ..policy.model.language_model import load_planner_model
from ..policy.taste.space import ContentSpace, ItemSpace
from ..policy.taste.tastes import Tastes
from ..policy.wishes.hearing import Hearing
from .orchestrator import Graph, wire
from .own_wishes import OwnWishes
from .own_words import OwnWords
from .recommender.items.offer import Offer
from .recommender.items.sources import Source
from .routes import Routes
from .screen import Screen
from .services import Oracle, Services


def build_graph(
    settings: Settings | None = None,
    *,
    device: Device | None = None,
    chat_model: BaseChatModel | None = None,
    planner_model: LanguageModel | None = None,
    embedder: Embedder | None = None,
    oracle: Oracle | None = None,
    source: Source | None = None,
    space: ItemSpace | None = None,
    checkpointer: BaseCheckpointSaver[Any] | bool | None = None,
    store: BaseStore | None = None,
) -> Graph:
    """Return the assistant as a compiled LangGraph graph, for use in a host's own app.

    It takes `messages` (the last one is the request) and optionally `items`, streams typed
    events with `stream_mode="custom"`, and interrupts for approvals and questions. As a
    subgraph, pass `checkpointer=True`, so that it knows its turn before; standing alone,
    pass the host's checkpointer. The host's config may say `thread_id` and `user_id`.
    Taste is learned in the `space`; without one, by what items say.
    """
    settings = settings or load_settings()
    settings.paths.create()
    services = open_services(
        settings,
        Screen(settings, device),
        planner_model,
        embedder,
        chat_model,
        oracle,
        source,
        space,
    )
    return wire(services, checkpointer=checkpointer, store=store)


def open_services(
    settings: Settings,
    screen: Screen,
    planner_model: LanguageModel | None = None,
    embedder: Embedder | None = None,
    chat_model: BaseChatModel | None = None,
    oracle: Oracle | None = None,
    source: Source | None = None,
    space: ItemSpace | None = None,
) -> Services:
    """Open memory and find the models that the caller does not bring."""
    embedder = embedder or load_embedder(settings)
    memory = Memory.open(settings, embedder)
    feedback = FeedbackHead(embedder)
    if chat_model is None and settings.chat_model:
        chat_model = load_chat_model(settings)
    planner_model = planner_model or load_planner_model(settings)
    return Services(
        settings=settings,
        memory=memory,
        embedder=embedder,
        planner_model=planner_model,
        planners=Planners(planner_model, settings.paths.adapters, reader_for(planner_model)),
        routes=Routes(memory, embedder, settings.paths.heads),
        feedback=feedback,
        own_words=OwnWords(memory.turns, feedback),
        own_wishes=OwnWishes(memory.turns, Hearing(embedder), settings.paths.wishes),
        tastes=Tastes(memory.reactions, space or ContentSpace(embedder)),
        facts=FactReader(embedder),
        choices=ChoiceReader(embedder),
        revision=Revision(memory, embedder),
        device=screen.current,
        offer=Offer(source),
        chat_model=chat_model,
        oracle=oracle,
    )
