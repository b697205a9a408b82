"""What a turn looks like, and how its questions are answered."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from uptake.core.events import Replied, TurnEnded
from uptake.tui.chat.cards import Cards
from uptake.tui.chat.dialogs import ApprovalDialog, QuestionDialog
from uptake.tui.chat.turn_view import Reply


def test_a_reply_is_written_into_the_transcript(play, conversation):
    async def story(me):
        await me.say("hello")
        await me.sees("Hello you.")
        await me.sees("done in 2.4 s")
        assert me.app.query_one(Reply).text == "Hello **you**."

    play(story)
    assert conversation.asked == [("hello", "main")]


def test_an_approved_plan_shows_its_steps_as_they_end(play, conversation):
    async def story(me):
        await me.say("archive it")
        await me.sees("It archives a message.")
        assert "waiting for you" in me.screen
        await me.press("y")
        await me.sees("not done in 4.9 s")
        assert "✓ open the message from Ines  120 ms" in me.screen
        assert '✓ click "Archive"  1.5 s' in me.screen
        assert "✗ confirm  3.0 s" in me.screen
        assert "the button has gone" in me.screen

    play(story, size=(140, 40))
    assert conversation.asked == [("archive it", "main"), ("yes", "main")]


def test_what_was_recalled_stands_in_the_panel_with_its_source(play):
    async def story(me):
        await me.say("archive it")
        await me.sees("May I?")
        await me.press("n")
        await me.sees("Then I leave it.")
        assert "▰▰▰▰▰ 0.92  procedure" in me.screen
        assert "3 demonstrations" in me.screen

    play(story, size=(140, 40))


def test_n_escape_and_a_thoughtless_enter_decline(play, conversation):
    async def story(me):
        for key in ("n", "escape", "enter"):
            await me.say("archive it")
            await me.until(lambda: isinstance(me.app.screen, ApprovalDialog))
            await me.press(key)
            await me.ready()

    play(story)
    assert [text for text, _ in conversation.asked] == ["archive it", "no"] * 3


def test_the_buttons_of_an_approval_answer_too(play, conversation):
    async def story(me):
        await me.say("archive it")
        await me.until(lambda: isinstance(me.app.screen, ApprovalDialog))
        await me.press("left", "enter")
        await me.ready()

    play(story)
    assert conversation.asked[-1] == ("yes", "main")


def test_a_question_is_answered_by_its_number(play):
    async def story(me):
        await me.say("call her")
        await me.sees("Whom?")
        await me.press("2")
        await me.sees("Calling Ida.")
        assert "↳ Ida" in me.screen

    play(story)


def test_a_question_is_answered_with_the_arrows(play):
    async def story(me):
        await me.say("call her")
        await me.sees("Whom?")
        await me.press("down", "enter")
        await me.sees("Calling Ida.")

    play(story)


def test_a_question_is_answered_in_ones_own_words(play):
    async def story(me):
        await me.say("call her")
        await me.sees("Whom?")
        await me.say("my mother")
        await me.sees("Calling your mother.")

    play(story)


def test_a_question_that_was_left_is_answered_in_the_composer(play, conversation):
    async def story(me):
        await me.say("call her")
        await me.until(lambda: isinstance(me.app.screen, QuestionDialog))
        await me.press("escape")
        await me.sees("waiting for you")
        await me.say("Ines")
        await me.sees("Calling Ines.")

    play(story)
    assert conversation.asked == [("call her", "main"), ("Ines", "main")]


def test_items_are_cards_with_their_reasons_and_what_they_were_judged_by(play):
    async def story(me):
        await me.say("lunch")
        await me.sees("The soup.")
        assert "1  Soup  €6  ▰▰▰▰▱" in me.screen
        assert "keeps clear of" in me.screen
        assert "judged by  under 10 euros · “no nuts”" in me.screen

    play(story)


@pytest.mark.parametrize(
    ("keys", "said", "reply"),
    [
        (("enter",), "I'll take number 1: Soup", "Soup it is."),
        (("down", "m"), "More like number 2: Cake", "More cake."),
        (("2", "up", "n"), "Not number 1: Soup", "No soup, then."),
    ],
)
def test_an_item_is_picked_by_keys_and_the_choice_is_said_in_words(
    play, conversation, keys, said, reply
):
    async def story(me):
        await me.say("lunch")
        await me.sees("The soup.")
        await me.press("ctrl+r", *keys)
        await me.sees(reply)

    play(story)
    assert [text for text, _ in conversation.asked] == ["lunch", said]


def test_escape_goes_back_from_the_cards_to_writing(play, conversation):
    async def story(me):
        await me.say("lunch")
        await me.sees("The soup.")
        await me.press("ctrl+r")
        await me.sees("enter take it")
        await me.press("escape")
        await me.say("hello")
        await me.sees("Hello you.")

    play(story)
    assert [text for text, _ in conversation.asked] == ["lunch", "hello"]


def test_only_the_cards_shown_last_take_keys(play, conversation):
    async def story(me):
        await me.say("lunch")
        await me.ready()
        await me.say("lunch")
        await me.ready()
        assert [cards.can_focus for cards in me.app.query(Cards)] == [False, True]

    play(story)


def test_an_error_says_what_to_do_and_the_chat_goes_on(play):
    async def story(me):
        await me.say("browse")
        await me.sees("▲ No browser was found. Install one.")
        await me.say("hello")
        await me.sees("Hello you.")

    play(story)


def test_a_bug_is_told_of_and_the_chat_goes_on(play):
    async def story(me):
        await me.say("crash")
        await me.sees("Something unexpected went wrong (RuntimeError: a bug)")
        await me.say("hello")
        await me.sees("Hello you.")

    play(story)


def test_what_cannot_be_done_is_told_apart_from_what_broke(play, conversation):
    conversation.script["fly"] = [
        Replied(text="I see no way."),
        TurnEnded(outcome="infeasible", seconds=1, reason="there is no wing"),
    ]
    conversation.script["walk"] = [
        Replied(text="I fell."),
        TurnEnded(outcome="failed", seconds=2, reason="it is covered"),
    ]

    async def story(me):
        await me.say("fly")
        await me.sees("not possible in 1.0 s")
        await me.say("walk")
        await me.sees("not done in 2.0 s")

    play(story)


def test_brackets_are_text_and_no_markup(play, conversation):
    conversation.script["[red]x[/]"] = [
        Replied(text="[nothing"),
        TurnEnded(outcome="done", seconds=1),
    ]

    async def story(me):
        await me.say("brackets")
        await me.sees("a [bold]b[/bold] c")
        await me.say("[red]x[/]")
        await me.sees("[nothing")
        assert "[red]x[/]" in me.screen
        assert me.app.query(Static)

    play(story)
