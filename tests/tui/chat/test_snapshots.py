"""How the app looks; renew the pictures with `pytest tests/tui --snapshot-update`."""

from __future__ import annotations

import pytest

from uptake.core.protocols import Message
from uptake.tui.chat.app import UptakeApp
from uptake.tui.testing import ScriptedThread


@pytest.fixture
def looks(conversation, snap_compare, player):
    """Compare the app after some keys with its picture."""

    def compare(*said: str, keys: tuple[str, ...] = (), size: tuple[int, int] = (80, 24)) -> bool:
        app = UptakeApp(lambda _: conversation)

        async def before(pilot) -> None:
            me = player(app, pilot)
            await me.ready()
            for text in said:
                await me.say(text)
                await me.ready()
            await me.press(*keys)
            await me.ready()

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
