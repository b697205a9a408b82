"""Plain words for what the things on a page are and look like.

The same words for a page that is shown by a browser and for one that a log holds, so that what
was learned from the one is found on the other. Knows nothing of either: each hands in what it
can tell, as `Look`s.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf, log
from typing import Any

_DRAWN: Mapping[str, tuple[str, ...]] = {
    "circle": ("circle", "shape"),
    "ellipse": ("ellipse", "shape"),
    "line": ("line", "shape"),
    "path": (),
    "polygon": ("polygon", "shape"),
    "polyline": ("line", "shape"),
    "rect": ("rectangle", "shape"),
    "text": (),
    "tspan": (),
}
"""Tags of drawings (SVG), and what people call what they draw."""

_CORNERED: Mapping[int, tuple[str, ...]] = {3: ("triangle",), 5: ("pentagon",), 6: ("hexagon",)}

_CALLED: Mapping[str, tuple[str, ...]] = {
    "a": ("link",),
    "button": ("button",),
    "img": ("image",),
    "select": ("dropdown",),
    "textarea": ("textarea",),
}
_INPUTS: Mapping[str, tuple[str, ...]] = {
    "button": ("button",),
    "checkbox": ("checkbox",),
    "image": ("button", "image"),
    "radio": ("radio",),
    "range": ("slider",),
    "reset": ("button",),
    "submit": ("button",),
}
_CONTROLS = frozenset({"a", "button", "input", "option", "select", "textarea"})
"""Tags that browsers paint in colours of their own."""

_COLOURS: Mapping[tuple[int, int, int], tuple[str, ...]] = {
    (0, 0, 0): ("black",),
    (255, 255, 255): ("white",),
    (128, 128, 128): ("gray", "grey"),
    (192, 192, 192): ("silver",),
    (255, 0, 0): ("red",),
    (128, 0, 0): ("maroon",),
    (220, 20, 60): ("crimson",),
    (255, 127, 80): ("coral",),
    (250, 128, 114): ("salmon",),
    (255, 165, 0): ("orange",),
    (165, 42, 42): ("brown",),
    (210, 180, 140): ("tan",),
    (245, 245, 220): ("beige",),
    (255, 215, 0): ("gold",),
    (255, 255, 0): ("yellow",),
    (128, 128, 0): ("olive",),
    (0, 255, 0): ("lime",),
    (0, 128, 0): ("green",),
    (0, 128, 128): ("teal",),
    (64, 224, 208): ("turquoise",),
    (0, 255, 255): ("cyan", "aqua"),
    (0, 0, 255): ("blue",),
    (0, 0, 128): ("navy",),
    (75, 0, 130): ("indigo",),
    (128, 0, 128): ("purple",),
    (238, 130, 238): ("violet",),
    (255, 0, 255): ("magenta", "fuchsia"),
    (255, 192, 203): ("pink",),
}
"""The named colours of CSS that people have a word for."""

COLOURS = frozenset(word for words in _COLOURS.values() for word in words)
"""The words for colours."""

LOOKS = COLOURS.union(
    ("large", "small", "letter", "digit", "square"), *_DRAWN.values(), *_CORNERED.values()
)
"""The words for colours, shapes, characters and sizes."""

_HUES = (
    (18, "red"),
    (45, "orange"),
    (70, "yellow"),
    (165, "green"),
    (195, "cyan"),
    (255, "blue"),
    (290, "purple"),
    (345, "pink"),
    (361, "red"),
)
"""The upper end of each hue, in degrees, and its name, for colours without one of their own."""

_UNCOLOURED = frozenset({"black", "white", "gray", "grey", "silver"})
_PARTS = re.compile(r"rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)")
_APART = log(1.3)
"""How much larger, as a logarithm, the large ones have to be than the small ones, at least."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a device tells of how one element looks; what it cannot tell is left out."""

    tag: str
    """The tag's name in lower case; "#text" for a text between tags."""

    kind: str = ""
    """The type of an `input`."""

    text: str = ""
    """Its own text."""

    width: float = 0
    height: float = 0
    inside: str | None = None
    """The ref of the container."""

    background: str = ""
    """As CSS computes it: "rgb(1, 2, 3)" or "rgba(1, 2, 3, 0.5)"."""

    ink: str = ""
    """The colour of a text, or that which a drawing is filled with, as CSS computes it."""

    corners: int = 0
    """The number of points of a polygon."""


