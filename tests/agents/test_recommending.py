"""Recommending over the turns of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import uptake
from uptake.agents.assistant import Assistant
from uptake.core.events import Item, QuestionAsked, Recommended, Remembered, Replied, TurnEnded
from uptake.core.settings import Settings
from uptake.core.testing import ScriptedModel, WordEmbedder
from uptake.memory.memory import Selection
from uptake.memory.records import Fact, Provenance

One = Callable[[list[Any], type], Any]

ITEMS = [
    Item(id="1", title="Amber", price="€30", attributes={"cuisine": "Thai", "mood": "lively"}),
    Item(id="2", title="Birch", price="€18", attributes={"cuisine": "Thai", "mood": "quiet"}),
    Item(id="3", title="Cedar", price="€24", attributes={"cuisine": "Greek", "mood": "lively"}),
    Item(id="4", title="Dune", price="€12", attributes={"cuisine": "Greek", "mood": "quiet"}),
]


def _ids(recommended: Recommended) -> list[str]:
    return [item.id for item in recommended.items]


def _know(assistant: Assistant, statement: str) -> None:
    told = Provenance(kind="turn", ids=("t",), text=statement)
    assistant.memory.add([Fact(id="f", user="me", provenance=told, statement=statement)])


def test_what_is_remembered_orders_the_hosts_items_and_is_the_reason(
    assistant: Assistant, one: One
) -> None:
    _know(assistant, "I love Greek food")
    events = list(assistant.ask("recommend a quiet place for dinner", items=ITEMS))
    shown = one(events, Recommended)
    assert _ids(shown) == ["4", "2"]
    assert 'fits "I love Greek food", as you said' in shown.items[0].why
    assert [criterion.record for criterion in shown.criteria] == ["", "f"]
    assert one(events, Replied).text == (
        'I would take Dune (€12): as asked: quiet; fits "I love Greek food", as you said.\n'
        "Then: Birch (€18)."
    )


def test_a_critique_takes_effect_at_once_and_without_the_items_being_handed_in_again(
    assistant: Assistant, one: One
) -> None:
    list(assistant.ask("recommend a place for dinner", items=ITEMS))
    shown = one(list(assistant.ask("under 20 euros please")), Recommended)
    assert set(_ids(shown)) == {"2", "4"}
    first = shown.items[0]
    shown = one(list(assistant.ask("not that one")), Recommended)
    assert first.id not in _ids(shown)
    assert len(shown.items) == 1
    shown = one(list(assistant.ask("not that one either")), Recommended)
    assert shown.items == ()
    assert shown.notes == ("You turned down all 2 that fit.",)


def test_a_contradiction_is_asked_about_and_the_answer_goes_on(
    assistant: Assistant, one: One
) -> None:
    events = list(assistant.ask("recommend a place under 15 and over 20 euros", items=ITEMS))
    asked = one(events, QuestionAsked)
    assert asked.options == ("under 15", "over 20 euros")
    assert one(events, TurnEnded).outcome == "waiting"
    events = list(assistant.resume("under 15"))
    assert _ids(one(events, Recommended)) == ["4"]


def test_a_choice_is_kept_as_what_it_was_and_over_what(assistant: Assistant, one: One) -> None:
    shown = one(list(assistant.ask("recommend a quiet place", items=ITEMS)), Recommended)
    taken, left = shown.items
    events = list(assistant.ask("I'll take the first"))
    assert one(events, Replied).text == f"{taken.title} it is."
    (fact,) = [kept for kept in assistant.memory.list("fact") if isinstance(kept, Fact)]
    assert fact.pick is not None
    assert (fact.pick.chosen, fact.pick.over) == (taken.title, (left.title,))
    (reaction,) = assistant.memory.reactions.reactions(user="me")
    assert (reaction.kind, reaction.taken) == ("chosen", taken.id)
    assert [seen.id for seen in reaction.shown] == _ids(shown)


def test_what_is_said_of_an_item_for_good_is_remembered_by_its_name_and_can_be_undone(
    assistant: Assistant, one: One
) -> None:
    shown = one(list(assistant.ask("recommend a quiet place", items=ITEMS)), Recommended)
    first = shown.items[0]
    events = list(assistant.ask("I never want that one again"))
    assert first.id not in _ids(one(events, Recommended))
    noted = one(events, Remembered)
    assert noted.text == f"I never want {first.title} again"
    assistant.undo(noted.write)
    assert assistant.memory.list("fact") == []


def test_other_talk_after_a_recommendation_is_answered_as_such(
    assistant: Assistant, one: One
) -> None:
    list(assistant.ask("recommend a quiet place", items=ITEMS))
    events = list(assistant.ask("hello there"))
    assert not [event for event in events if isinstance(event, Recommended)]
    assert "Hello!" in one(events, Replied).text


def test_a_host_needs_no_conversation(settings: Settings) -> None:
    found = uptake.recommend(
        "a quiet place under 15 euros", ITEMS, "ada", settings=settings, embedder=WordEmbedder()
    )
    assert [item.id for item in found.items] == ["4"]
    assert [criterion.text for criterion in found.criteria] == ["under 15 euros", "quiet"]


@pytest.mark.parametrize("items", [[], [Item(id="1", title="Amber")]])
def test_a_pool_of_none_or_one_is_no_trouble(
    assistant: Assistant, one: One, items: list[Item]
) -> None:
    events = list(assistant.ask("recommend something for dinner", items=items))
    assert one(events, TurnEnded).outcome == "done"
    assert one(events, Replied).text


def test_the_assistant_recommends_without_a_conversation(assistant: Assistant) -> None:
    _know(assistant, "I love Greek food")
    found = assistant.recommend("a quiet place", ITEMS)
    assert [item.id for item in found.items] == ["4", "2"]
    assert assistant.threads() == []


def test_what_was_chosen_before_speaks_for_its_like(assistant: Assistant, one: One) -> None:
    for _ in range(3):
        shown = one(list(assistant.ask("recommend a place", items=ITEMS)), Recommended)
        place = next(n for n, item in enumerate(shown.items, start=1) if item.id == "3")
        list(assistant.ask(f"I'll take number {place}"))
    found = assistant.recommend("a place", ITEMS)
    assert found.items[0].id == "3"
    assert any(criterion.origin == "taste" for criterion in found.criteria)


ROWS = "title,price,cuisine,rooms\nAmber,€30,Thai,2\nBirch,€18,Thai,3\nCedar,€24,Greek,4\n"


def test_a_catalogue_that_was_opened_is_chosen_from_until_a_page_is(
    assistant: Assistant, one: One, tmp_path: Path
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(ROWS)
    assert assistant.open_catalogue(file) == "3 items"
    shown = one(list(assistant.ask("something Thai with two or three rooms")), Recommended)
    assert {item.title for item in shown.items} == {"Amber", "Birch"}
    shown = one(list(assistant.ask("under 20 euros please")), Recommended)
    assert [item.title for item in shown.items] == ["Birch"]
    assistant.services.offer.close()
    assert not [
        event
        for event in assistant.ask("something Greek", thread="other")
        if isinstance(event, Recommended) and event.items
    ]


def test_what_fits_nothing_is_told_and_the_search_goes_on_without_it(
    assistant: Assistant, one: One
) -> None:
    list(assistant.ask("recommend a place for dinner", items=ITEMS))
    shown = one(list(assistant.ask("under 5 euros please")), Recommended)
    assert shown.items == ()
    assert shown.notes[-1] == "I leave it at what you asked before."
    shown = one(list(assistant.ask("only Greek")), Recommended)
    assert set(_ids(shown)) == {"3", "4"}


def test_a_place_where_nothing_was_shown_is_asked_about(assistant: Assistant, one: One) -> None:
    list(assistant.ask("recommend a place under 20 euros", items=ITEMS))
    events = list(assistant.ask("I'll take the fifth"))
    assert one(events, Replied).text.startswith("I showed 2")
    assert not [event for event in events if isinstance(event, Remembered)]


def test_a_source_of_the_host_is_asked_with_the_request(settings: Settings, one: One) -> None:
    asked: list[str] = []

    def source(request: str) -> list[Item]:
        asked.append(request)
        return ITEMS

    with Assistant(
        settings, planner_model=ScriptedModel(), embedder=WordEmbedder(), source=source
    ) as assistant:
        shown = one(list(assistant.ask("Recommend me something to watch tonight")), Recommended)
    assert asked == ["Recommend me something to watch tonight"]
    assert len(shown.items) == 4


def _place_of(shown: Recommended, id: str) -> int:
    return _ids(shown).index(id) + 1


@pytest.mark.parametrize(
    "words", ["it was awful, I hated it", "it was awful, not what I asked for"]
)
def test_what_is_minded_after_a_choice_is_what_was_chosen(
    assistant: Assistant, one: One, words: str
) -> None:
    shown = one(list(assistant.ask("recommend a place for dinner", items=ITEMS)), Recommended)
    taken = shown.items[1]
    list(assistant.ask("I'll take the second"))
    events = list(assistant.ask(words))
    assert taken.id not in _ids(one(events, Recommended))
    assert one(events, Remembered).text == f"no longer: chose {taken.title}"
    reactions = list(assistant.memory.reactions.reactions(user="me"))
    assert [(r.kind, r.taken) for r in reactions] == [
        ("chosen", taken.id),
        ("dissatisfied", taken.id),
    ]
    assert assistant.memory.list("fact") == []
    again = one(
        list(assistant.ask("recommend a place for dinner", items=ITEMS, thread="other")),
        Recommended,
    )
    assert not any("chose" in item.why for item in again.items)


def test_what_was_seen_is_not_offered_again_and_speaks_against_nothing(
    assistant: Assistant, one: One
) -> None:
    shown = one(list(assistant.ask("recommend a place for dinner", items=ITEMS)), Recommended)
    seen = shown.items[0]
    shown = one(list(assistant.ask("I've been to that one")), Recommended)
    assert seen.id not in _ids(shown)
    assert list(assistant.memory.reactions.reactions(user="me")) == []
    shown = one(list(assistant.ask("recommend a place for lunch", items=ITEMS)), Recommended)
    assert seen.id not in _ids(shown)
    assert len(shown.items) == 3


def _shown(assistant: Assistant, one: One, request: str, thread: str) -> Recommended:
    found: Recommended = one(list(assistant.ask(request, items=ITEMS, thread=thread)), Recommended)
    return found


def _seen_first(assistant: Assistant, one: One, words: str) -> str:
    """Return the id of what was shown first, of which the words were said, in a conversation."""
    first = _shown(assistant, one, "recommend a place for dinner", "first").items[0]
    list(assistant.ask(words, thread="first"))
    return first.id


@pytest.mark.parametrize("words", ["I've seen that one", "I already own that"])
def test_what_is_known_is_left_out_in_the_next_conversation_which_tells_so(
    assistant: Assistant, one: One, words: str
) -> None:
    known = _seen_first(assistant, one, words)
    shown = _shown(assistant, one, "recommend a place for lunch", "second")
    assert len(shown.items) == 3
    assert known not in _ids(shown)
    assert "1 that you know already is left out." in shown.notes


@pytest.mark.parametrize("words", ["I've been to that one", "I had that one yesterday"])
def test_what_is_about_now_does_not_last(assistant: Assistant, one: One, words: str) -> None:
    _seen_first(assistant, one, words)
    assert list(assistant.memory.reactions.known(user="me")) == []
    assert len(_shown(assistant, one, "recommend a place for lunch", "second").items) == 4


def test_what_is_known_is_shown_where_it_is_named_or_asked_for_again(
    assistant: Assistant, one: One
) -> None:
    known = _seen_first(assistant, one, "I've seen that one")
    (title,) = [item.title for item in ITEMS if item.id == known]
    for request in (f"recommend a place, perhaps {title}", "recommend a place to see again"):
        shown = _shown(assistant, one, request, request)
        assert known in _ids(shown)
        assert not any("know already" in note for note in shown.notes)


def test_forgetting_the_conversation_brings_what_is_known_back(
    assistant: Assistant, one: One
) -> None:
    known = _seen_first(assistant, one, "I've seen that one")
    assert known not in _ids(_shown(assistant, one, "recommend a place", "second"))
    memory = assistant.memory
    memory.forget(memory.preview(Selection(thread="first"), user="me"))
    assert known in _ids(_shown(assistant, one, "recommend a place", "second"))


def test_where_all_that_fits_is_known_it_is_told_and_not_silently_gone(
    assistant: Assistant, one: One
) -> None:
    _shown(assistant, one, "recommend a quiet place", "first")
    list(assistant.ask("I've seen both of them", thread="first"))
    shown = _shown(assistant, one, "recommend a quiet place", "second")
    assert shown.items == ()
    assert shown.notes == ('You know all 2 that fit already; ask for them "again" to see them.',)
    assert len(_shown(assistant, one, "recommend a quiet place again", "third").items) == 2


def test_what_is_known_is_left_out_without_a_conversation_too(
    assistant: Assistant, one: One, settings: Settings
) -> None:
    known = _seen_first(assistant, one, "I've seen that one")
    for found in (
        assistant.recommend("a place", ITEMS),
        uptake.recommend("a place", ITEMS, settings=settings, embedder=WordEmbedder()),
    ):
        assert known not in [item.id for item in found.items]
        assert "1 that you know already is left out." in found.notes
    assert len(assistant.recommend("a place", ITEMS, user="ada").items) == 4
    assert len(assistant.recommend("a place to see again", ITEMS).items) == 4


def test_what_is_known_says_nothing_of_taste(assistant: Assistant, one: One) -> None:
    _seen_first(assistant, one, "I've seen that one")
    (reaction,) = assistant.memory.reactions.reactions(user="me")
    assert (reaction.kind, reaction.thread) == ("known", "me/first")
    taste = assistant.services.tastes.of("me")
    assert taste.reactions == 0
    assert set(taste.scores(ITEMS)) == {0.0}


def test_what_one_had_yesterday_is_ruled_out_for_now_and_not_remembered(
    assistant: Assistant, one: One
) -> None:
    list(assistant.ask("recommend a place for dinner", items=ITEMS))
    events = list(assistant.ask("not tonight, I had Thai yesterday"))
    assert set(_ids(one(events, Recommended))) == {"3", "4"}
    assert assistant.memory.list("fact") == []
    shown = one(list(assistant.ask("recommend a place for lunch", items=ITEMS)), Recommended)
    assert set(_ids(shown)) == {"1", "2", "3", "4"}


def test_what_is_taken_again_another_time_is_repeated(assistant: Assistant, one: One) -> None:
    for _ in range(2):
        shown = one(list(assistant.ask("recommend a place", items=ITEMS)), Recommended)
        list(assistant.ask(f"I'll take number {_place_of(shown, '3')}"))
        list(assistant.ask("yes, let's book it"))
    reactions = assistant.memory.reactions.reactions(user="me")
    assert [(r.kind, r.taken) for r in reactions] == [("chosen", "3"), ("repeated", "3")]
