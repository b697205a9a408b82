from __future__ import annotations

import math
import time
from collections.abc import Sequence

import pytest

from uptake.core.observations import Bounds, Element, Observation
from uptake.memory.steps import TargetScorer
from uptake.policy.grounding.targets import Case, learn_scorer, scores

PEOPLE = ("Ines", "Tomas", "Wanda", "Yusuf", "Priya", "Olaf")
TOOLS = ("star", "bin", "flag")


def page(*elements: Element) -> Observation:
    return Observation(elements=(Element(ref="top", role="body"), *elements))


def letters(*people: str) -> Observation:
    """Return cards one below the other, each with a name and three icons without words."""
    elements = []
    for at, person in enumerate(people):
        y = 40.0 * at
        card = f"card{at}"
        elements += [
            Element(ref=card, role="div", parent="top", bounds=box(0, y, 200, 38)),
            Element(ref=person, role="span", text=person, parent=card, bounds=box(0, y, 80, 20)),
            *(
                Element(
                    ref=f"{person} {tool}",
                    role="span",
                    classes=("icon", f"icon-{tool}"),
                    parent=card,
                    bounds=box(100 + 20 * place, y, 16, 16),
                )
                for place, tool in enumerate(TOOLS)
            ),
        ]
    return page(*elements)


def seats(taken: str) -> Observation:
    """Return a board of seats: x and o are taken, a dot is free."""
    return page(
        *(
            Element(
                ref=f"{row}{column}",
                role="div",
                classes=(f"seat-{mark}",) if mark != "." else (),
                parent="top",
                bounds=box(30 * column, 30 * row, 30, 30),
            )
            for row, marks in enumerate(taken.split("/"))
            for column, mark in enumerate(marks)
        )
    )


def box(x: float, y: float, width: float, height: float) -> Bounds:
    return Bounds(x=x, y=y, width=width, height=height)


def chosen(
    scorer: TargetScorer, request: str, observation: Observation, before: tuple[str, ...] = ()
) -> str:
    elements = observation.elements
    ranked = scores(scorer, request, observation, elements, before)
    return elements[max(range(len(elements)), key=ranked.__getitem__)].ref


def about(person: str, verb: str) -> str:
    return f"please {verb} the letter of {person} for me"


def test_nothing_learned_the_element_that_the_request_names_is_likeliest():
    observation = page(
        *(Element(ref=name, role="button", text=name, parent="top") for name in PEOPLE)
    )
    for name in PEOPLE:
        assert chosen(TargetScorer(), f'press "{name}" now', observation) == name


def test_scores_are_log_probabilities_over_the_elements_that_were_given():
    observation = letters(*PEOPLE)
    some = observation.elements[3:9]
    total = sum(math.exp(score) for score in scores(TargetScorer(), "hi", observation, some))
    assert total == pytest.approx(1)
    assert scores(TargetScorer(), "hi", observation, []) == []


def test_one_case_shows_which_icon_is_meant_in_the_card_that_is_named():
    shown = Case(about("Tomas", "drop"), letters("Ines", "Tomas", "Wanda"), "Tomas bin")
    learned = learn_scorer([shown])
    later = letters("Olaf", "Priya", "Yusuf", "Ada")
    assert chosen(learned, about("Yusuf", "drop"), later) == "Yusuf bin"


def test_words_of_requests_come_to_stand_for_looks():
    verbs = {"keep": "star", "lose": "bin", "report": "flag"}
    cases = [
        Case(about(person, verb), letters(*PEOPLE), f"{person} {tool}")
        for person in PEOPLE[:4]
        for verb, tool in verbs.items()
    ]
    learned = learn_scorer(cases)
    fresh = letters("Ada", "Olaf", "Priya")
    for verb, tool in verbs.items():
        assert chosen(learned, about("Olaf", verb), fresh) == f"Olaf {tool}"


def test_a_place_on_a_board_is_known_by_what_stands_in_its_lines():
    shown = ["xx./oo./...", "o.o/xx./.o.", "x../ox./.o."]
    wins = ["02", "12", "22"]
    learned = learn_scorer(
        [Case("win", seats(taken), win) for taken, win in zip(shown, wins, strict=True)]
    )
    assert chosen(learned, "win", seats(".oo/.../x.x")) == "21"
    assert chosen(learned, "win", seats("o.x/o.x/...")) == "22"


def test_the_next_one_after_what_was_done_is_learned():
    rows = page(*(Element(ref=f"r{at}", role="listitem", parent="top") for at in range(9)))
    cases = [Case("tick all", rows, f"r{at + 1}", before=(f"r{at}",)) for at in (0, 2, 5)]
    assert chosen(learn_scorer(cases), "tick all", rows, before=("r6",)) == "r7"


def test_a_number_above_or_below_what_a_field_holds_tells_the_way_there():
    def spinner(value: str) -> Observation:
        return page(
            Element(ref="field", role="textbox", editable=True, value=value, parent="top"),
            Element(ref="more", role="link", classes=("more",), clickable=True, parent="top"),
            Element(ref="less", role="link", classes=("less",), clickable=True, parent="top"),
        )

    cases = [
        Case("set it to 7", spinner("2"), "more"),
        Case("set it to -3", spinner(""), "less"),
        Case("set it to 4", spinner(""), "more"),
        Case("set it to 1", spinner("5"), "less"),
    ]
    learned = learn_scorer(cases)
    assert chosen(learned, "set it to 12", spinner("11")) == "more"
    assert chosen(learned, "set it to -9", spinner("-8")) == "less"


