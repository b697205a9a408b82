import time

import pytest

from uptake.policy.slots.spans import items, lists, spans
from uptake.policy.slots.tokens import shape, tokens


def features(request: str, text: str) -> set[str]:
    """Return what is said about the span with that text."""
    return set(next(span for span in spans(request) if span.text == text).features)


def list_features(request: str, text: str) -> set[str]:
    return set(next(span for span in lists(request) if span.text == text).features)


def test_quotations_names_times_and_parts_of_dates_are_spans():
    found = {span.text for span in spans('At 7:05 PM tell @bea "so be it." on 11/23/2019, Ann\'s')}

    assert {"7:05 PM", "@bea", "so be it.", "11/23/2019", "23", "Ann"} <= found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-4", "number"),
        ("7:05 PM", "time"),
        ("11/23/2019", "date"),
        ("3rd of May", "date"),
        ("@bea", "@"),
        ("Ada", "name"),
        ("OK", "upper"),
        ("x9", "mixed"),
        ("so", "lower"),
        ("…", "mark"),
        ("one\ntwo", "long"),
    ],
)
def test_a_span_looks_like_what_it_is(text: str, kind: str):
    assert shape(text) == kind


def test_a_capital_at_the_beginning_of_a_sentence_is_not_a_name():
    looks = {token.text: token.look for token in tokens("Call Ada. Then Grace").words}

    assert looks == {"Call": "start", "Ada": "name", ".": "mark", "Then": "start", "Grace": "name"}


def test_neighbours_that_are_named_count_by_their_looks():
    one = features("Send Ada the 3 boxes now", "the")
    other = features("Send Grace the 7 boxes now", "the")

    assert one == other


def test_what_a_word_does_in_a_sentence_holds_in_other_wordings():
    assert "side=source" in features("Read the letter from Ada", "Ada")
    assert "side=source" in features("Read the letter by Ada", "Ada")
    assert "side=source" in features("Read Ada’s letter", "Ada")  # noqa: RUF001
    assert "side=goal" in features("Hand the letter to Ada", "Ada")
    assert "side=goal" in features("Hand Ada the letter", "Ada")


def test_a_piece_of_a_name_or_date_is_said_to_go_on():
    assert "more" in features("Fly to New York today", "New")
    assert "more" not in features("Fly to New York today", "New York")
    assert "within" in features("Fly on May 3, 2021 please", "May 3")
    assert "within" not in features("Fly on May 3, 2021 please", "May 3, 2021")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("pear", ("pear",)),
        ("pear, fig and plum", ("pear", "fig", "plum")),
        ("pear, fig, and plum", ("pear", "fig", "plum")),
        ("pear or fig", ("pear", "fig")),
        ("pear,fig", ("pear", "fig")),
        ("File > Save as > Draft", ("File", "Save as", "Draft")),
        ("File>Print", ("File", "Print")),
        ("Salt and Pepper; Oil", ("Salt and Pepper", "Oil")),
        ('"red, green" and "blue"', ("red, green", "blue")),
        ("12,500 and 3", ("12,500", "3")),
        ("1,2,3", ("1", "2", "3")),
        ("", ()),
    ],
)
def test_a_list_falls_into_its_values(text: str, values: tuple[str, ...]):
    assert items(text) == values


@pytest.mark.parametrize(
    "text",
    ["pear", "pear, fig and wild plum", "pear,fig", '"a b", "c"', "File > Save as > Draft", "x; y"],
)
def test_a_list_is_found_among_other_words(text: str):
    assert text in [span.text for span in lists(f"In the shop, tick {text} and then press OK.")]


def test_a_list_of_any_length_is_found():
    text = ", ".join(f"thing{number}" for number in range(40))

    assert text in [span.text for span in lists(f"Take {text} and go.")]


def test_a_list_that_is_cut_short_is_told_from_a_whole_one():
    request = "Tick pear, fig and plum, then press OK"

    assert "more" not in list_features(request, "pear, fig and plum")
    assert "more" in list_features(request, "pear, fig")
    assert "more" in list_features(request, "fig and plum")
    assert "action" in list_features(request, "pear, fig and plum, then press")


def test_long_requests_are_read_quickly():
    request = 'Some word, another Thing and "more quoted words" on 12/05/2019; 3rd > next. ' * 14
    begun = time.thread_time()
    found = len(spans(request)) + len(lists(request))

    assert time.thread_time() - begun < 1.0  # of work, however busy the machine
    assert found > 500
