"""Kill the process in the middle of a turn: what was acknowledged stays, nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from uptake.agents.assistant import Assistant
from uptake.core.events import Event, Replied, TurnEnded
from uptake.core.settings import Settings
from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder

CHILD = """
    import os, signal, sys
    from uptake import Assistant
    from uptake.core.actions import Descriptor, Op
    from uptake.core.observations import Element, Observation
    from uptake.core.settings import Settings
    from uptake.core.testing import FakeDevice, ScriptedModel, WordEmbedder
    from uptake.memory.records import Procedure, Provenance
    from uptake.memory.steps import Step
    from pathlib import Path

    where = sys.argv[2]

    def die(action, shown):
        if where == "act":
            os.kill(os.getpid(), signal.SIGKILL)
        return shown

    class DyingModel(ScriptedModel):
        def stream(self, messages, *, max_tokens=256):
            if where == "respond":
                os.kill(os.getpid(), signal.SIGKILL)
            yield "Hello!"

    settings = Settings(home=Path(sys.argv[1]))
    page = Observation(elements=(Element(ref="e1", role="button", text="Save", clickable=True),))
    assistant = Assistant(
        settings, planner_model=DyingModel(), embedder=WordEmbedder(), device=FakeDevice(page, die)
    )
    assistant.memory.add([Procedure(
        user="me", provenance=Provenance(kind="user"), app="notes", title="Save the note",
        goal="save", requests=("save the note", "please save the note"), support=2,
        steps=(Step(op=Op.CLICK, target=Descriptor(role="button", text="Save")),),
    )])
    for event in assistant.ask("Please remember that I'm vegetarian."):
        if event.kind == "remembered":
            print(event.text, flush=True)
    where_text = {"act": "please save the note", "respond": "hello, how are you?"}[where]
    list(assistant.ask(where_text))
"""


def _die(settings: Settings, where: str, tmp_path: Path) -> str:
    script = tmp_path / "child.py"
    script.write_text(textwrap.dedent(CHILD))
    died = subprocess.run(
        [sys.executable, str(script), str(settings.home), where],
        capture_output=True,
        text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    return died.stdout.strip()


def _restart(settings: Settings, device: FakeDevice) -> Assistant:
    model = ScriptedModel("Hello again!")
    return Assistant(settings, planner_model=model, embedder=WordEmbedder(), device=device)


def test_a_turn_killed_while_it_acted_is_not_done_twice(
    settings: Settings,
    device: FakeDevice,
    one: Callable[[list[Event], type], Any],
    tmp_path: Path,
) -> None:
    acknowledged = _die(settings, "act", tmp_path)
    with _restart(settings, device) as assistant:
        assert acknowledged in [fact.text() for fact in assistant.memory.list("fact")]
        (thread,) = assistant.threads()
        assert thread.pending
        events = list(assistant.recover())
        assert device.actions == []
        assert one(events, TurnEnded).outcome == "failed"
        assert "cut off" in one(events, Replied).text
        assert not assistant.threads()[0].pending


def test_a_reply_that_was_cut_off_is_written_again(
    settings: Settings,
    device: FakeDevice,
    one: Callable[[list[Event], type], Any],
    tmp_path: Path,
) -> None:
    _die(settings, "respond", tmp_path)
    with _restart(settings, device) as assistant:
        events = list(assistant.recover())
        assert one(events, Replied).text == "Hello again!"
        said = [message.content for message in assistant.history("main")]
        assert said[2:] == ["hello, how are you?", "Hello again!"]
