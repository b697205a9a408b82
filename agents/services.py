"""What the nodes work with: models, memory, routes and the device, typed and frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from langchain_core.language_models import BaseChatModel
from langgraph.config import get_config, get_stream_writer

from ..core.events import Event
from ..core.observations import Observation
from ..core.protocols import Device, Embedder, LanguageModel
from ..core.settings import Settings
from ..memory.choices import ChoiceReader
from ..memory.facts import FactReader
from ..memory.memory import Memory
from ..memory.revision import Revision
from ..policy.feedback import FeedbackHead
from ..policy.learning.adapters.planners import Planner, Planners
from ..policy.taste.tastes import Tastes
from .own_wishes import OwnWishes
from .own_words import OwnWords
from .recommender.items.likeness import LikenessFit
from .recommender.items.offer import Offer
from .recommender.recommend import Recommender
from .routes import Routes

Oracle = Callable[[str, Observation], bool]
"""Tells from a request, and from what the device shows afterwards, whether it was done."""


@dataclass(frozen=True)
class Services:
    """Everything that a turn needs and that outlives it."""

    settings: Settings
    memory: Memory
    embedder: Embedder
    planner_model: LanguageModel
    """The planner's base model, which is the same for all users."""

    planners: Planners
    routes: Routes
    feedback: FeedbackHead
    own_words: OwnWords
    own_wishes: OwnWishes
    tastes: Tastes
    facts: FactReader
    choices: ChoiceReader
    revision: Revision
    device: Callable[[], Device | None]
    """Returns the device that is open now, or None."""

    offer: Offer = field(default_factory=Offer)
    """What there is to choose from besides what the device shows."""

    chat_model: BaseChatModel | None = None
    """Writes the replies where it is given; else the planner model does."""

    oracle: Oracle | None = None
    """Checks what was carried out, where the host can; else the user's next words judge it."""

    @cached_property
    def recommender(self) -> Recommender:
        """Ranks what there is to choose from; one, so that it reads what memory holds but once."""
        return Recommender(self.embedder, LikenessFit(self.embedder))


def post(event: Event) -> None:
    """Post an event to whoever streams the graph with `stream_mode="custom"`."""
    get_stream_writer()(event)


def user_of(services: Services) -> str:
    """Return whose turn this is: `user_id` of the run's config, else the settings' user."""
    return str(get_config().get("configurable", {}).get("user_id") or services.settings.user)


def planner_of(services: Services) -> Planner:
    """Return the planner of the user whose turn this is, with what it learned from them."""
    return services.planners.of(user_of(services))


def thread_of() -> str:
    """Return the thread of this run; "main" where a host runs the graph without threads."""
    return str(get_config().get("configurable", {}).get("thread_id") or "main")
