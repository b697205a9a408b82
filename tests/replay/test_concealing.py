from collections.abc import Sequence

import pytest

from uptake.core.actions import Action, Descriptor, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.replay.concealing import conceal
from uptake.replay.schema import Demonstration, DemonstrationStep


def typed(field: Element, request: str = "Sign me in", secret_fields: Sequence[str] = ()) -> str:
    """Return what is kept of "sesame" in the field, and of typing it there."""
    step = DemonstrationStep(
        time_ms=0,
        observation=Observation(elements=(field,)),
        action=Action(op=Op.TYPE, target=Ref(ref=field.ref), text="sesame"),
    )
    shown = Demonstration(app="door", request=request, steps=(step,))
    (kept,) = conceal(shown, secret_fields).steps
    (element,) = kept.observation.elements
    assert element.value == kept.action.text
    return element.value


def field(**more: object) -> Element:
    return Element.model_validate({"ref": "1", "editable": True, "value": "sesame", **more})


@pytest.mark.parametrize(
    "secret",
    [
        field(password=True),
        field(name="Your password"),
        field(resource_id="userPassword2"),
        field(resource_id="login_passcode"),
    ],
)
def test_what_stands_in_a_password_field_is_not_kept(secret: Element):
    assert typed(secret) == ""


def test_what_the_request_says_is_no_secret():
    assert typed(field(password=True), "Open with Sesame!") == "sesame"
    assert typed(field(password=True), "Open the sesamestreet") == ""


def test_fields_that_the_settings_name_are_secret_too():
    card = field(resource_id="cardNumber")

    assert typed(card) == "sesame"
    assert typed(card, secret_fields=["Card number"]) == ""
    assert typed(field(name="Postcard numbers"), secret_fields=["Card number"]) == "sesame"


def test_a_target_that_is_only_described_is_known_by_its_name():
    action = Action(op=Op.TYPE, target=Descriptor(name="Password"), text="sesame")
    step = DemonstrationStep(time_ms=0, observation=Observation(), action=action)

    (kept,) = conceal(Demonstration(app="door", request="Go", steps=(step,))).steps

    assert kept.action.text == ""


def test_what_holds_no_secret_is_left_as_it_is():
    step = DemonstrationStep(
        time_ms=0,
        observation=Observation(elements=(field(name="City"),)),
        action=Action(op=Op.WAIT),
    )
    shown = Demonstration(app="door", request="Go", steps=(step,))

    assert conceal(shown, ["card"]) is shown
