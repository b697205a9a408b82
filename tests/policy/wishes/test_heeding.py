from collections.abc import Sequence

from uptake.policy.wishes.heeding import DRAWS, edited, heeded
from uptake.policy.wishes.wish import Wish

NUMBERED = Wish("layout.numbered")
SHORT = Wish("length.shorter", "10 words")


def test_what_the_model_did_well_is_left_as_it_is() -> None:
    text = "1. Mix it.\n2. Bake it."
    (one,) = heeded([[NUMBERED]], lambda places, _: [text for _ in places])
    assert (one.text, one.edited, one.unmet) == (text, False, ())


def test_several_wishes_are_met_together() -> None:
    wishes = [Wish("address.name", "captain"), NUMBERED, SHORT, Wish("tone.lively")]
    one = edited("Mix flour and water. Let it rest. Then bake it for an hour.", wishes)
    assert one.unmet == ()
    assert one.text.startswith("Captain:\n1. ")


def test_the_model_writes_again_only_where_no_edit_helps() -> None:
    asked: list[tuple[list[int], int]] = []

    def draw(places: Sequence[int], attempt: int) -> list[str]:
        asked.append((list(places), attempt))
        return [
            "Mix it well." if attempt == 0 and place else "Mix it. Bake it." for place in places
        ]

    one, other = heeded([[NUMBERED], [NUMBERED]], draw)
    assert asked == [([0, 1], 0), ([1], 1)]
    assert one.text == other.text == "1. Mix it.\n2. Bake it."


def test_the_answer_that_lacks_least_is_given_in_the_end() -> None:
    drafts = iter(["Mix it well.", "Mix it quite well now.", "Mix it."])
    (one,) = heeded([[NUMBERED, Wish("tone.lively")]], lambda _, __: [next(drafts)])
    assert one.text == "Mix it well!"
    assert one.unmet == (NUMBERED,)
    assert next(drafts, None) is None, f"{DRAWS} drafts were asked for"


def test_an_edit_never_leaves_next_to_nothing() -> None:
    one = edited("Add flour to the bowl. Do it!", [Wish("avoid.term", "flour")])
    assert one.text == "Add flour to the bowl. Do it!"
    assert one.unmet == (Wish("avoid.term", "flour"),)
