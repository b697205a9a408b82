from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Bounds, Element, Observation
from uptake.replay.flows import compact
from uptake.replay.schema import Demonstration, DemonstrationStep
from uptake.replay.screens import pack, unpack


def page(*elements: Element) -> Observation:
    return Observation(
        backend="log", app="shop", viewport=(400, 300), elements=(Element(ref="top"), *elements)
    )


LAMP = Element(
    ref="1",
    role="checkbox",
    text="Lamp",
    classes=("card", "new"),
    traits=("checkbox", "red"),
    bounds=Bounds(x=1, y=2.5, width=30, height=40),
    checked=False,
    clickable=True,
    enabled=False,
    parent="top",
)


def test_what_was_packed_comes_back_as_it_was():
    observation = page(LAMP)

    screens = unpack(pack([observation], [(0, "1"), (0, None)]))

    (back,) = screens.observations
    assert back.elements == observation.elements
    assert (back.backend, back.app, back.viewport) == ("log", "shop", (400, 300))
    assert screens.steps == ((0, "1"), (0, None))
    assert back == Observation.model_validate(back.model_dump())


def test_a_page_that_is_shown_again_is_held_once():
    first, other = page(LAMP), page()

    screens = unpack(pack([first, other, first.model_copy()], [(0, "1"), (1, None), (2, "1")]))

    assert len(screens.observations) == 2
    assert screens.steps == ((0, "1"), (1, None), (0, "1"))


def test_passwords_are_never_packed():
    secret = Element(ref="p", password=True, value="hunter2", parent="top")

    (back,) = unpack(pack([page(secret)], [(0, "p")])).observations

    assert back.elements[1] == secret.model_copy(update={"value": ""})


def test_long_texts_and_pages_are_cut_but_never_the_target():
    rows = [
        Element(ref=f"row{at}", text="x" * 9000 if at == 0 else "", parent="top")
        for at in range(4000)
    ]
    deep = Element(ref="cell", text="wanted", parent="row3500")

    (back,) = unpack(pack([page(*rows, deep)], [(0, "cell")])).observations

    assert len(back.elements) == 1502
    assert len(back.elements[1].text) == 300
    wanted = back.get("cell")
    assert wanted is not None
    assert [up.ref for up in back.ancestors(wanted)] == ["row3500", "top"]


def test_a_record_holds_the_screen_and_the_control_of_each_action():
    icon = Element(ref="2", role="i", parent="1")
    button = Element(ref="1", role="button", text="Go", parent="top")
    step = DemonstrationStep(
        time_ms=0,
        observation=page(button, icon),
        action=Action(op=Op.CLICK, target=Ref(ref="2")),
        manner="key",
    )
    shown = Demonstration(app="shop", request="Go", steps=(step, step))

    record = compact(shown, user="ada", source="log.jsonl")

    screens = unpack(record.screens)
    assert len(screens.observations) == 1
    assert screens.steps == ((0, "1"), (0, "1"))
    assert record.manners == ("key", "key")
