"""Step lists of phone agents: read from the dialect of OS-Atlas, and written in others'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from uptake.core.actions import Action, Descriptor, Op, Point, Ref
from uptake.core.errors import LogError
from uptake.core.observations import Bounds, Element, Observation
from uptake.memory.memory import Memory
from uptake.memory.records import Demonstration as Record
from uptake.replay.formats.dialects import read_atlas, write_android_world, write_atlas
from uptake.replay.formats.formats import find, read_demonstration
from uptake.replay.formats.mobile import write_episode
from uptake.replay.learning import replay
from uptake.replay.schema import Demonstration

FIELD = Ref(ref="e0")
SCREEN = Observation(
    viewport=(200, 400),
    elements=(
        Element(ref="top", role="button", text="Buy", bounds=Bounds(x=40, y=100)),
        Element(ref="low", role="textbox", bounds=Bounds(x=0, y=300, width=200, height=100)),
    ),
)  # fmt: skip


def episode(*steps: Any, **more: Any) -> dict[str, Any]:
    return {"instruction": "Buy two lemons", "steps": list(steps), **more}


def read(*steps: Any, path: str = "people/ada/1.json", **more: Any) -> Demonstration:
    return read_demonstration(orjson.dumps(episode(*steps, **more)), Path(path))


def ops(demonstration: Demonstration) -> list[Op]:
    return [step.action.op for step in demonstration.steps]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("CLICK <point>[[120, 310]]</point>", Action(op=Op.CLICK, target=Point(x=120, y=310))),
        ("CLICK [[120,310]]", Action(op=Op.CLICK, target=Point(x=120, y=310))),
        ("tap (120, 310)", Action(op=Op.CLICK, target=Point(x=120, y=310))),
        ("CLICK [[100, 300, 140, 320]]", Action(op=Op.CLICK, target=Point(x=120, y=310))),
        ("LONG_PRESS <point>[[1, 2]]</point>", Action(op=Op.LONG_PRESS, target=Point(x=1, y=2))),
        ("TYPE [two [big] lemons]", Action(op=Op.TYPE, target=FIELD, text="two [big] lemons")),
        ("TYPE lemons", Action(op=Op.TYPE, target=FIELD, text="lemons")),
        ("TYPE [the action: go]", Action(op=Op.TYPE, target=FIELD, text="the action: go")),
        ("SCROLL [DOWN]", Action(op=Op.SCROLL, dy=600)),
        ("scroll left", Action(op=Op.SCROLL, dx=-600)),
        ("OPEN_APP [Fruit Shop]", Action(op=Op.OPEN_APP, text="Fruit Shop")),
        ("PRESS_BACK", Action(op=Op.PRESS_BACK)),
        ("PRESS_HOME", Action(op=Op.PRESS_HOME)),
        ("PRESS_RECENT", Action(op=Op.KEY, text="AppSwitch")),
        ("PRESS_ENTER", Action(op=Op.ENTER)),
        ("WAIT", Action(op=Op.WAIT)),
        ("COMPLETE", Action(op=Op.COMPLETE)),
        ("IMPOSSIBLE", Action(op=Op.INFEASIBLE)),
        ("thoughts:\nI see it.\nactions:\nENTER", Action(op=Op.ENTER)),
    ],
)
def test_an_action_is_read_whatever_its_brackets(text: str, action: Action):
    assert read_atlas(text, focus=FIELD) == action


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DANCE",
        "[[1, 2]]",
        "CLICK",
        "CLICK [[1, 2000]]",
        "CLICK [[-1, 2]]",
        f"CLICK [[{'9' * 400}, 1]]",
        "SCROLL [AWAY]",
    ],
)
def test_what_is_no_action_is_an_error(text: str):
    with pytest.raises(LogError):
        read_atlas(text, focus=FIELD)


def test_an_episode_is_its_persons_and_ends_as_it_says():
    shown = read("OPEN_APP [Shop]", "CLICK [[5, 5]]", "COMPLETE", episode_id=7)

    assert (shown.person, shown.app, shown.id) == ("ada", "Shop", "ada/7")
    assert (shown.request, shown.outcome) == ("Buy two lemons", "success")
    assert ops(shown) == [Op.OPEN_APP, Op.CLICK]
    assert read("WAIT", "IMPOSSIBLE").outcome == "failure"
    assert read("WAIT").outcome == "unknown"


def test_a_text_goes_into_the_field_that_was_pressed_before_it():
    press, typing = read("CLICK [[5, 5]]", "TYPE [lemons]", app="Shop").steps

    assert press.action.target == typing.action.target
    assert [element.role for element in typing.observation.elements] == ["textbox"]


def test_steps_may_be_objects_and_fields_may_have_other_names():
    steps = [{"action": "CLICK", "point": [5, 6]}, {"action": "TYPE", "text": "lemons"}]
    steps += [{"action": "PRESS_BACK", "screenshot": "3.png"}]
    line = {"query": "Buy", "actions": steps, "user_id": 3, "app_name": "Shop"}

    shown = read_demonstration(orjson.dumps(line))

    assert (shown.person, shown.app, shown.request) == ("3", "Shop", "Buy")
    assert ops(shown) == [Op.CLICK, Op.TYPE, Op.PRESS_BACK]


def test_a_list_of_steps_that_repeat_their_request_is_as_many_episodes():
    rows = [{"task": task, "image": "x.png", "action": "WAIT"} for task in ("a", "a", "b")]

    found = list(find(orjson.dumps(rows), Path("ada/rows.json")))

    shown = [one.read() for one in found if not isinstance(one, LogError)]
    assert [(one.request, len(one.steps)) for one in shown] == [("a", 2), ("b", 1)]
    assert len({one.id for one in shown}) == 2


@pytest.mark.parametrize(
    ("steps", "field"),
    [(["COMPLETE", "WAIT"], "steps.1"), (["WAIT", "FLY"], "steps.1"), (["CLICK [[1]]"], "steps.0")],
)
def test_an_episode_that_contradicts_itself_is_an_error_that_names_the_step(
    steps: list[str], field: str
):
    with pytest.raises(LogError) as caught:
        read(*steps)

    assert caught.value.field == field


def test_the_same_episode_of_two_people_is_two(memory: Memory, tmp_path: Path):
    for person in ("ada", "grace"):
        (tmp_path / person).mkdir()
        file = tmp_path / person / "day.json"
        file.write_bytes(orjson.dumps([episode("OPEN_APP [Shop]", "CLICK [[5, 5]]", "TYPE [x]")]))

    report = replay([tmp_path], memory, user="me")

    assert (report.demonstrations, report.skipped) == (2, [])
    kept = [one for one in memory.list("demonstration") if isinstance(one, Record)]
    assert {one.person for one in kept} == {"ada", "grace"}


@pytest.mark.parametrize(
    ("action", "atlas", "world"),
    [
        (
            Action(op=Op.CLICK, target=Ref(ref="top")),
            "CLICK <point>[[200, 250]]</point>",
            {"action_type": "click", "x": 40, "y": 100},
        ),
        (
            Action(op=Op.LONG_PRESS, target=Descriptor(role="button", text="Buy")),
            "LONG_PRESS <point>[[200, 250]]</point>",
            {"action_type": "long_press", "x": 40, "y": 100},
        ),
        (
            Action(op=Op.TYPE, target=Ref(ref="low"), text="lemons"),
            "TYPE [lemons]",
            {"action_type": "input_text", "x": 100, "y": 350, "text": "lemons"},
        ),
        (Action(op=Op.SCROLL, dy=-9), "SCROLL [UP]", {"action_type": "scroll", "direction": "up"}),
        (
            Action(op=Op.OPEN_APP, text="Shop"),
            "OPEN_APP [Shop]",
            {"action_type": "open_app", "app_name": "Shop"},
        ),
        (Action(op=Op.KEY, text="Enter"), "ENTER", {"action_type": "keyboard_enter"}),
        (
            Action(op=Op.INFEASIBLE),
            "IMPOSSIBLE",
            {"action_type": "status", "goal_status": "infeasible"},
        ),
    ],
)
def test_an_action_is_written_as_others_say_it(action: Action, atlas: str, world: dict[str, Any]):
    assert write_atlas(action, SCREEN) == atlas
    assert write_android_world(action, SCREEN) == world


@pytest.mark.parametrize(
    "action",
    [
        Action(op=Op.SELECT, target=Ref(ref="low"), text="red"),
        Action(op=Op.KEY, text="Control+a"),
        Action(op=Op.CLICK, target=Ref(ref="gone")),
        Action(op=Op.CLICK, target=Descriptor(text="Sell")),
    ],
)
def test_what_others_cannot_say_is_refused(action: Action):
    for write in (write_atlas, write_android_world):
        with pytest.raises(ValueError, match=r"no action|not shown"):
            write(action, SCREEN)


def test_an_episode_that_was_written_reads_back():
    shown = read(
        "OPEN_APP [Shop]", "TYPE [x]", "SCROLL [UP]", "CLICK [[5, 6]]", "COMPLETE", user="mara"
    )

    again = read_demonstration(orjson.dumps(write_episode(shown)))

    assert [step.action for step in again.steps] == [step.action for step in shown.steps]
    assert (again.person, again.app, again.outcome) == ("mara", "Shop", "success")
