"""What was meant is told from the noise around it, on pages that the tests make up."""

from typing import Any

import pytest

from uptake.core.actions import Op
from uptake.replay.formats.events import Intended, State, Unreadable
from uptake.replay.formats.intentions import intentions
from uptake.replay.formats.snapshots import Snapshot

Node = dict[str, Any]


def node(tag: str, ref: int, *children: Node, **more: Any) -> Node:
    box = {"left": 0, "top": 10 * ref, "width": 100, "height": 10}
    return {"tag": tag, "ref": ref, "id": "", "classes": "", "children": [*children], **box, **more}


class Events:
    """Collects events on a page that changes in between."""

    def __init__(self, *nodes: Node) -> None:
        self.nodes = {one["ref"]: one for one in nodes}
        self.states: list[State] = []
        self.happen("")

    def happen(self, kind: str, target: int = 0, after: int = 100, **more: Any) -> None:
        marked = [
            {**one, "recordingTarget": True} if ref == target else {**one}
            for ref, one in self.nodes.items()
        ]
        time = self.states[-1].time + after if self.states else 0
        event = {"type": kind, "x": 1, "y": 1, **more}
        self.states.append(
            State(
                len(self.states),
                time,
                event,
                Snapshot(node("BODY", 99, *marked, recordingTarget=target == 99)),
            )
        )

    def click(self, target: int, **more: Any) -> None:
        for kind in ("mousedown", "mouseup", "click"):
            self.happen(kind, target, **more)

    def key(self, target: int, code: int, **changes: Any) -> None:
        self.happen("keydown", target, keyCode=code)
        self.nodes[target] |= changes
        self.happen("keyup", target, keyCode=code)

    def read(self, request: str = "") -> list[tuple[Op, str | None, str | None]]:
        return [(one.op, one.ref, one.text) for one in self.meant(request)]

    def meant(self, request: str = "") -> list[Intended]:
        return intentions(self.states, request=request)


def test_a_click_that_leaves_only_a_mark_is_meant():
    events = Events(node("SPAN", 1), node("SPAN", 2), node("BUTTON", 3))
    events.click(1)
    events.nodes[1]["classes"] = "done"
    events.click(2)
    events.nodes[2]["classes"] = "hover"
    events.click(3)

    assert events.read() == [(Op.CLICK, "1", None), (Op.CLICK, "3", None)]


def test_what_moves_by_a_hair_under_the_pointer_is_not_changed():
    events = Events(node("DIV", 1), node("BUTTON", 2))
    events.click(1)
    events.nodes[2] |= {"left": 1, "width": 103}
    events.click(2)

    assert events.read() == [(Op.CLICK, "2", None)]


def test_the_last_click_counts_though_a_key_is_held_down_on_the_page():
    events = Events(node("SPAN", 1))
    events.click(1)
    events.happen("keydown", 99, keyCode=8)

    assert events.read() == [(Op.CLICK, "1", None)]


@pytest.mark.parametrize(("times", "meant"), [(1, True), (2, False), (3, True)])
def test_a_box_that_is_ticked_and_unticked_was_not_meant(times: int, meant: bool):
    events = Events(node("INPUT_checkbox", 1, value=False), node("BUTTON", 2))
    for time in range(times):
        events.click(1)
        events.nodes[1]["value"] = time % 2 == 0
    events.click(2)

    assert events.read() == [(Op.CLICK, "1", None)] * meant + [(Op.CLICK, "2", None)]


def test_of_two_radio_buttons_the_one_that_stayed_chosen_was_meant():
    boxes = [node("INPUT_radio", ref, value=False) for ref in (1, 2)]
    events = Events(*boxes, node("BUTTON", 3))
    events.click(1)
    boxes[0]["value"] = True
    events.click(2)
    boxes[0]["value"], boxes[1]["value"] = False, True
    events.click(3)

    assert events.read() == [(Op.CLICK, "2", None), (Op.CLICK, "3", None)]


def test_clicks_into_a_field_that_was_just_filled_are_nothing():
    events = Events(node("INPUT_text", 1, value=""), node("BUTTON", 2))
    events.click(1)
    events.key(1, 65, value="a")
    events.click(1)
    events.click(2)

    assert events.read() == [(Op.CLICK, "1", None), (Op.TYPE, "1", "a"), (Op.CLICK, "2", None)]


@pytest.mark.parametrize(
    ("tag", "codes", "manner"),
    [
        ("INPUT_text", (65,), "typed"),
        ("INPUT_time", (49, 38), "arrow keys"),
        ("INPUT_text", (17, 86), "pasted"),
        ("INPUT_number", (), "mouse"),
        ("INPUT_text", (), "pasted"),
    ],
)
def test_how_a_value_was_entered_is_told(tag: str, codes: tuple[int, ...], manner: str):
    events = Events(node(tag, 1, value=""), node("BUTTON", 2))
    events.click(1)
    for code in codes:
        events.key(1, code)
    events.nodes[1]["value"] = "7"
    events.happen("mousemove", 1)
    events.click(2)

    assert [one.manner for one in events.meant() if one.op is Op.TYPE] == [manner]


def test_a_click_on_a_slice_is_one_on_the_text_that_is_drawn_on_it():
    near = node("tspan", 2, text="near", left=40, top=40, width=10)
    far = node("tspan", 3, text="far", left=80, top=80, width=10)
    events = Events(node("path", 1, top=0, height=100), near, far)
    events.click(1, x=50, y=50)

    assert events.read() == [(Op.CLICK, "2", None)]


def test_nodes_that_share_a_ref_are_told_apart():
    label = node("text", 1, text="label", left=40, top=40, width=10)
    events = Events(node("path", 5, node("title", 1), top=0, height=100), label)
    events.click(5, x=50, y=50)

    ((_, ref, _),) = events.read()

    assert ref is not None
    assert ref.startswith("1:")


PLACES = [node("OPTION", 11, text="Oslo"), node("OPTION", 12, text="Ulan Bator")]


@pytest.mark.parametrize(
    ("options", "request_", "chosen"),
    [
        (PLACES, "Choose ulan bator as the town.", "Ulan Bator"),
        ([], "Choose Ulan Bator in the list and press Go", "Ulan Bator"),
        ([], "Choose Oslo or Ulan Bator.", None),
        (PLACES, "Choose Oslo, not Ulan Bator.", None),
        ([], "choose the last.", None),
        ([], "", None),
    ],
)
def test_a_choice_that_is_not_shown_is_what_a_fulfilled_request_names(
    options: list[Node], request_: str, chosen: str | None
):
    events = Events(node("SELECT", 1, *options), node("BUTTON", 2, text="Go"))
    events.click(1)
    events.click(1)
    events.click(2)

    if chosen is None:
        with pytest.raises(Unreadable):
            events.read(request_)
    else:
        assert events.read(request_) == [(Op.SELECT, "1", chosen), (Op.CLICK, "2", None)]
