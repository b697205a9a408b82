from uptake.memory.records import Procedure, Provenance
from uptake.memory.steps import Slot
from uptake.policy.slots.slots import Tie, learn_reader, occurs, read_slots, ties

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


def listing(*pairs: tuple[str, str], examples: tuple[str, ...] = ()) -> Procedure:
    """Return a procedure with one slot of many values, seen with (request, list) pairs."""
    reader = learn_reader([r for r, _ in pairs], [v for _, v in pairs], many=True)
    slot = Slot(name="things", reader=reader, examples=examples, many=True)
    return procedure(support=len(pairs)).model_copy(update={"slots": (slot,)})


def values(request: str, learned: Procedure) -> dict[str, str]:
    return {name: reading.value for name, reading in read_slots(request, learned).items()}


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


def test_roles_are_read_in_wordings_that_no_demonstration_used():
    pairs = list(zip(NAMES, reversed(NAMES), strict=True))
    learned = procedure(
        sender=[(f"Forward the letter from {a} to {b}", a) for a, b in pairs],
        receiver=[(f"Forward the letter from {a} to {b}", b) for a, b in pairs],
    )
    expected = {"sender": "Tove", "receiver": "Otto"}

    assert values("Hand Otto what was written by Tove, please", learned) == expected
    assert values("I want Tove's letter to be passed on to Otto", learned) == expected
    assert values("give Otto the letter of Tove", learned) == expected


def test_after_one_demonstration_a_name_of_two_words_is_read_whole():
    learned = procedure(where=[("Fly to Paris on 11/23/2019", "Paris")])

    assert values("Fly to New York on May 3, 2021", learned) == {"where": "New York"}


def test_after_one_demonstration_a_date_is_read_in_another_writing():
    learned = procedure(day=[("Fly to Paris on 11/23/2019", "11/23/2019")])

    assert values("On May 3, 2021 fly to New York", learned) == {"day": "May 3, 2021"}


def test_a_list_is_read_whole_however_long_it_is():
    learned = listing(
        ("Tick pear, fig and press OK.", "pear, fig"),
        ("Tick plum and press OK.", "plum"),
        ("Tick fig, plum, lime, pear and press OK.", "fig, plum, lime, pear"),
    )

    assert values("Tick leek, kale, wild rice, oats, beans and press OK.", learned) == {
        "things": "leek, kale, wild rice, oats, beans"
    }
    assert values("Tick leek and press OK.", learned) == {"things": "leek"}


def test_a_new_list_of_known_values_is_familiar_and_one_of_others_is_not():
    words = ("pear", "fig", "plum")
    seen = [(f"Tick {a} and {b} now", f"{a} and {b}") for a in words for b in words if a != b]
    learned = listing(*seen, *seen, examples=tuple(text for _, text in seen))

    assert read_slots("Tick pear, fig and plum now", learned)["things"].familiarity == 1.0
    assert read_slots("Tick pear and kale now", learned)["things"].familiarity < 0.2


def test_a_list_is_read_in_another_wording():
    learned = listing(
        ("Tick Pear, Fig and Plum and press OK.", "Pear, Fig and Plum"),
        ("Tick Fig and press OK.", "Fig"),
        ("Tick Lime and Fig and press OK.", "Lime and Fig"),
    )

    read = values("Choose Leek, Kale and Oats, then click on Done", learned)

    assert read == {"things": "Leek, Kale and Oats"}


def test_a_value_follows_from_a_form_of_a_span():
    found = ties("Meet me at 7:05 PM on May 3, 2021", "19:05")

    assert found[0] == Tie("7:05 PM", "24h")
    assert Tie("May 3, 2021", "month year") in ties("Meet me on May 3, 2021", "May 2021")
    assert ties("Meet me at 7:05 PM", "19:06") == []
    assert ties("Meet me", "") == []


def test_a_place_in_words_counts_from_nothing():
    assert [tie.span for tie in ties("Open the second door", "1") if tie.form == "place"] == [
        "second"
    ]


def test_the_span_itself_comes_before_forms_of_it():
    found = ties("Press STOP", "STOP")

    assert found[0] == Tie("STOP")
    assert Tie("STOP", "upper") in found


def test_a_time_that_has_the_form_already_is_told_with_it():
    assert Tie("19:05", "24h") in ties("Meet me at 19:05", "19:05")


def test_letters_in_another_case_are_less_exact_than_the_form_that_gives_them():
    found = ties("Press stop", "STOP")

    assert found[0] == Tie("stop", "upper")
    assert Tie("stop", "", 0.9) in found


def test_what_a_value_begins_and_ends_with_is_told_where_asked_for():
    request = 'Find what starts with "mar" and ends with "ade"'

    assert ties(request, "Marmalade") == []
    assert ties(request, "Marmalade", partly=True) == [
        Tie("mar", "", 1 / 3, "start"),
        Tie("ade", "", 1 / 3, "end"),
    ]


def test_many_slots_of_one_look_are_told_apart_by_their_neighbours():
    def said(names: tuple[str, ...]) -> str:
        return "Write " + ", ".join(f"{name} into box {at}" for at, name in enumerate(names))

    shifted = [NAMES[at:] + NAMES[:at] for at in range(len(NAMES))]
    examples = {
        f"box {at}": [(said(names), names[at]) for names in shifted] for at in range(len(NAMES))
    }
    others = ("Tove", "Otto", "Ines", "Bram", "Yuki", "Rosa")

    read = values(said(others), procedure(**examples))

    assert tuple(read.values()) == others


def test_words_that_ask_for_something_may_be_values_of_a_list():
    learned = listing(
        ("Mark old, home and press OK.", "old, home"),
        ("Mark grim, sour, tall and press OK.", "grim, sour, tall"),
        ("Mark odd and press OK.", "odd"),
    )

    assert values("Mark sweet, stop, about, big and press OK.", learned) == {
        "things": "sweet, stop, about, big"
    }


def test_a_value_that_other_demonstrations_had_is_read_wherever_it_stands():
    pairs = [("Paint the wall red today", "red"), ("Paint it green", "green")]
    learned = procedure(colour=pairs * 2)

    assert values("I think green would look good on that wall", learned) == {"colour": "green"}


def test_two_names_in_a_row_are_two_values():
    learned = procedure(
        old=[("Rename note1.txt to list7.txt", "note1.txt")],
        new=[("Rename note1.txt to list7.txt", "list7.txt")],
    )

    read = values("Give a5.csv b8.csv as its name", learned)

    assert sorted(read.values()) == ["a5.csv", "b8.csv"]
