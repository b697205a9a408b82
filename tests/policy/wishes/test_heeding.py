from collections.abc import Sequence

from uptake.core.protocols import Message
from uptake.policy.wishes.heeding import asked_with, edited, heeded, prompts_with
from uptake.policy.wishes.wish import Wish

NUMBERED = Wish("layout.numbered")
SALT = Wish("include.term", "salt")
SHORT = Wish("length.shorter", "10 words")


def test_what_the_model_did_well_is_left_as_it_is() -> None:
    text = "1. Mix it.\n2. Bake it."
    (one,) = heeded([[NUMBERED]], lambda places, _, __: [[text] for _ in places])
    assert (one.text, one.edited, one.unmet) == (text, False, ())


def test_several_wishes_are_met_together() -> None:
    wishes = [Wish("address.name", "captain"), NUMBERED, SHORT, Wish("tone.lively")]
    one = edited("Mix flour and water. Let it rest. Then bake it for an hour.", wishes)
    assert one.unmet == ()
    assert one.text.startswith("Captain:\n1. ")


def test_the_model_writes_again_only_where_no_edit_helps() -> None:
    asked: list[tuple[list[int], list[list[Wish]], bool]] = []

    def draw(
        places: Sequence[int], wishes: Sequence[Sequence[Wish]], again: bool
    ) -> list[list[str]]:
        asked.append((list(places), [list(one) for one in wishes], again))
        return [["Mix it well." if place and not again else "Mix it. Bake it."] for place in places]

    one, other = heeded([[NUMBERED], [NUMBERED]], draw)
    assert asked == [([0, 1], [[], []], False), ([1], [[NUMBERED]], True)]
    assert one.text == other.text == "1. Mix it.\n2. Bake it."


def test_a_thing_is_asked_for_with_the_request_at_once() -> None:
    asked: list[list[Wish]] = []

    def draw(_: Sequence[int], wishes: Sequence[Sequence[Wish]], __: bool) -> list[list[str]]:
        asked.extend(list(one) for one in wishes)
        return [["Add salt to the water. Let it boil."]]

    heeded([[NUMBERED, SALT]], draw)
    assert asked == [[SALT]]


def test_the_answer_that_lacks_least_is_given_in_the_end() -> None:
    drafts = iter([["Mix it well."], ["Mix it quite well now.", "Mix it."]])
    (one,) = heeded([[NUMBERED, Wish("tone.lively")]], lambda *_: [next(drafts)])
    assert one.text == "Mix it well!"
    assert one.unmet == (NUMBERED,)
    assert next(drafts, None) is None, "it was asked for again"


def test_an_answer_that_is_about_a_thing_is_better_than_one_that_only_names_it() -> None:
    drafts = iter([["Use pepper."], ["Use more pepper.", "Add salt to the water."]])
    (one,) = heeded([[SALT]], lambda *_: [next(drafts)])
    assert (one.text, one.edited) == ("Add salt to the water.", False)


def test_where_the_model_never_speaks_of_a_thing_it_is_named_all_the_same() -> None:
    (one,) = heeded([[SALT]], lambda *_: [["Use pepper on the fish."]])
    assert SALT.met(one.text)
    assert one.text.endswith("Use pepper on the fish.")
    assert one.lacking == (SALT,)


def test_what_was_lacking_is_asked_with_the_request_in_each_wording() -> None:
    first, second = asked_with("What is for dinner?", [SALT, NUMBERED])
    assert first != second
    for said in (first, second):
        assert said.startswith("What is for dinner?\n\n")
        assert "salt" in said
        assert NUMBERED.told in said
    assert asked_with("What is for dinner?", []) == ["What is for dinner?"]


def test_asking_again_leaves_the_conversation_before_as_it_was() -> None:
    prompt = (Message("system", "Be kind."), Message("user", "Dinner?"))
    for again in prompts_with(prompt, [SALT]):
        assert again[0] == prompt[0]
        assert again[1].role == "user"
        assert again[1].content.startswith("Dinner?")


def test_an_edit_never_leaves_next_to_nothing() -> None:
    one = edited("Add flour to the bowl. Do it!", [Wish("avoid.term", "flour")])
    assert one.text == "Add flour to the bowl. Do it!"
    assert one.unmet == (Wish("avoid.term", "flour"),)


def test_of_answers_that_are_all_too_short_the_longest_is_given() -> None:
    drafts = iter([["Mix it."], ["Mix it well.", "Mix it all well, and bake it.", "Bake it."]])
    (one,) = heeded([[Wish("length.longer", "30 words")]], lambda *_: [next(drafts)])
    assert one.text == "Mix it all well, and bake it."
