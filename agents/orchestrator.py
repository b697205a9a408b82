"""The graph of one turn, wired in one place.

START → listen → recall → plan ─┬→ act ───────┐
                                ├→ recommend ─┤   (→ settle, where a request contradicts itself)
                                ├→ ask → act ─┼→ respond → remember → END
                                └─────────────┘
"""

from __future__ import annotations

from functools import partial
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.store.base import BaseStore

from .asker import ask
from .gui.actor import act
from .listener import listen
from .planner import plan
from .recollector import recall
from .recommender.recommender import recommend, search_in, settle
from .rememberer import remember
from .responder import respond
from .services import Services
from .state import State, plan_in

Graph = CompiledStateGraph[State, Any, State, State]


def wire(
    services: Services,
    *,
    checkpointer: BaseCheckpointSaver[Any] | bool | None = None,
    store: BaseStore | None = None,
) -> Graph:
    """Return the compiled graph of a turn over these services."""
    nodes = {
        "listen": listen,
        "recall": recall,
        "plan": plan,
        "act": act,
        "recommend": recommend,
        "settle": settle,
        "ask": ask,
        "respond": respond,
        "remember": remember,
    }
    graph = StateGraph(State)
    for name, node in nodes.items():
        graph.add_node(name, partial(node, services))
    graph.add_edge(START, "listen")
    graph.add_edge("listen", "recall")
    graph.add_edge("recall", "plan")
    graph.add_conditional_edges("plan", _route, ["act", "recommend", "ask", "respond"])
    graph.add_conditional_edges("ask", _route, ["act", "ask", "respond"])
    graph.add_edge("act", "respond")
    graph.add_conditional_edges("recommend", _settled, ["settle", "respond"])
    graph.add_conditional_edges("settle", _settled, ["settle", "respond"])
    graph.add_edge("respond", "remember")
    graph.add_edge("remember", END)
    return graph.compile(checkpointer=checkpointer, store=store, name="uptake")


def _route(state: State) -> str:
    route = plan_in(state).route
    return "respond" if route == "reply" else route


def _settled(state: State) -> str:
    search = search_in(state)
    return "settle" if search and search.question else "respond"
