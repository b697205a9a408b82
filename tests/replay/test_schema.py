import pytest

from uptake.core.actions import Action, Op, Ref
from uptake.core.errors import LogError
from uptake.core.observations import Element, Observation
from uptake.replay.schema import Demonstration, DemonstrationStep, parse_demonstration

PAGE = Observation(elements=(Element(ref="1", role="form"), Element(ref="2", parent="1")))


def demonstration() -> Demonstration:
    click = Action(op=Op.CLICK, target=Ref(ref="2"))
    step = DemonstrationStep(time_ms=5, observation=PAGE, action=click)
    return Demonstration(app="shop", person="ada", request="Buy a lamp", steps=(step,))


def test_a_line_reads_back_as_it_was_written():
    written = demonstration()

    assert parse_demonstration(written.to_line()) == written


def test_a_line_is_one_line():
    assert "\n" not in demonstration().to_line()


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('"version":1', '"version":2', "version"),
        ('"app":"shop"', '"app":7', "app"),
        ('"request":"Buy a lamp"', '"wish":"Buy a lamp"', "request"),
        ('"target":{"ref":"2"}', '"target":{"ref":"9"}', "steps.0"),
        ('"ref":"2","parent"', '"ref":"1","parent"', "steps.0"),
        ('"parent":"1"', '"parent":"2"', "steps.0"),
    ],
)
def test_what_is_wrong_with_a_line_is_named_by_its_field(before: str, after: str, field: str):
    line = demonstration().to_line()
    assert before in line

    with pytest.raises(LogError) as caught:
        parse_demonstration(line.replace(before, after, 1))

    assert caught.value.field == field


def test_a_line_that_is_cut_off_is_an_error_of_the_log():
    with pytest.raises(LogError, match="JSON"):
        parse_demonstration(demonstration().to_line()[:-20])
