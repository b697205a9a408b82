import time

import pytest

from uptake.core.actions import Descriptor
from uptake.core.grounding import describe, fill, fill_descriptor, rank
from uptake.core.observations import Element, Observation


def page(
    *rows: tuple[str, ...], changed: dict[str, dict[str, object]] | None = None
) -> Observation:
    """Return a list of cards, each with the texts and a "bin" and a "star" icon."""
    elements = [Element(ref="list", role="div")]
    for at, texts in enumerate(rows):
        card = f"card{at}"
        elements.append(Element(ref=card, role="div", classes=("card",), parent="list"))
        for number, text in enumerate(texts):
            ref = f"{card}-text{number}"
            elements.append(Element(ref=ref, role="span", text=text, parent=card))
        for icon in ("bin", "star"):
            ref = f"{card}-{icon}"
            elements.append(Element(ref=ref, role="span", classes=(icon,), parent=card))
    changes = changed or {}
    return Observation(
        elements=tuple(e.model_copy(update=changes.get(e.ref, {})) for e in elements)
    )


def element(observation: Observation, ref: str) -> Element:
    found = observation.get(ref)
    assert found is not None
    return found


def best(descriptor: Descriptor, observation: Observation) -> str:
    return rank(descriptor, observation)[0][0].ref


INBOX = page(("Ada", "Lunch?"), ("Grace", "A moth"), ("Alan", "Tape"))


def test_an_icon_is_described_by_the_text_beside_it_that_the_request_mentions():
    described = describe(element(INBOX, "card1-bin"), INBOX, request="Throw Grace's letter away")

    assert described.anchor == "Grace"
    assert described.classes == ("bin",)


def test_an_icon_is_found_on_another_page_by_its_anchor():
    later = page(("Tony", "Null"), ("Ada", "Again"), ("Grace", "More moths"))
    wanted = Descriptor(role="span", classes=("bin",), anchor="Grace")

    assert best(wanted, later) == "card2-bin"


def test_an_element_that_its_text_tells_apart_needs_no_anchor():
    described = describe(element(INBOX, "card1-text0"), INBOX, request="Open Grace's letter")

    assert described.text == "Grace"
    assert described.anchor == ""
    assert described.ordinal is None


def test_elements_that_nothing_tells_apart_are_told_by_their_place():
    twins = page(("Ada",), ("Ada",))

    described = describe(element(twins, "card1-bin"), twins)

    assert described.ordinal == 1
    assert best(described, twins) == "card1-bin"


def test_the_ordinal_minus_one_is_the_last():
    wanted = Descriptor(role="span", classes=("star",), ordinal=-1)

    assert best(wanted, INBOX) == "card2-star"


@pytest.mark.parametrize("ref", [e.ref for e in INBOX.elements if e.parent not in (None, "list")])
def test_every_element_is_found_again_by_its_own_description(ref: str):
    assert best(describe(element(INBOX, ref), INBOX), INBOX) == ref


def test_what_can_be_seen_and_used_comes_before_what_cannot():
    hidden = page(("Ada",), ("Ada",), changed={"card0-bin": {"visible": False}})
    off = page(("Ada",), ("Ada",), changed={"card0-bin": {"enabled": False}})

    assert best(Descriptor(role="span", classes=("bin",)), hidden) == "card1-bin"
    assert best(Descriptor(role="span", classes=("bin",)), off) == "card1-bin"


def test_classes_that_only_say_where_the_pointer_is_are_left_out():
    hovered = page(("Ada",), changed={"card0-bin": {"classes": ("bin", "ui-state-hover")}})

    assert describe(element(hovered, "card0-bin"), hovered).classes == ("bin",)


def test_case_and_outer_punctuation_make_no_difference_to_texts():
    assert best(Descriptor(text="a MOTH!"), INBOX) == "card1-text1"


def test_what_is_not_there_scores_low():
    assert rank(Descriptor(role="button", text="Pay now"), INBOX) == []


def test_slots_are_filled_and_doubled_braces_are_braces():
    assert fill("{{{who}}} and {other}", {"who": "Ada"}) == "{Ada} and {other}"

    filled = fill_descriptor(Descriptor(text="{who}", classes=("{who}",)), {"who": "Ada"})
    assert filled == Descriptor(text="Ada", classes=("Ada",))


def test_a_large_page_is_ranked_in_milliseconds():
    large = page(*((f"Person {n}", f"Subject {n}") for n in range(60)))
    wanted = Descriptor(role="span", classes=("bin",), anchor="Person 41")

    started = time.thread_time()
    found = best(wanted, large)

    assert found == "card41-bin"
    assert time.thread_time() - started < 0.1  # about 5 ms of work, however busy the machine