def traits(looks: Mapping[str, Look]) -> dict[str, tuple[str, ...]]:
    """Return the words for each of the elements of a page, by ref; see `Element.traits`."""
    sizes = _sizes(looks)
    found = {}
    for ref, look in looks.items():
        container = looks.get(look.inside) if look.inside is not None else None
        inherited = container.ink if container else ""
        words = (*_called(look), *_coloured(look, inherited), *sizes.get(ref, ()))
        found[ref] = tuple(dict.fromkeys(words))
    return found


def with_traits(elements: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the elements, as `observe.js` reads them off a page, with their traits.

    What it can tell of an element's looks stands in its `look`, by the names of `Look`.
    """
    looks = {
        element["ref"]: Look(
            text=element.get("text", ""),
            width=element["bounds"]["width"],
            height=element["bounds"]["height"],
            inside=element["parent"],
            **element["look"],
        )
        for element in elements
    }
    words = traits(looks)
    return [{**element, "traits": words[element["ref"]]} for element in elements]


def _called(look: Look) -> tuple[str, ...]:
    """Return what people call such a thing."""
    tag = look.tag
    if tag == "input":
        return _INPUTS.get(look.kind) or (look.kind or "text", "input")
    if tag in _DRAWN:
        return (*_DRAWN[tag], *_figure(look), *_character(look.text))
    return _CALLED.get(tag) or _character(look.text)


def _figure(look: Look) -> tuple[str, ...]:
    if look.tag == "rect" and round(look.width) == round(look.height):
        return ("square",)
    return _CORNERED.get(look.corners, ()) if look.tag == "polygon" else ()


def _character(text: str) -> tuple[str, ...]:
    if len(text) != 1:
        return ()
    if text.isalpha():
        return ("letter",)
    return ("digit", "number") if text.isdigit() else ()


def _coloured(look: Look, inherited: str) -> tuple[str, ...]:
    """Return the words for its colour; colours that a browser gives by itself say nothing."""
    if look.tag in _DRAWN:
        return colour_words(look.ink)
    if look.inside is None:
        return ()  # the page itself
    background = colour_words(look.background)
    if look.tag in _CONTROLS:
        return _chromatic(background)
    ink = colour_words(look.ink) if look.ink != inherited and look.tag != "#text" else ()
    return (*background, *_chromatic(ink))


def _chromatic(words: tuple[str, ...]) -> tuple[str, ...]:
    return () if _UNCOLOURED.issuperset(words) else words


@lru_cache(maxsize=1024)
def colour_words(css: str) -> tuple[str, ...]:
    """Return what people call the colour; () where it is see-through or not understood."""
    parts = _PARTS.fullmatch(css)
    if parts is None or float(parts[4] or 1) < 0.5:
        return ()
    rgb = (int(parts[1]), int(parts[2]), int(parts[3]))
    return _COLOURS.get(rgb) or _by_hue(*(min(part, 255) / 255 for part in rgb))


def _by_hue(red: float, green: float, blue: float) -> tuple[str, ...]:
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    if light > 0.95:
        return ("white",)
    if light < 0.1:
        return ("black",)
    if strength < 0.15:
        return ("gray", "grey")
    name = next(name for end, name in _HUES if hue * 360 < end)
    if name == "orange" and light < 0.4:
        name = "brown"
    elif name == "red" and light > 0.75:
        name = "pink"
    return (name,)


def _sizes(looks: Mapping[str, Look]) -> dict[str, tuple[str, ...]]:
    """Say which are large and which small, where those in one container clearly fall in two."""
    groups: dict[tuple[str | None, str], dict[str, float]] = {}
    containers = {look.inside for look in looks.values()}
    for ref, look in looks.items():
        if ref not in containers and _is_figure(look):
            kind = "" if look.tag in _DRAWN else look.tag
            group = groups.setdefault((look.inside, kind), {})
            group[ref] = max(look.width, look.height)
    found: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        bound = _between(group.values())
        if bound < inf:
            found |= {r: ("large",) if size > bound else ("small",) for r, size in group.items()}
    return found


def _is_figure(look: Look) -> bool:
    """Tell whether it has a size of its own, and not that of its words."""
    if look.width <= 0 or look.height <= 0:
        return False
    return look.tag in _DRAWN or (not look.text and look.tag in ("img", "div", "span"))


def _between(sizes: Iterable[float]) -> float:
    """Return a size between the small and the large ones; infinite where they are one group."""
    ordered = sorted(set(sizes))
    gaps = [(log(after / before), at) for at, (before, after) in enumerate(pairwise(ordered))]
    if not gaps:
        return inf
    gap, at = max(gaps)
    spread = max(log(ordered[at] / ordered[0]), log(ordered[-1] / ordered[at + 1]))
    return ordered[at] if gap > max(spread, _APART) else inf
