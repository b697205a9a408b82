import pytest

from uptake.memory.records import Procedure, Provenance, Slot
from uptake.policy.slots import learn_reader, occurs, read_slots
from uptake.policy.spans import spans
from uptake.policy.tokens import shape

NAMES = ("Ada", "Grace", "Edsger", "Barbara", "Alan", "Katherine")


def procedure(support: int = 6, **examples: list[tuple[str, str]]) -> Procedure:
    """Return a procedure whose slots were seen with (request, value) pairs."""
    slots = tuple(
        Slot(
            name=name,
            examples=tuple(value for _, value in pairs),
            reader=learn_reader([r for r, _ in pairs], [v for _, v in pairs]),
        )
        for name, pairs in examples.items()
    )
    source = Provenance(kind="user")
    return Procedure(
        user="me",
        provenance=source,
        app="a",
        title="t",
        goal="g",
        requests=(),
        slots=slots,
        steps=(),
        support=support,
    )


def values(request: str, learned: Procedure) -> dict[str, str]:
    return {name: reading.value for name, reading in read_slots(request, learned).items()}


def test_quotations_names_times_and_parts_of_dates_are_spans():
    found = {span.text for span in spans('At 2:20 PM tell @joe "so be it." on 12/16/2016, Ann\'s')}

    assert {"2:20 PM", "@joe", "so be it.", "12/16/2016", "16", "Ann"} <= found


@pytest.mark.parametrize(
    ("text", "kind"),
    [("-4", "number"), ("2:20 PM", "time"), ("12/16/2016", "date"), ("@joe", "@"), ("Ada", "name")],
)
def test_a_span_looks_like_what_it_is(text: str, kind: str):
    assert shape(text) == kind


def test_one_demonstration_is_enough_where_the_words_around_decide():
    learned = procedure(who=[("Delete the message from Ada, please", "Ada")])

    assert values("Delete the message from Grace, please", learned) == {"who": "Grace"}


def test_two_names_are_told_apart_by_the_words_before_them():
    pairs = list(zip(NAMES, reversed(NAMES), strict=True))
    learned = procedure(
        sender=[(f"Pass what {a} wrote on to {b}", a) for a, b in pairs],
        receiver=[(f"Pass what {a} wrote on to {b}", b) for a, b in pairs],
    )

    read = values("Pass what Margaret wrote on to Donald", learned)

    assert read == {"sender": "Margaret", "receiver": "Donald"}


def test_no_two_slots_take_the_same_words():
    learned = procedure(a=[("Call Ada", "Ada")], b=[("Call Grace", "Grace")])

    read = values("Call Alan", learned)

    assert sorted(read.values()) != ["Alan", "Alan"]


def test_a_quotation_is_read_whole_with_its_full_stops():
    learned = procedure(text=[(f'Answer {n} with "Well. {n}."', f"Well. {n}.") for n in NAMES])

    assert values('Answer Tony with "No. Never. Ever."', learned) == {"text": "No. Never. Ever."}


def test_a_value_that_is_foreign_to_a_short_list_is_unfamiliar():
    seen = [(f"Press the {word} button", word) for word in ("red", "blue") * 5]
    learned = procedure(support=10, button=seen)

    assert read_slots("Press the red button", learned)["button"].familiarity == 1.0
    assert read_slots("Press the loud button", learned)["button"].familiarity < 0.2


def test_values_that_never_recur_leave_every_value_familiar():
    learned = procedure(who=[(f"Call {name}", name) for name in NAMES])

    assert read_slots("Call Tony", learned)["who"].familiarity == 1.0


def test_an_empty_request_fills_nothing():
    learned = procedure(who=[("Call Ada", "Ada")])

    assert read_slots("", learned)["who"].value == ""


def test_values_occur_as_whole_words_and_without_regard_to_case():
    assert occurs("Write to ADA now", "Ada")
    assert not occurs("Write to Adam now", "Ada")
