from typing import Any

import orjson
import pytest

from uptake.core.actions import Op, Ref
from uptake.core.errors import LogError
from uptake.replay.formats.formats import read_demonstration
from uptake.replay.schema import Demonstration


def node(tag: str, ref: int, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    box = {"left": 0, "top": 10 * ref, "width": 100, "height": 10}
    return {"tag": tag, "ref": ref, "id": "", "classes": "", "children": [*children], **box, **more}


class Log:
    """Writes a line of such a log, event by event."""

    def __init__(self, request: str) -> None:
        self.request = request
        self.values: dict[int, Any] = {3: "", 5: "", 7: False}
        self.shown = ""
        self.states: list[dict[str, Any]] = []
        self.time = 0
        self.event(None, None)

    def dom(self, target: int | None) -> dict[str, Any]:
        page = node(
            "BODY",
            1,
            node(
                "DIV",
                2,
                node("INPUT_text", 3, id="who", value=self.values[3], text=""),
                node("INPUT_password", 5, id="secret", value=self.values[5], text=""),
                node(
                    "LABEL",
                    6,
                    node("INPUT_checkbox", 7, value=self.values[7]),
                    {**node("t", -1, text="Stay"), "id": None},
                ),
                node("BUTTON", 8, id="go", text="Go"),
                node("DIV", 9, text=self.shown),
            ),
        )
        stack = [page]
        while stack:
            one = stack.pop()
            stack += one["children"]
            if one["ref"] == target:
                one["recordingTarget"] = True
        return page

    def event(self, kind: str | None, target: int | None, after: int = 100, **more: Any) -> None:
        self.time += after
        action = {"type": kind, **more} if kind else None
        self.states.append({"time": self.time, "action": action, "dom": self.dom(target)})

    def click(self, target: int) -> None:
        for kind in ("mousedown", "mouseup", "click"):
            self.event(kind, target, x=1, y=1)

    def type(self, target: int, text: str, code: int = 65) -> None:
        for letter in text:
            self.event("keydown", target, keyCode=code)
            self.values[target] += letter
            self.event("keyup", target, keyCode=code)

    def read(self, reward: float = 1) -> Demonstration:
        line = {
            "id": "d1",
            "group": "ada",
            "source": "2017-09-29_first",
            "taskName": "sign-in",
            "utterance": self.request,
            "fields": {"answer": "never read"},
            "rawReward": reward,
            "states": self.states,
        }
        return read_demonstration(orjson.dumps(line))


def deeds(demonstration: Demonstration) -> list[tuple[Op, str, str | None]]:
    found = []
    for step in demonstration.steps:
        target = step.action.target
        found.append(
            (step.action.op, target.ref if isinstance(target, Ref) else "", step.action.text)
        )
    return found


def test_clicks_and_typing_are_read_with_their_place_and_outcome():
    log = Log("Sign in as Ada")
    log.click(3)
    log.type(3, "Ada")
    log.click(8)

    read = log.read()

    assert deeds(read) == [(Op.CLICK, "3", None), (Op.TYPE, "3", "Ada"), (Op.CLICK, "8", None)]
    assert (read.app, read.person, read.outcome) == ("sign-in", "ada", "success")
    assert log.read(reward=-1).outcome == "failure"


def test_the_page_of_a_step_is_the_page_before_it():
    log = Log("Sign in as Ada")
    log.click(3)
    log.type(3, "Ada")

    field = log.read().steps[-1].observation.get("3")

    assert field is not None
    assert field.value == ""


def test_what_was_typed_wrongly_and_mended_is_read_once():
    log = Log("Sign in as Ada")
    log.click(3)
    log.type(3, "Adx")
    log.values[3] = "Ad"
    log.event("keyup", 3, keyCode=8)
    log.type(3, "a")
    log.click(8)

    assert (Op.TYPE, "3", "Ada") in deeds(log.read())
    assert len([deed for deed in deeds(log.read()) if deed[0] is Op.TYPE]) == 1


def test_a_click_on_a_label_is_one_click_on_its_checkbox():
    log = Log("Stay signed in")
    log.click(6)
    log.event("click", 7, after=1)
    log.values[7] = True
    log.click(8)

    assert deeds(log.read()) == [(Op.CLICK, "7", None), (Op.CLICK, "8", None)]


def test_clicks_on_bare_layout_that_change_nothing_are_no_actions():
    log = Log("Press Go")
    log.click(2)
    log.click(1)
    log.click(8)

    assert deeds(log.read()) == [(Op.CLICK, "8", None)]


def test_a_click_on_layout_that_changes_the_page_is_an_action():
    log = Log("Open it and press Go")
    log.click(9)
    log.shown = "opened"
    log.click(8)

    assert deeds(log.read()) == [(Op.CLICK, "9", None), (Op.CLICK, "8", None)]


def test_tab_and_the_space_bar_are_read_as_what_they_do():
    log = Log("Sign in as Ada")
    log.click(3)
    log.type(3, "Ada")
    log.event("keydown", 3, keyCode=9)
    log.event("keydown", 8, keyCode=32)
    log.event("keyup", 8, keyCode=32)
    log.event("click", 8, after=1, x=0, y=0)

    assert deeds(log.read())[-2:] == [(Op.KEY, "3", "Tab"), (Op.CLICK, "8", None)]


def test_a_press_that_ends_the_episode_before_the_click_counts():
    log = Log("Press Go")
    log.event("mousedown", 8, x=1, y=1)

    assert deeds(log.read()) == [(Op.CLICK, "8", None)]


def test_a_password_is_kept_only_where_the_request_says_it():
    said, secret = Log("Sign in with xyz"), Log("Sign in")
    for log in (said, secret):
        log.click(5)
        log.type(5, "xyz")
        log.click(8)

    assert (Op.TYPE, "5", "xyz") in deeds(said.read())
    assert (Op.TYPE, "5", "") in deeds(secret.read())
    assert "xyz" not in secret.read().to_line()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"utterance": 7}, "utterance"),
        ({"states": []}, "states"),
        ({"states": [{"time": 0}]}, "states.0"),
        ({"states": [{"time": 0, "action": None, "dom": {"tag": "BODY"}}]}, None),
        ({"states": [{"time": 0, "action": {"type": "click"}, "dom": {"x": 1}}]}, "states.0.dom"),
    ],
)
def test_a_line_of_another_shape_is_an_error_that_names_the_field(
    change: dict[str, Any], field: str | None
):
    line = {"id": "d", "taskName": "t", "utterance": "u", "states": [{}], **change}
    if field is None:
        assert read_demonstration(orjson.dumps(line)).steps == ()
        return

    with pytest.raises(LogError) as caught:
        read_demonstration(orjson.dumps(line))

    assert caught.value.field == field


@pytest.mark.parametrize("line", [b"", b"7", b"[]", b"{}", b"\xff", b'{"a":' * 5000])
def test_what_is_no_demonstration_at_all_is_an_error(line: bytes):
    with pytest.raises(LogError):
        read_demonstration(line)


def test_nodes_that_share_a_ref_stay_apart():
    log = Log("Press Go")
    log.click(8)
    for state in log.states:
        state["dom"]["children"][0]["children"][4]["ref"] = 8

    (step,) = log.read().steps
    target = step.observation.get("8")

    assert target is not None
    assert target.role == "button"


def test_parts_of_widgets_have_the_roles_that_the_log_leaves_out():
    log = Log("Press Go")
    log.click(8)
    for state in log.states:
        state["dom"]["children"][0]["children"][4]["classes"] = "first ui-tabs-tab ui-tab"

    (step,) = log.read().steps
    tab = step.observation.get("9")

    assert tab is not None
    assert (tab.role, tab.clickable) == ("tab", True)
