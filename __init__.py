"""uptake: an assistant that learns habits, procedures and preferences without labels."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uptake.agents.assembly import build_graph
    from uptake.agents.assistant import Assistant
    from uptake.agents.recommender.hosts import recommend
    from uptake.agents.recommender.recommendation import Recommendation
    from uptake.core.events import Item
    from uptake.core.settings import Settings, load_settings

__version__ = version("uptake")
__all__ = [
    "Assistant",
    "Item",
    "Recommendation",
    "Settings",
    "__version__",
    "build_graph",
    "load_settings",
    "recommend",
]

_HOMES = {
    "Assistant": "uptake.agents.assistant",
    "build_graph": "uptake.agents.assembly",
    "Item": "uptake.core.events",
    "Recommendation": "uptake.agents.recommender.recommendation",
    "recommend": "uptake.agents.recommender.hosts",
    "Settings": "uptake.core.settings",
    "load_settings": "uptake.core.settings",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `uptake --help` must not load LangGraph."""
    if name not in _HOMES:
        raise AttributeError(f"module 'uptake' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
