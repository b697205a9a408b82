"""Steps that repeat: for each value, on all that fits, until something shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptake.agents.gui.execution import Performance, carry_out
from uptake.agents.gui.ways import Way
from uptake.core.actions import Action, Descriptor, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.core.testing import FakeDevice, WordEmbedder
from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot, Step

Rule = Callable[[Action, Observation], Observation | str]


def procedure(*steps: Step, many: tuple[str, ...] = (), one: tuple[str, ...] = ()) -> Procedure:
    slots = [Slot(name=name, many=True) for name in many] + [Slot(name=name) for name in one]
    return Procedure(
        user="me",
        provenance=Provenance(kind="user"),
        app="garden",
        title="tend the garden",
        goal="tend",
        requests=("tend the garden",),
        slots=tuple(slots),
        steps=steps,
    )


def perform(device: FakeDevice, *steps: Step, **values: str) -> Performance:
    many = tuple(name for name in values if name.endswith("s"))
    made = procedure(*steps, many=many, one=tuple(name for name in values if name not in many))
    return carry_out(
        [Way(made, values)],
        device,
        embedder=WordEmbedder(),
        on_step=lambda _event: None,
        patience_s=0.15,
    )


def refs(device: FakeDevice) -> list[str]:
    return [action.target.ref for action in device.actions if isinstance(action.target, Ref)]


def box(ref: str, name: str) -> Element:
    return Element(ref=ref, role="checkbox", name=name, clickable=True, checked=False)


def button(ref: str, text: str, *classes: str) -> Element:
    return Element(ref=ref, role="button", text=text, classes=classes, clickable=True)


def seen(*elements: Element) -> Observation:
    return Observation(elements=elements)


def ticking(action: Action, shown: Observation) -> Observation | str:
    assert isinstance(action.target, Ref)
    ref = action.target.ref
    return seen(
        *(e.model_copy(update={"checked": True}) if e.ref == ref else e for e in shown.elements)
    )


BEDS = seen(box("rose", "rose"), box("oak", "oak tree"), box("fern", "fern"), button("ok", "Plant"))


class TestEach:
    TICK = Step(op=Op.CLICK, target=Descriptor(role="checkbox", name="{plants}"), repeat="each")

    def test_is_done_once_for_each_value_in_the_order_of_the_list(self) -> None:
        device = FakeDevice(BEDS, ticking)
        done = perform(device, self.TICK, plants="fern, oak tree and rose")
        assert done.ok
        assert refs(device) == ["fern", "oak", "rose"]

    def test_one_value_is_a_list_too(self) -> None:
        device = FakeDevice(BEDS, ticking)
        assert perform(device, self.TICK, plants="oak tree").ok
        assert refs(device) == ["oak"]

    def test_a_value_that_is_not_there_fails_the_step_and_is_named(self) -> None:
        device = FakeDevice(BEDS, ticking)
        done = perform(device, self.TICK, plants="fern and cactus")
        assert not done.ok
        assert '"cactus"' in done.reason

    def test_each_value_is_typed_where_it_belongs(self) -> None:
        fields = seen(*(Element(ref=n, role="textbox", name=n, editable=True) for n in "ab"))
        device = FakeDevice(fields)
        step = Step(
            op=Op.TYPE,
            target=Descriptor(role="textbox", name="{fields}"),
            text="{fields}!",
            repeat="each",
        )
        assert perform(device, step, fields="b, a").ok
        assert [action.text for action in device.actions] == ["b!", "a!"]


class TestMeaning:
    TICK = Step(op=Op.CLICK, target=Descriptor(role="checkbox", meaning="{plants}"), repeat="each")

    def test_values_are_matched_together_so_that_none_takes_what_another_means(self) -> None:
        page = seen(box("a", "red rose bush"), box("b", "rose"), box("c", "moss"))
        device = FakeDevice(page, ticking)
        # "red bush" is as near to nothing else; "rose bush" alone would take it.
        assert perform(device, self.TICK, plants="rose, red bush").ok
        assert refs(device) == ["b", "a"]

    def test_other_kinds_of_elements_are_left_alone(self) -> None:
        page = seen(button("x", "rose"), box("a", "wild rose"))
        device = FakeDevice(page, ticking)
        assert perform(device, self.TICK, plants="rose").ok
        assert refs(device) == ["a"]

    def test_more_values_than_elements_fail(self) -> None:
        device = FakeDevice(seen(box("a", "wild rose")), ticking)
        assert not perform(device, self.TICK, plants="rose, oak").ok


class TestAll:
    PRESS = Step(op=Op.CLICK, target=Descriptor(role="button", text="Water"), repeat="all")

    def test_is_done_on_all_that_fits_and_nothing_else(self) -> None:
        device = FakeDevice(seen(button("1", "Water"), button("2", "Burn"), button("3", "Water")))
        assert perform(device, self.PRESS).ok
        assert refs(device) == ["1", "3"]

    def test_what_goes_away_when_pressed_is_followed_by_the_next(self) -> None:
        def removing(action: Action, shown: Observation) -> Observation:
            gone = refs(device)[-1]
            left = [element for element in shown.elements if element.ref != gone]
            return seen(*left)

        device = FakeDevice(
            seen(*(button(str(n), "Water") for n in range(4)), button("x", "Water it")), removing
        )
        assert perform(device, self.PRESS).ok
        assert refs(device) == ["0", "1", "2", "3"]

    def test_only_what_agrees_with_the_request_altogether(self) -> None:
        step = Step(op=Op.CLICK, target=Descriptor(role="button", text="{plant}"), repeat="all")
        device = FakeDevice(
            seen(button("1", "wild rose"), button("2", "rose"), button("3", "rose"))
        )
        assert perform(device, step, plant="rose").ok
        assert refs(device) == ["2", "3"]

    def test_nothing_that_fits_is_a_failure(self) -> None:
        done = perform(FakeDevice(seen(button("2", "Burn"))), self.PRESS)
        assert not done.ok
        assert 'no button "Water"' in done.reason

    @pytest.mark.parametrize("number", ["2", "two"])
    def test_is_done_on_as_many_as_the_request_says(self, number: str) -> None:
        some = self.PRESS.model_copy(update={"count": "{number}"})
        buds = seen(*(button(str(at), "Water") for at in range(4)), button("ok", "Plant"))
        device = FakeDevice(buds, ticking)
        assert perform(device, some, number=number).ok
        assert refs(device) == ["0", "1"]

    @pytest.mark.parametrize("number", ["3", "some"])
    def test_nothing_is_done_where_there_are_not_so_many(self, number: str) -> None:
        some = self.PRESS.model_copy(update={"count": "{number}"})
        device = FakeDevice(seen(button("0", "Water"), button("1", "Water")), ticking)
        assert not perform(device, some, number=number).ok
        assert device.actions == []

    def test_what_never_ends_is_stopped(self) -> None:
        count = iter(range(10_000))

        def growing(_action: Action, shown: Observation) -> Observation:
            return seen(*shown.elements, button(f"n{next(count)}", "Water"))

        device = FakeDevice(seen(button("1", "Water")), growing)
        done = perform(device, self.PRESS)
        assert "does not come to an end" in done.reason
        assert len(device.actions) <= 200


def months(*presses: str) -> tuple[Observation, Rule]:
    """Return a calendar that shows the first month, and goes on to the next with each press."""
    left = iter(presses[1:])

    def shows(month: str) -> Observation:
        return seen(
            Element(ref="h", role="heading", text=month), button("p", "Prev"), button("n", "Next")
        )

    def turning(_action: Action, shown: Observation) -> Observation:
        return shows(next(left, shown.elements[0].text))

    return shows(presses[0]), turning


KEYS = ("Down", "Up")


def counter(start: int, keys: dict[str, int]) -> tuple[Observation, Rule]:
    """Return a number that keys change."""

    def shows(number: int) -> Observation:
        return seen(Element(ref="c", role="output", text=str(number), resource_id="count"))

    def counting(action: Action, shown: Observation) -> Observation:
        return shows(int(shown.elements[0].text) + keys[action.text or ""])

    return shows(start), counting


def count(key: str) -> Step:
    goal = Descriptor(role="output", text="{number}", resource_id="count")
    return Step(op=Op.KEY, text=key, repeat="until", until=goal)


class TestUntil:
    PREV = Step(
        op=Op.CLICK,
        target=Descriptor(role="button", text="Prev"),
        repeat="until",
        until=Descriptor(role="heading", text="{month}"),
    )

    def test_the_same_button_is_pressed_until_the_goal_is_shown(self) -> None:
        device = FakeDevice(*months("June", "May", "April", "March"))
        assert perform(device, self.PREV, month="April").ok
        assert refs(device) == ["p", "p"]

    def test_nothing_is_pressed_where_the_goal_is_shown_already(self) -> None:
        device = FakeDevice(*months("June", "May"))
        assert perform(device, self.PREV, month="June").ok
        assert device.actions == []

    def test_a_page_that_no_longer_changes_ends_it(self) -> None:
        device = FakeDevice(*months("June", "May"))
        done = perform(device, self.PREV, month="April")
        assert 'heading "April" was not shown' in done.reason
        assert len(device.actions) == 2

    def test_a_page_that_goes_round_in_circles_ends_it(self) -> None:
        device = FakeDevice(*months("June", "May", "June", "May", "June"))
        assert not perform(device, self.PREV, month="April").ok
        assert len(device.actions) == 2

    def test_a_page_that_changes_for_ever_ends_it(self) -> None:
        device = FakeDevice(*months(*(f"month {n}" for n in range(1000))))
        assert not perform(device, self.PREV, month="April").ok
        assert len(device.actions) <= 200

    def test_a_key_is_pressed_until_the_goal_is_shown(self) -> None:
        key = Step(op=Op.KEY, text="ArrowUp", repeat="until", until=self.PREV.until)
        device = FakeDevice(*months("June", "May", "April"))
        assert perform(device, key, month="April").ok
        assert [action.text for action in device.actions] == ["ArrowUp", "ArrowUp"]

    def test_a_number_that_gets_farther_off_is_not_waited_for(self) -> None:
        device = FakeDevice(*counter(20, {"Down": -1}))
        done = perform(device, count("Down"), number="22")
        assert "leads away" in done.reason
        assert len(device.actions) == 3

    def test_another_way_takes_up_a_loop_with_the_same_goal(self) -> None:
        device = FakeDevice(*counter(20, {"Down": -1, "Up": 1}))
        ways = [Way(procedure(count(key), one=("number",)), {"number": "22"}) for key in KEYS]
        done = carry_out(
            ways, device, embedder=WordEmbedder(), on_step=lambda _: None, patience_s=0.15
        )
        assert done.ok
        assert [action.text for action in device.actions] == ["Down"] * 3 + ["Up"] * 5

    def test_a_way_that_goes_elsewhere_does_not_take_it_up(self) -> None:
        device = FakeDevice(*counter(20, {"Down": -1, "Up": 1}))
        other = Step(op=Op.KEY, text="Up")
        ways = [Way(procedure(step), {"number": "22"}) for step in (count("Down"), other)]
        done = carry_out(
            ways, device, embedder=WordEmbedder(), on_step=lambda _: None, patience_s=0.15
        )
        assert not done.ok
        assert {action.text for action in device.actions} == {"Down"}

    @pytest.mark.parametrize(("plant", "opened"), [("fern", ["t2", "t3"]), ("rose", ["t2"])])
    def test_tabs_are_opened_one_after_the_other_until_the_next_target_shows(
        self, plant: str, opened: list[str]
    ) -> None:
        inside = {"t1": "oak", "t2": "rose", "t3": "fern"}

        def opening(action: Action, shown: Observation) -> Observation:
            ref = refs(device)[-1]
            if ref not in inside:
                return shown
            tabs = (button(t, f"Bed {t[1]}", "tab", *(["active"] * (t == ref))) for t in inside)
            return seen(*tabs, Element(ref="l", role="link", text=inside[ref], clickable=True))

        tabs = (button(t, f"Bed {t[1]}", "tab", *(["active"] * (t == "t1"))) for t in inside)
        device = FakeDevice(seen(*tabs), opening)
        look = Step(op=Op.CLICK, target=Descriptor(role="button", classes=("tab",)), repeat="until")
        link = Step(op=Op.CLICK, target=Descriptor(role="link", text="{plant}"))
        assert perform(device, look, link, plant=plant).ok
        assert refs(device) == [*opened, "l"]

    def test_without_a_goal_it_goes_on_as_long_as_something_comes_of_it(self) -> None:
        def marking(action: Action, shown: Observation) -> Observation | str:
            ref = refs(device)[-1]
            if ref == "3":
                return "it is covered"
            return seen(
                *(
                    e.model_copy(update={"value": "x"}) if e.ref == ref else e
                    for e in shown.elements
                )
            )

        device = FakeDevice(seen(*(button(str(n), f"Dig {n}", "hole") for n in range(9))), marking)
        dig = Step(op=Op.CLICK, target=Descriptor(role="button", classes=("hole",)), repeat="until")
        assert perform(device, dig).ok
        assert refs(device) == [str(n) for n in range(9)]

    def test_without_a_goal_three_times_nothing_new_are_the_end(self) -> None:
        device = FakeDevice(seen(*(button(str(n), f"Dig {n}", "hole") for n in range(9))))
        dig = Step(op=Op.CLICK, target=Descriptor(role="button", classes=("hole",)), repeat="until")
        assert perform(device, dig).ok
        assert len(device.actions) == 3

    def test_a_place_that_does_not_exist_yet_is_not_shown(self) -> None:
        def more(_action: Action, shown: Observation) -> Observation:
            return seen(
                *shown.elements, Element(ref=f"r{len(shown.elements)}", role="link", text="x")
            )

        device = FakeDevice(seen(button("m", "More")), more)
        look = Step(op=Op.CLICK, target=Descriptor(role="button", text="More"), repeat="until")
        third = Step(op=Op.CLICK, target=Descriptor(role="link", ordinal="{number|place}"))
        assert perform(device, look, third, number="3").ok
        assert refs(device) == ["m", "m", "m", "r3"]


def test_an_optional_step_is_left_out_at_once_where_nothing_fits() -> None:
    device = FakeDevice(BEDS)
    close = Step(
        op=Op.CLICK, target=Descriptor(role="button", text="Accept cookies"), optional=True
    )
    plant = Step(op=Op.CLICK, target=Descriptor(role="button", text="Plant"))
    assert perform(device, close, plant).ok
    assert refs(device) == ["ok"]


def test_an_optional_step_is_done_where_its_target_fits() -> None:
    device = FakeDevice(BEDS)
    plant = Step(op=Op.CLICK, target=Descriptor(role="button", text="Plant"), optional=True)
    assert perform(device, plant).ok
    assert refs(device) == ["ok"]
