import pytest

from uptake.core.looks import Look, colour_words, traits

RED, CLEAR = "rgb(255, 0, 0)", "rgba(0, 0, 0, 0)"


def words(*looks: Look) -> list[tuple[str, ...]]:
    page = {"page": Look("body")} | {str(at): look for at, look in enumerate(looks)}
    return list(traits(page).values())[1:]


def drawn(tag: str, size: float = 10, text: str = "", ink: str = "", corners: int = 0) -> Look:
    return Look(tag, "", text, size, size, "page", "", ink, corners)


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (RED, ("red",)),
        ("rgb(0, 255, 255)", ("cyan", "aqua")),
        ("rgb(128, 128, 128)", ("gray", "grey")),
        ("rgb(0, 128, 0)", ("green",)),
        ("rgb(220, 53, 69)", ("red",)),
        ("rgb(13, 110, 253)", ("blue",)),
        ("rgb(90, 50, 20)", ("brown",)),
        ("rgba(255, 0, 0, 0.9)", ("red",)),
        ("rgba(255, 0, 0, 0.1)", ()),
        (CLEAR, ()),
        ("url(#gradient)", ()),
        ("", ()),
    ],
)
def test_colours_have_the_names_that_people_give_them(css: str, names: tuple[str, ...]) -> None:
    assert colour_words(css) == names


def test_fields_are_called_by_their_tag_and_type() -> None:
    assert words(
        Look("input", "text", inside="page"),
        Look("input", "checkbox", inside="page"),
        Look("input", "submit", inside="page"),
        Look("textarea", inside="page"),
        Look("a", text="5", inside="page"),
        Look("div", text="words", inside="page"),
    ) == [("text", "input"), ("checkbox",), ("button",), ("textarea",), ("link",), ()]


def test_drawings_are_called_by_their_shape_and_colour() -> None:
    assert words(
        drawn("circle", ink=RED),
        drawn("polygon", corners=3, ink="rgb(0, 0, 0)"),
        drawn("polygon"),
        drawn("rect"),
        drawn("text", text="k"),
        drawn("text", text="7"),
        drawn("text", text="two"),
    ) == [
        ("circle", "shape", "red"),
        ("polygon", "shape", "triangle", "black"),
        ("polygon", "shape"),
        ("rectangle", "shape", "square"),
        ("letter",),
        ("digit", "number"),
        (),
    ]


def test_a_colour_is_told_where_the_page_gave_it() -> None:
    black, blue = "rgb(0, 0, 0)", "rgb(0, 0, 238)"
    assert words(
        Look("div", background=RED, inside="page"),
        Look("button", background="rgb(221, 221, 221)", inside="page"),
        Look("button", background=RED, inside="page"),
        Look("a", ink=blue, inside="page"),
        Look("span", ink=blue, inside="page"),
        Look("b", ink=blue, inside="4"),
        Look("span", ink=black, inside="page"),
    ) == [("red",), ("button",), ("button", "red"), ("link",), ("blue",), (), ()]


def test_sizes_are_told_where_they_clearly_fall_in_two() -> None:
    assert words(drawn("circle", 10), drawn("circle", 12), drawn("rect", 20)) == [
        ("circle", "shape", "small"),
        ("circle", "shape", "small"),
        ("rectangle", "shape", "square", "large"),
    ]
    for sizes in ((10, 10, 10), (10, 15, 22, 33), (20,), (10, 11), (0, 20)):
        found = words(*(drawn("circle", size) for size in sizes))
        assert all(one == ("circle", "shape") for one in found)


def test_things_in_other_places_are_not_compared_in_size() -> None:
    there = Look("circle", "", "", 40, 40, inside="1")
    assert words(drawn("circle", 10), Look("svg", inside="page"), there) == [
        ("circle", "shape"),
        (),
        ("circle", "shape"),
    ]
