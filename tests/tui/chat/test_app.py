"""The app around the turns: keys while it works, threads, memory, commands."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from uptake.core.errors import HomeError
from uptake.core.protocols import Message
from uptake.tui.chat.app import UptakeApp
from uptake.tui.testing import ScriptedThread


def test_keys_are_answered_while_the_assistant_works(play, gate):
    async def story(me):
        await me.say("slow")
        await me.sees("acting")
        await me.press("h", "i")
        await me.sees("│ hi")
        await me.press("ctrl+b")
        await me.until(lambda: not me.app.panel.display)
        assert me.app.chat.session.busy
        gate.set()
        await me.sees("At last.")

    play(story)


def test_what_is_said_meanwhile_waits_for_its_turn(play, gate, conversation):
    async def story(me):
        await me.say("slow")
        await me.sees("acting")
        await me.say("hello")
        await me.sees("1 waiting")
        assert conversation.asked == [("slow", "main")]
        gate.set()
        await me.sees("Hello you.")
        assert "At last." in me.screen

    play(story)


def test_escape_stops_the_turn_and_what_waits(play, gate, conversation):
    async def story(me):
        await me.say("slow")
        await me.sees("acting")
        await me.say("hello")
        await me.press("escape")
        await me.sees("stopped")
        gate.set()
        await me.ready()
        assert "At last." not in me.screen
        assert conversation.asked == [("slow", "main")]
        await me.say("hello")
        await me.sees("Hello you.")

    play(story)


def test_quitting_does_not_wait_for_the_turn(play, gate):
    async def story(me):
        await me.say("slow")
        await me.sees("acting")
        await me.press("ctrl+q")

    app = play(story)
    assert app.chat.session.busy


def test_the_last_thread_is_reopened_with_its_history(play, conversation):
    conversation.known = [
        ScriptedThread("old", "older", datetime(2026, 1, 1, tzinfo=UTC)),
        ScriptedThread("new", "newer", datetime(2026, 2, 1, tzinfo=UTC)),
    ]
    conversation.said = {"new": [Message("user", "remember me?"), Message("assistant", "Yes.")]}

    async def story(me):
        assert "remember me?" in me.screen
        assert "Yes." in me.screen
        await me.press("up")
        await me.sees("│ remember me?")
        await me.press("enter")
        await me.ready()

    play(story)
    assert conversation.asked == [("remember me?", "new")]


def test_a_thread_that_was_cut_off_goes_on(play, conversation):
    conversation.known = [ScriptedThread("main", "cut off", pending=True)]

    async def story(me):
        await me.sees("Where were we?")

    play(story)
    assert conversation.asked == [("recover", "main")]


def test_another_thread_is_picked_by_its_words(play, conversation):
    conversation.known = [
        ScriptedThread("a", "buy tea", datetime(2026, 2, 1, tzinfo=UTC)),
        ScriptedThread("b", "book a table", datetime(2026, 1, 1, tzinfo=UTC)),
    ]

    async def story(me):
        await me.press("ctrl+t")
        await me.sees("Threads")
        await me.press("t", "a", "b", "enter")
        await me.until(lambda: me.app.chat.session.thread == "b")
        await me.say("hello")
        await me.sees("Hello you.")

    play(story)
    assert conversation.asked == [("hello", "b")]


def test_a_new_thread_starts_empty(play, conversation):
    async def story(me):
        await me.say("hello")
        await me.sees("Hello you.")
        await me.say("/new")
        await me.sees("new thread")
        assert "Hello you." not in me.screen
        await me.say("hello")
        await me.sees("Hello you.")

    play(story)
    assert conversation.asked[0][1] == "main"
    assert conversation.asked[1][1] != "main"


def test_threads_stay_while_a_turn_runs(play, gate):
    async def story(me):
        await me.say("slow")
        await me.sees("acting")
        await me.press("ctrl+n")
        await me.sees("A turn is running.")
        assert me.app.chat.session.thread == "main"
        gate.set()

    play(story)


def test_what_was_remembered_is_undone_by_command(play, conversation):
    async def story(me):
        await me.say("no nuts please")
        await me.sees("remembered: no nuts")
        await me.say("/undo")
        await me.sees("undone: no nuts")

    play(story)
    assert conversation.undone == ["w1"]


def test_what_was_remembered_is_undone_where_it_stands(play, conversation):
    async def story(me):
        await me.say("no nuts please")
        await me.sees("remembered: no nuts")
        await me.pilot.click("TurnView RememberedRow")
        await me.sees("undone: no nuts")
        await me.pilot.click("TurnView RememberedRow")
        await me.ready()

    play(story)
    assert conversation.undone == ["w1"]


def test_memory_is_searched_and_forgotten(play, conversation):
    async def story(me):
        await me.say("/memory nuts")
        await me.sees("1 memory for “nuts”")
        await me.say("/forget nuts")
        await me.sees("Forget which?")
        await me.press("space", "enter")
        await me.sees("forgot: I never eat nuts")
        await me.sees("2 memories")

    play(story, size=(90, 30))
    assert [record.id for record in conversation.memory.list()] == ["h1", "p1"]


def test_forgetting_for_good_is_asked_twice(play, conversation):
    async def story(me):
        await me.say("/forget nuts")
        await me.sees("Forget which?")
        await me.press("space", "g")
        await me.sees("This cannot be undone.")
        await me.press("n")
        await me.ready()
        await me.say("/forget nuts")
        await me.sees("Forget which?")
        await me.press("space", "g")
        await me.sees("This cannot be undone.")
        await me.press("y")
        await me.sees("Forgot for good: I never eat nuts")

    play(story)
    assert conversation.memory.for_good == ("f1",)


def test_a_conversation_is_forgotten_and_another_begins(play, conversation):
    async def story(me):
        before = me.app.chat.session.thread
        await me.say("hello")
        await me.sees("Hello you.")
        await me.say("/forget")
        await me.sees(f"the conversation {before}")
        await me.press("y")
        await me.sees("The conversation is forgotten for good.")
        assert me.app.chat.session.thread != before

    play(story)
    assert len(conversation.memory.for_good) == 1


def test_any_change_is_taken_back_from_the_history(play, conversation):
    async def story(me):
        await me.say("/history")
        await me.sees("added fact “I never eat nuts”")
        me.app.query("RememberedRow")[1].focus()
        await me.press("u")
        await me.sees("undone: w-f1")

    play(story, size=(130, 30))
    assert conversation.undone == ["w-f1"]


def test_a_memory_tells_its_story(play, conversation):
    async def story(me):
        await me.say("/story nuts")
        await me.sees('you said "I never eat nuts"')

    play(story)


def test_forgetting_can_be_thought_better_of(play, conversation):
    async def story(me):
        await me.say("/forget nuts")
        await me.sees("Forget which?")
        await me.press("space", "escape")
        await me.ready()

    play(story)
    assert len(conversation.memory.list()) == 3


def test_the_menu_completes_commands(play, conversation):
    async def story(me):
        await me.press("slash", "b")
        await me.sees("> /browser URL")
        await me.press("tab")
        await me.say("example.org")
        await me.sees("The browser shows https://example.org")
        await me.press("slash", "b", "enter")
        await me.say("file:///tmp/broken.html")
        await me.sees("file:///tmp/broken.html cannot be opened.")

    play(story)
    assert conversation.opened == ["https://example.org"]


def test_a_file_of_items_is_opened_by_a_command(play, conversation):
    async def story(me):
        await me.say("/items /tmp/places.csv")
        await me.sees("You can choose from places.csv: 3 items")

    play(story)
    assert conversation.opened == ["/tmp/places.csv"]


def test_an_unknown_command_is_not_sent(play, conversation):
    async def story(me):
        await me.say("/nothing")
        await me.sees("There is no command /nothing.")
        await me.say("/etc/hosts is what?")
        await me.ready()

    play(story)
    assert [text for text, _ in conversation.asked] == ["/etc/hosts is what?"]


def test_the_palette_has_the_commands(play):
    async def story(me):
        await me.press("ctrl+p")
        await me.press(*"settings", "enter")
        await me.sees("Settings; change them in")

    play(story)


def test_help_and_panel_and_quit_are_commands(play):
    async def story(me):
        await me.say("/help")
        await me.sees("ctrl+j, shift+enter  new line")
        await me.say("/panel")
        await me.until(lambda: not me.app.panel.display)
        await me.say("/quit")

    app = play(story)
    assert app.return_code == 0


def test_the_panel_is_hidden_in_a_narrow_terminal_until_asked_for(play):
    async def story(me):
        assert not me.app.panel.display
        await me.press("ctrl+b")
        await me.sees("Recalled")

    play(story, size=(80, 24))


def test_a_message_can_have_several_lines(play, conversation):
    async def story(me):
        await me.press("a", "ctrl+j", "b", "enter")
        await me.ready()

    play(story)
    assert conversation.asked == [("a\nb", "main")]


def test_earlier_messages_come_back_and_the_draft_is_kept(play):
    async def story(me):
        await me.say("hello")
        await me.say("lunch")
        await me.ready()
        editor = me.app.chat.composer.editor
        await me.press("x", "up")
        assert editor.text == "lunch"
        await me.press("up", "up")
        assert editor.text == "hello"
        await me.press("down", "down")
        assert editor.text == "x"

    play(story)


def test_the_last_reply_is_copied(play):
    async def story(me):
        await me.say("hello")
        await me.sees("Hello you.")
        await me.say("/copy")
        await me.until(lambda: me.app.clipboard == "Hello **you**.")

    play(story)


def test_an_assistant_that_cannot_be_opened_says_why(play_app):
    def fail(_):
        raise HomeError("The home /x cannot be made.")

    async def story(me):
        await me.sees("The home /x cannot be made.")
        await me.ready()
        await me.say("hi")
        await me.sees("The assistant could not be opened")

    play_app(UptakeApp(fail), story)


def test_what_is_said_before_the_assistant_is_awake_is_not_lost(play_app, conversation):
    ready = threading.Event()

    def slowly(progress):
        progress("downloading a model", 0.4)
        ready.wait()
        return conversation

    async def story(me):
        await me.say("hello")
        await me.until(lambda: me.app.status.fetching == "downloading a model 40%")
        assert conversation.asked == []
        ready.set()
        await me.sees("Hello you.")

    play_app(UptakeApp(slowly), story)
    assert conversation.asked == [("hello", "main")]


def test_the_assistant_is_given_back_at_the_end(play, conversation):
    async def story(me):
        await me.say("/quit")

    app = play(story)
    assert app.close_assistant()
    assert conversation.closed


def test_the_assistant_is_not_closed_under_a_turn_that_runs(play, gate, conversation):
    async def story(me):
        await me.say("slow")
        await me.sees("acting")
        await me.press("ctrl+q")

    app = play(story)
    assert not app.close_assistant()
    assert not conversation.closed
    gate.set()