def test_the_mouse_of_who_showed_it_is_not_learned():
    def tabs(hovered: int | None) -> Observation:
        return page(
            *(
                Element(
                    ref=f"tab{at}",
                    role="tab",
                    text=f"Part {at}",
                    classes=("tab", "tab-hover") if at == hovered else ("tab",),
                    parent="top",
                )
                for at in range(4)
            )
        )

    learned = learn_scorer([Case(f"show part {at}", tabs(at), f"tab{at}") for at in (0, 1, 3)])
    assert not any("hover" in cue for cue in learned.weights)
    assert chosen(learned, "show part 2", tabs(0)) == "tab2"


def test_what_holds_most_of_the_page_was_not_meant():
    observation = letters("Ines", "Tomas")
    assert learn_scorer([Case("hi", observation, "top")]) == TargetScorer()
    assert learn_scorer([Case("hi", observation, "not there")]) == TargetScorer()


def test_an_element_and_what_wraps_it_are_equally_right():
    wrapped = page(
        Element(ref="outer", role="listitem", parent="top"),
        Element(ref="inner", role="div", text="Go", parent="outer"),
        Element(ref="other", role="listitem", parent="top"),
        Element(ref="deeper", role="div", text="Stop", parent="other"),
    )
    for meant in ("inner", "outer"):
        learned = learn_scorer([Case("x", wrapped, meant)])
        outer, inner = scores(learned, "x", wrapped, wrapped.elements)[1:3]
        assert math.exp(outer) + math.exp(inner) > 0.8


def test_sixty_cases_of_sixty_elements_are_learned_fast():
    observation = letters(*(f"{name}{at}" for at in range(2) for name in PEOPLE))
    cases = [
        Case(
            about(f"{PEOPLE[at % 6]}{at % 2}", "drop"), observation, f"{PEOPLE[at % 6]}{at % 2} bin"
        )
        for at in range(60)
    ]
    learn_scorer(cases[:2])  # torch is imported
    began = time.thread_time()
    learned = learn_scorer(cases)
    assert time.thread_time() - began < 10  # about 1 s of work, however busy the machine
    assert chosen(learned, about("Zoe", "drop"), letters("Yan", "Zoe")) == "Zoe bin"


def test_what_is_hidden_is_ranked_behind_what_is_seen():
    observation = page(
        Element(ref="hidden", role="button", name="Fold up", visible=False, parent="top"),
        Element(ref="seen", role="button", text="Fold it up", parent="top"),
    )
    assert chosen(TargetScorer(), "fold up", observation) == "seen"


def drawing(*things: tuple[str, ...], answers: Sequence[str]) -> Observation:
    """Return things that look so, and buttons below them."""
    return page(
        *(
            Element(ref="/".join(looks) + f" {at}", role="path", traits=looks, parent="top")
            for at, looks in enumerate(things)
        ),
        *(
            Element(ref=answer, role="button", text=answer, clickable=True, parent="top")
            for answer in answers
        ),
    )


def test_what_shows_all_the_looks_that_are_asked_for_is_meant():
    observation = drawing(
        ("star", "red", "small"), ("star", "blue", "large"), ("moon", "red", "large"), answers=()
    )
    assert chosen(TargetScorer(), "choose a large star", observation).startswith("star/blue")
    assert chosen(TargetScorer(), "choose a large red thing", observation).startswith("moon/red")


def test_counting_what_looks_as_asked_is_learned():
    red, blue, moon = ("star", "red"), ("star", "blue"), ("moon", "red")
    four = ("0", "1", "2", "3", "4")
    cases = [
        Case("how many stars are there", drawing(red, blue, moon, answers=four), "2"),
        Case("how many red things are there", drawing(red, red, moon, answers=four), "3"),
        Case("how many blue stars are there", drawing(red, blue, moon, answers=four), "1"),
    ]
    learned = learn_scorer(cases)
    page_of_four = drawing(moon, moon, red, moon, moon, blue, answers=four)
    assert chosen(learned, "how many moons are there", page_of_four) == "4"
    assert chosen(learned, "how many green stars are there", page_of_four) == "0"


def test_naming_how_the_thing_on_the_page_looks_is_learned():
    words = ("Moon", "Star", "Sun")
    cases = [
        Case("what is it", drawing((word.lower(),), answers=words), word) for word in words[:2]
    ]
    assert chosen(learn_scorer(cases), "what is it", drawing(("sun",), answers=words)) == "Sun"


def test_an_article_asks_for_no_letter():
    observation = page(
        *(
            Element(ref=letter, role="text", text=letter, traits=("letter", size), parent="top")
            for letter, size in (("a", "small"), ("k", "large"), ("K", "small"))
        )
    )
    assert chosen(TargetScorer(), "choose a large letter", observation) == "k"
    assert chosen(TargetScorer(), "choose the small K", observation) == "K"
    assert chosen(TargetScorer(), "choose a small a", observation) == "a"


def test_the_colour_that_the_pointer_gave_is_not_learned():
    def menu(pointed: int | None) -> Observation:
        return page(
            *(
                Element(
                    ref=f"item{at}",
                    role="menuitem",
                    classes=("item", "item-active") if at == pointed else ("item",),
                    traits=("teal",) if at == pointed else (),
                    parent="top",
                )
                for at in range(4)
            )
        )

    learned = learn_scorer([Case("take the second", menu(1), "item1") for _ in range(3)])
    assert not any("teal" in cue for cue in learned.weights)
    assert chosen(learned, "take the second", menu(2)) == "item1"
