"""How the app looks; renew the pictures with `pytest tests/tui --snapshot-update`."""

from __future__ import annotations

import pytest

from uptake.core.protocols import Message
from uptake.tui.app import UptakeApp
from uptake.tui.testing import ScriptedThread


@pytest.fixture
def looks(conversation, snap_compare):
    """Compare the app after some keys with its picture."""

    def compare(*said: str, keys: tuple[str, ...] = (), size: tuple[int, int] = (80, 24)) -> bool:
        app = UptakeApp(lambda _: conversation)

        async def before(pilot) -> None:
            await rest(pilot)
            for text in said:
                app.screen.query_one("Editor").insert(text)
                await pilot.press("enter")
                await rest(pilot)
            await pilot.press(*keys)
            await rest(pilot)

        async def rest(pilot) -> None:
            for _ in range(300):
                await pilot.pause(0.01)
                if app._awake and not app.status.activity:
                    break
            await pilot.pause()

        app.animation_level = "none"
        # A blinking cursor would be there in one picture and not in the next.
        app.chat.composer.editor.cursor_blink = False
        return bool(snap_compare(app, terminal_size=size, run_before=before))

    return compare


def test_the_first_screen(looks):
    assert looks()


def test_a_wide_screen_after_a_plan_was_carried_out(looks):
    assert looks("archive it", keys=("y",), size=(140, 40))


def test_a_narrow_screen_after_a_plan_was_carried_out(looks):
    assert looks("archive it", keys=("y",))


def test_an_approval(looks):
    assert looks("archive it", size=(100, 30))


def test_a_question(looks):
    assert looks("call her")


def test_items(looks):
    assert looks("lunch", size=(100, 30))


def test_something_remembered(looks):
    assert looks("no nuts please", size=(100, 30))


def test_an_error(looks):
    assert looks("browse")


def test_the_command_menu(looks):
    assert looks(keys=("slash",))


def test_a_thread_with_its_history(looks, conversation):
    conversation.known = [ScriptedThread("main", "Hello")]
    conversation.said = {"main": [Message("user", "Hello"), Message("assistant", "- a\n- `b`")]}
    assert looks()
