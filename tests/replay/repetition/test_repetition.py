"""What is learned from demonstrations that do a thing as often as it takes."""

from collections.abc import Sequence

from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.memory.records import Procedure
from uptake.replay.flows import compact
from uptake.replay.induction.induction import induce
from uptake.replay.schema import Demonstration, DemonstrationStep

MONTHS = ("January", "February", "March", "April", "May", "June")
Shown = tuple[Observation, str]
"""A page, and the ref of what was clicked on it."""

_count = 0


def demonstration(request: str, *clicks: Shown) -> Demonstration:
    global _count
    _count += 1
    steps = tuple(
        DemonstrationStep(
            time_ms=at * 100,
            observation=page,
            action=Action(op=Op.CLICK, target=Ref(ref=ref)),
        )
        for at, (page, ref) in enumerate(clicks)
    )
    return Demonstration(
        id=f"r{_count}", app="shop", person="ada", request=request, outcome="success", steps=steps
    )


def learned(*shown: Demonstration) -> Procedure:
    records = [compact(one, user="me", source="log") for one in shown]
    (procedure,) = induce(records, user="me").procedures
    return procedure


def boxes(*names: str) -> Observation:
    return Observation(
        elements=(
            *(
                Element(ref=name, role="checkbox", name=name, clickable=True, checked=False)
                for name in names
            ),
            Element(ref="done", role="button", text="Order", clickable=True),
        )
    )


def ordering(said: str, *wanted: str) -> Demonstration:
    page = boxes("plums", "pears", "figs", "dates", "limes")
    return demonstration(f"Order {said} please", *((page, one) for one in wanted), (page, "done"))


def test_each_thing_of_a_list_in_the_request_is_one_step_that_repeats():
    procedure = learned(
        ordering("plums, figs and limes", "plums", "figs", "limes"),
        ordering("dates and pears", "dates", "pears"),
        ordering("figs", "figs"),
    )

    assert [step.repeat for step in procedure.steps] == ["each", "once"]
    (slot,) = procedure.slots
    assert slot.many
    assert procedure.steps[0].target is not None
    assert procedure.steps[0].target.name == f"{{{slot.name}}}"


def test_one_demonstration_of_a_list_is_enough():
    procedure = learned(ordering("plums, figs and limes", "plums", "figs", "limes"))

    assert procedure.steps[0].repeat == "each"
    assert procedure.slots[0].examples == ("plums, figs and limes",)


def test_words_that_are_on_no_box_are_taken_for_words_near_in_meaning():
    procedure = learned(
        ordering("violet fruit, sweet ones and sour ones please", "plums", "figs", "limes"),
        ordering("sour ones, sweet ones and green ones please", "limes", "dates", "pears"),
        ordering("green ones and violet fruit please", "pears", "plums"),
    )

    assert procedure.steps[0].repeat == "each"
    assert procedure.steps[0].target is not None
    assert procedure.steps[0].target.meaning.startswith("{")


def posts(authors: Sequence[str]) -> Observation:
    elements = []
    for at, author in enumerate(authors):
        card = f"card{at}"
        elements += [
            Element(ref=card, role="div", classes=("post",)),
            Element(ref=f"by{at}", role="span", text=author, parent=card),
            Element(ref=f"heart{at}", role="span", classes=("heart",), parent=card),
        ]
    return Observation(elements=(*elements, Element(ref="ok", role="button", text="Done")))


def liking(author: str, *authors: str) -> Demonstration:
    page = posts(authors)
    clicks = [(page, f"heart{at}") for at, one in enumerate(authors) if one == author]
    return demonstration(f"Like all that {author} wrote", *clicks, (page, "ok"))


def test_what_is_done_to_all_that_fit_is_one_step():
    procedure = learned(
        liking("Ann", "Ann", "Bo", "Ann"),
        liking("Bo", "Bo", "Bo", "Cy", "Bo"),
        liking("Cy", "Ann", "Cy", "Bo"),
    )

    assert [step.repeat for step in procedure.steps] == ["all", "once"]
    assert procedure.steps[0].target is not None
    assert procedure.steps[0].target.classes == ("heart",)
    assert procedure.steps[0].target.anchor == f"{{{procedure.slots[0].name}}}"


def tabs(selected: int, word: str) -> Observation:
    return Observation(
        elements=(
            *(
                Element(ref=f"tab{at}", role="tab", text=f"Part {at}", clickable=True)
                for at in range(4)
            ),
            *(
                Element(ref=f"word{at}", role="link", text=text, visible=at == selected)
                for at, text in enumerate(("oak", "elm", "ash", "yew"))
            ),
        )
    )


def looking_for(word: str, *tried: int) -> Demonstration:
    shown = [0, *tried]
    clicks = [
        (tabs(before, word), f"tab{now}") for before, now in zip(shown[:-1], tried, strict=True)
    ]
    at = ("oak", "elm", "ash", "yew").index(word)
    return demonstration(
        f"Open the page about {word}", *clicks, (tabs(shown[-1], word), f"word{at}")
    )


