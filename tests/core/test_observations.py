from __future__ import annotations

from uptake.core.observations import Bounds, Element, Observation


def _page() -> Observation:
    return Observation(
        elements=(
            Element(ref="body", role="body"),
            Element(ref="card", role="div", parent="body"),
            Element(ref="who", role="text", text="from Ada", parent="card"),
            Element(ref="more", role="div", parent="card"),
            Element(ref="hidden", role="text", text="secret", visible=False, parent="more"),
            Element(ref="star", role="button", text="star", parent="more"),
            Element(ref="last", role="text", text="end", parent="body"),
        )
    )


def test_elements_are_read_in_document_order() -> None:
    page = _page()
    assert [e.ref for e in page.within(page.elements[1])] == [
        "card",
        "who",
        "more",
        "hidden",
        "star",
    ]


def test_the_text_within_leaves_out_what_is_hidden() -> None:
    page = _page()
    assert page.text_within(page.elements[0]) == "from Ada star end"


def test_ancestors_go_from_near_to_far() -> None:
    page = _page()
    star = page.get("star")
    assert star is not None
    assert [e.ref for e in page.ancestors(star)] == ["more", "card", "body"]


def test_parents_in_a_circle_do_not_hang() -> None:
    page = Observation(elements=(Element(ref="a", parent="b"), Element(ref="b", parent="a")))
    assert [e.ref for e in page.ancestors(page.elements[0])] == ["b"]


def test_bounds_count_their_edges_in() -> None:
    assert Bounds(x=0, y=0, width=10, height=10).contains(10, 0)
    assert not Bounds(x=0, y=0, width=10, height=10).contains(10.1, 0)
