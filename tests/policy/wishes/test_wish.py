import pytest

from uptake.policy.wishes.wish import KINDS, Wish

ANSWER = (
    "To bake bread, mix flour and water. I would suggest 2 ounces of yeast. Let it rest for an "
    "hour, because it's better then. Bake it until it is brown. Do you want a recipe?"
)
LISTED = "Here is how:\n1. Mix flour and water.\n2. Let it rest.\n3. Bake it until it is brown."
VALUES = {
    "length.shorter": "9 words",
    "address.name": "captain",
    "first.term": "yeast",
    "include.term": "salt",
    "avoid.term": "flour",
}
MENDED = [kind for kind in KINDS if KINDS[kind].mend is not None]


@pytest.mark.parametrize("answer", [ANSWER, LISTED])
@pytest.mark.parametrize("kind", MENDED)
def test_a_mended_answer_meets_the_wish_and_is_mended_no_more(kind: str, answer: str) -> None:
    wish = Wish(kind, VALUES.get(kind, ""))
    mended = wish.mend(answer)
    assert wish.met(mended), mended
    assert wish.mend(mended) == mended


@pytest.mark.parametrize("kind", MENDED)
def test_what_meets_the_wish_is_left_as_it_is(kind: str) -> None:
    wish = Wish(kind, VALUES.get(kind, ""))
    for answer in (ANSWER, LISTED):
        if wish.met(answer):
            assert wish.mend(answer) == answer


def test_no_answer_meets_no_wish_and_is_not_edited() -> None:
    for kind in KINDS:
        assert Wish(kind).met(" ") is False
        assert Wish(kind).mend("") == ""


def test_an_answer_becomes_a_numbered_list() -> None:
    assert Wish("layout.numbered").mend("Mix the dough. Let it rest.") == (
        "1. Mix the dough.\n2. Let it rest."
    )


def test_one_sentence_is_listed_by_its_clauses() -> None:
    assert Wish("layout.bulleted").mend("Mix the dough, then let it rest, and bake it.") == (
        "- Mix the dough.\n- Let it rest.\n- Bake it."
    )


def test_a_statement_that_has_no_parts_becomes_no_list() -> None:
    answer = "Use strong flour."
    assert Wish("layout.numbered").mend(answer) == answer
    assert not Wish("layout.numbered").met(answer)


def test_shortening_leaves_out_whole_sentences() -> None:
    assert Wish("length.shorter", "20 words").mend(ANSWER) == (
        "To bake bread, mix flour and water. I would suggest 2 ounces of yeast."
    )


def test_a_sentence_that_is_too_long_loses_its_introduction_first() -> None:
    assert Wish("length.shorter", "4 words").mend(ANSWER) == "Mix flour and water."


def test_a_sentence_that_was_cut_off_is_left_out() -> None:
    answer = "Mix the dough well. Let it rest. Then bake it until the"
    assert Wish("layout.numbered").mend(answer) == "1. Mix the dough well.\n2. Let it rest."


def test_shorter_is_meant_in_comparison_where_no_amount_is_named() -> None:
    wish = Wish("length.shorter")
    assert wish.met("Bake it.", minded="Mix it well, and bake it until it is brown.")
    assert not wish.met("Mix it well, and bake it.", minded="Mix it well, and bake it brown.")


def test_an_address_is_put_before_the_first_words() -> None:
    assert Wish("address.name", "captain").mend("Sure! You can bake it.") == (
        "Captain, you can bake it."
    )


def test_the_point_about_a_thing_comes_first() -> None:
    assert Wish("first.term", "bus").mend("1. Take the train.\n2. Take the bus.") == (
        "1. Take the bus.\n2. Take the train."
    )


def test_sentences_about_a_thing_are_left_out_in_any_inflection() -> None:
    wish = Wish("avoid.term", "egg")
    assert wish.mend("Add two eggs. Stir it well.") == "Stir it well."


def test_amounts_are_converted() -> None:
    assert (
        Wish("units.metric").mend("It is 10 miles, at 68 °F.") == "It is 16 kilometres, at 20 °C."
    )
    assert Wish("units.imperial").mend("Walk 8 km.") == "Walk 5 miles."


def test_whether_an_answer_is_warm_no_text_shows() -> None:
    assert Wish("manner.warm").met("Of course, dear friend.") is None


@pytest.mark.parametrize(
    ("one", "other", "excluded"),
    [
        (Wish("length.shorter"), Wish("length.longer"), True),
        (Wish("length.shorter", "9 words"), Wish("length.shorter", "20 words"), False),
        (Wish("address.name", "Ann"), Wish("address.name", "Captain"), True),
        (Wish("avoid.term", "eggs"), Wish("avoid.term", "milk"), False),
        (Wish("avoid.term", "eggs"), Wish("include.term", "Eggs"), True),
        (Wish("layout.prose"), Wish("length.shorter"), False),
        (Wish("layout.bulleted"), Wish("length.shorter", "1 sentence"), True),
        (Wish("layout.bulleted"), Wish("length.shorter", "20 words"), False),
    ],
)
def test_wishes_that_exclude_one_another(one: Wish, other: Wish, excluded: bool) -> None:
    assert one.excludes(other) is other.excludes(one) is excluded


def test_one_exclamation_enlivens_a_single_sentence_and_no_longer_answer() -> None:
    lively = Wish("tone.lively")
    assert lively.met("Bake it now!")
    assert not lively.met("Great question! Bake it. Let it rest.")
    assert lively.mend("Great question! Bake it. Let it rest.").count("!") > 1
