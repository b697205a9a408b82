import pytest

from uptake.core.forms import form_of, forms
from uptake.core.grounding import fill
from uptake.core.numerals import numbered_place, spelled, spelled_place


@pytest.mark.parametrize(
    ("text", "form", "result"),
    [
        ("Quiet please", "upper", "QUIET PLEASE"),
        ("GO NOW", "title", "Go Now"),
        ("GO NOW", "capitalised", "Go now"),
        ("7:05 pm", "24h", "19:05"),
        ("12 a.m.", "24h", "00:00"),
        ("19:05", "12h", "7:05 PM"),
        ("00:30", "12h two digits", "12:30 AM"),
        ("9:05", "24h", "09:05"),
        ("March 4, 2021", "iso", "2021-03-04"),
        ("Thursday, 4th of March 2021", "us", "03/04/2021"),
        ("03/04/2021", "month year", "March 2021"),
        ("03/04/2021", "day", "4"),
        ("2021-03-04", "weekday", "Thursday"),
        ("4.3.2021", "long", "March 4, 2021"),
        ("23/03/21", "iso", "2021-03-23"),
        ("Sept 2", "short month", "Sep"),
        ("second", "number", "2"),
        ("2nd", "place", "1"),
        ("last", "place", "-1"),
        ("forty-two", "number", "42"),
        ("12", "in words", "twelve"),
        ("12", "ordinal in words", "twelfth"),
        ("$1,250.75", "number", "1250.75"),
        ("-06", "number", "-6"),
        ("-6", "unsigned", "6"),
        ("@bea", "bare", "bea"),
        ("boxes", "singular", "box"),
        ("berry", "plural", "berries"),
        ("Mary Ann Low", "initials", "MAL"),
        ("Mary Ann Low", "last word", "Low"),
        ("Sign out", "hyphens", "sign-out"),
    ],
)
def test_a_form_follows_from_what_is_said(text: str, form: str, result: str):
    assert form_of(form, text) == result
    assert forms(text)[form] == result


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("7", "24h"),
        ("25:10", "24h"),
        ("31/31/2021", "iso"),
        ("February 30, 2021", "iso"),
        ("March 4", "iso"),
        ("march on", "month"),
        ("Ann", "number"),
        ("0", "place"),
        ("Ann", "last word"),
        ("anything", "no such form"),
    ],
)
def test_a_form_that_does_not_apply_gives_nothing(text: str, form: str):
    assert form_of(form, text) is None
    assert form not in forms(text)


def test_a_text_that_has_the_form_already_is_its_own_form_but_no_other():
    assert form_of("24h", "19:05") == "19:05"
    assert "24h" not in forms("19:05")


def test_nothing_follows_from_an_empty_text():
    assert forms("") == forms("  ") == {}


def test_numbers_in_words_lead_back_to_the_numbers():
    for number in range(1, 100):
        assert form_of("number", spelled(number)) == str(number)
        assert form_of("number", spelled_place(number)) == str(number)
        assert form_of("place", numbered_place(number)) == str(number - 1)


def test_placeholders_take_values_and_their_forms():
    values = {"time": "7:05 PM", "field 2": "rose"}

    assert fill("at {time|24h}: {field 2|upper}, {field 2}", values) == "at 19:05: ROSE, rose"


def test_placeholders_stay_where_slot_or_form_are_unknown_or_do_not_apply():
    template = "{other|upper} {word|24h} {word|no form} {{word|upper}}"

    assert (
        fill(template, {"word": "rose"}) == "{other|upper} {word|24h} {word|no form} {word|upper}"
    )
