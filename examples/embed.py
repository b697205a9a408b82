"""Embed the assistant's graph in a host's own LangGraph app.

The host brings its own graph, checkpointer, device and chat model; uptake is one node of it.
Here the device and the models are doubles, so that the example runs anywhere at once:

    python examples/embed.py
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command

from uptake import Settings, build_graph
from uptake.core.actions import Descriptor, Op
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder, temporary_home
from uptake.memory.memory import Memory
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Step


def sign(state: MessagesState) -> dict[str, Any]:
    """Be a node of the host's own: sign what the assistant said."""
    return {"messages": [AIMessage(f"{state['messages'][-1].text} (via HostApp)")]}


@contextmanager
def host_app(device: FakeDevice) -> Iterator[Any]:
    """Yield the host's compiled graph with the assistant as a subgraph."""
    with temporary_home() as settings:
        teach(settings)
        assistant = build_graph(
            settings,
            device=device,
            planner_model=ScriptedModel("Hello! What can I do?"),
            embedder=WordEmbedder(),
            checkpointer=True,
        )
        graph = StateGraph(MessagesState)
        graph.add_node("uptake", assistant)
        graph.add_node("sign", sign)
        graph.add_edge(START, "uptake")
        graph.add_edge("uptake", "sign")
        graph.add_edge("sign", END)
        yield graph.compile(checkpointer=InMemorySaver())


def teach(settings: Settings) -> None:
    """Give the assistant one procedure; `uptake replay` would learn it from demonstrations."""
    memory = Memory.open(settings, WordEmbedder())
    procedure = Procedure(
        user=settings.user,
        provenance=Provenance(kind="user"),
        app="mail",
        title="Delete the newest message",
        goal="delete-newest",
        requests=("delete the newest message", "please delete my newest message"),
        steps=(Step(op=Op.CLICK, target=Descriptor(role="button", text="Delete")),),
        support=2,
    )
    memory.add([procedure])
    memory.close()


def main() -> None:
    """Take one turn that needs the user's approval, and print the events."""
    page = Observation(elements=(Element(ref="e1", role="button", text="Delete", clickable=True),))
    device = FakeDevice(page)
    config = {"configurable": {"thread_id": "1", "user_id": "me"}}
    with host_app(device) as app:
        request = {"messages": [HumanMessage("please delete the newest message")]}
        for _, event in app.stream(request, config, stream_mode="custom", subgraphs=True):
            print(event.kind)
        (waiting,) = app.get_state(config).interrupts
        print("waits for approval:", waiting.value["reason"])
        final = app.invoke(Command(resume=True), config)
        print(final["messages"][-1].text)
        print("done on the device:", [action.op.value for action in device.actions])


if __name__ == "__main__":
    main()
