from uptake.policy.wishes.agreement import agreement
from uptake.policy.wishes.wish import Wish

LONG = "First wash the beans. Then let them soak overnight. Boil them for an hour. Add salt last."
SHORT = Wish("length.shorter")


def test_an_answer_that_goes_along_agrees_and_one_that_goes_back_does_not() -> None:
    assert agreement([SHORT], "Soak them, then boil them.", LONG) == 1
    assert agreement([Wish("avoid.term", "salt")], LONG, "Boil the beans.") == -1
    assert agreement([SHORT], LONG + " Serve hot.", LONG) == 0


def test_going_along_in_one_way_of_two_is_half() -> None:
    assert agreement([SHORT, Wish("layout.numbered")], "Boil the beans.", LONG) == 0.5


def test_of_what_no_text_shows_nothing_is_said() -> None:
    assert agreement([Wish("manner.warm")], "Boil them, dear.", LONG) == 0
    assert agreement([], "Boil them.", LONG) == 0
