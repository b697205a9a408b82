"""Ways to one goal that are told apart by what the page shows."""

from uptake.core.observations import Element, Observation
from uptake.replay.steps.guards import marks


def page(*roles: str) -> Observation:
    return Observation(elements=tuple(Element(ref=str(at), role=r) for at, r in enumerate(roles)))


def test_a_way_is_marked_by_what_its_pages_alone_show():
    wide, narrow = page("menu", "list", "button"), page("list", "button")

    assert [[one.role for one in way] for way in marks([[wide, wide], [narrow, narrow]])] == [
        ["menu"],
        [],
    ]


def test_what_was_there_where_the_way_failed_is_the_worse_mark():
    wide, narrow = page("banner", "menu", "list"), page("list")
    misleading = page("banner", "list")

    (without, _) = marks([[wide, wide], [narrow, narrow]])
    (with_failure, _) = marks([[wide, wide], [narrow, narrow]], [[misleading], []])

    assert [one.role for one in without] == ["banner"]
    assert [one.role for one in with_failure] == ["menu"]


def test_pages_that_show_the_same_mark_nothing():
    assert marks([[page("list")], [page("list")]]) == [(), ()]


def test_a_single_way_needs_no_mark():
    assert marks([[page("list"), page("menu")]]) == [()]


def test_what_cannot_be_seen_is_no_mark():
    hidden = Observation(elements=(Element(ref="1", role="menu", visible=False),))

    assert marks([[hidden], [page("list")]])[0] == ()