def test_looking_through_things_until_the_next_target_shows_is_one_step():
    procedure = learned(
        looking_for("ash", 1, 2),
        looking_for("yew", 1, 2, 3),
        looking_for("oak"),
        looking_for("elm", 1),
    )

    assert [step.repeat for step in procedure.steps] == ["until", "once"]
    assert procedure.steps[0].until is None
    assert procedure.support == 4


def calendar(month: int) -> Observation:
    return Observation(
        elements=(
            Element(ref="title", role="div", classes=("title",), text=f"{MONTHS[month]} 2031"),
            Element(ref="back", role="link", classes=("back",), text="Earlier", clickable=True),
            *(Element(ref=f"d{day}", role="link", text=str(day)) for day in range(1, 29)),
        )
    )


def booking(month: int, day: int) -> Demonstration:
    clicks = [(calendar(at), "back") for at in range(5, month, -1)]
    request = f"Book the room for {month + 1:02}/{day:02}/2031"
    return demonstration(request, *clicks, (calendar(month), f"d{day}"))


def test_pressing_until_what_follows_from_the_request_is_shown_is_one_step():
    procedure = learned(booking(2, 7), booking(4, 21), booking(0, 13))

    first, last = procedure.steps
    slot = procedure.slots[0].name
    assert first.repeat == "until"
    assert first.until is not None
    assert first.until.text == f"{{{slot}|month year}}"
    assert last.target is not None
    assert last.target.text == f"{{{slot}|day}}"


def test_what_is_always_done_as_often_is_so_many_steps():
    page = boxes("plums", "pears")
    always = [
        demonstration("Get the fruit", (page, "plums"), (page, "pears"), (page, "done"))
        for _ in range(3)
    ]

    assert [step.repeat for step in learned(*always).steps] == ["once", "once", "once"]


def form(*, asks: bool) -> Observation:
    word, ref = ("No thanks", "no") if asks else ("Pay", "pay")
    return Observation(
        elements=(Element(ref=ref, role="button", resource_id=ref, text=word, clickable=True),)
    )


def paying(number: int, *, asked: bool) -> Demonstration:
    shown = [(form(asks=True), "no")] if asked else []
    return demonstration(f"Pay bill {number}", *shown, (form(asks=False), "pay"))


def test_what_is_done_just_where_the_page_gives_cause_to_may_be_left_out():
    procedure = learned(*(paying(at, asked=at % 2 == 0) for at in range(6)))

    assert [(step.optional, step.label) for step in procedure.steps] == [
        (True, "press No thanks"),
        (False, "press Pay"),
    ]


def test_one_more_press_here_and_there_does_not_make_a_loop():
    page = boxes("plums")
    twice = [demonstration("Get it", (page, "plums"), (page, "done")) for _ in range(8)]
    slip = demonstration("Get it", (page, "plums"), (page, "plums"), (page, "done"))
    records = [compact(one, user="me", source="log") for one in (*twice, slip)]

    first, *_ = induce(records, user="me").procedures
    assert [step.repeat for step in first.steps] == ["once", "once"]


def shelf(*kinds: str) -> Observation:
    """Return a page with jars of several kinds, and a button beside each that takes it."""
    jars = [
        (
            Element(ref=f"jar{at}", role="div", classes=("jar",)),
            Element(ref=f"kind{at}", role="span", classes=("kind",), text=kind, parent=f"jar{at}"),
            Element(
                ref=f"take{at}", role="button", classes=("take",), clickable=True, parent=f"jar{at}"
            ),
        )
        for at, kind in enumerate(kinds)
    ]
    done = Element(ref="done", role="button", text="Done", clickable=True)
    return Observation(elements=(*(part for jar in jars for part in jar), done))


def taking(number: int, kind: str, *kinds: str) -> Demonstration:
    page = shelf(*kinds)
    places = [at for at, one in enumerate(kinds) if one == kind][:number]
    taken = [(page, f"take{at}") for at in places]
    return demonstration(f"Take {number} jars of {kind} jam", *taken, (page, "done"))


def test_as_many_are_taken_as_the_request_says():
    fig, plum = "fig", "plum"
    procedure = learned(
        taking(2, fig, plum, fig, fig, fig, plum, fig),
        taking(1, plum, plum, fig, plum, plum, fig, plum),
        taking(3, plum, plum, fig, plum, plum, plum, fig),
        taking(2, plum, fig, plum, fig, plum, plum, plum),
        taking(1, fig, fig, plum, fig, fig, plum, fig),
    )

    take, _ = procedure.steps
    assert (take.repeat, take.count) == ("all", "{number}")
    assert take.label.endswith("{number} of them")
    assert {slot.name for slot in procedure.slots} == {"item", "number"}
