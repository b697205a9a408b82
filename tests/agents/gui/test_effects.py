"""What counts as an effect of an action."""

from __future__ import annotations

from uptake.agents.gui.effects import has_effect
from uptake.core.actions import Op
from uptake.core.observations import Element, Observation

FIELD = Element(ref="f", role="textbox", resource_id="q", editable=True)


def page(value: str, *more: str) -> Observation:
    field = FIELD.model_copy(update={"value": value})
    said = (Element(ref=f"t{at}", role="p", text=text) for at, text in enumerate(more))
    return Observation(elements=(field, *said))


def test_a_field_that_holds_the_text_took_it() -> None:
    assert has_effect(Op.TYPE, FIELD, "Figs", page(""), page("figs"))


def test_a_field_that_stayed_as_it_was_took_nothing_though_the_page_changed() -> None:
    assert not has_effect(Op.TYPE, FIELD, "Figs", page(""), page("", "Still there?"))


def test_a_field_may_write_otherwise_what_it_took_and_a_page_may_go_on() -> None:
    assert has_effect(Op.TYPE, FIELD, "5551234", page(""), page("555-1234"))
    assert has_effect(Op.TYPE, FIELD, "Figs", page(""), Observation(app="next"))
