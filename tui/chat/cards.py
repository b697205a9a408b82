"""Recommended items as cards to pick from, with the criteria that they were judged by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ...core.events import Criterion, Item, Recommended
from ..wording import bar, plural

_SHOWN = 5
_LONGEST = 150
"""Characters of what an item is like that are shown."""

_KEYS = "↑↓ choose · enter take it · m more like it · n not this one · esc write"
_WAY_IN = "ctrl+r to pick by keys"


class Card(Static):
    """One item: its place, its name and price, what it is like, and why it fits."""

    def __init__(self, item: Item, place: int) -> None:
        self.item, self.place = item, place
        attributes = " · ".join(f"{name} {value}" for name, value in item.attributes.items())
        if len(attributes) > _LONGEST:
            attributes = f"{attributes[:_LONGEST]}…"
        content = Content.assemble(
            (f"{place}  ", "$primary bold"),
            ("✦ ", "$secondary") if item.is_trial else "",
            (item.title, "bold"),
            (f"  {item.price}", "$foreground") if item.price else "",
            (f"  {bar(item.score)}", "$primary") if item.score > 0 else "",
            (f"\n{attributes}", "$foreground 65%") if attributes else "",
            (f"\n{item.why}", "$secondary" if item.is_trial else "$accent") if item.why else "",
        )
        super().__init__(content, markup=False, classes="-best" if place == 1 else "")


class Cards(Vertical, can_focus=True):
    """The best items of a recommendation, best first; the rest as a count.

    With the focus, keys choose among them: what a key means is said in words for the user, so
    that it is heard, remembered and undone as if they had written it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Before"),
        Binding("down,j", "move(1)", "Next"),
        Binding("enter", "say('take')", "Take it"),
        Binding("m,plus", "say('more')", "More like it"),
        Binding("n,minus,delete", "say('less')", "Not this one"),
        Binding("escape", "app.focus_composer", show=False),
        *(
            Binding(str(place), f"choose({place})", f"Choose {place}", show=False)
            for place in range(1, _SHOWN + 1)
        ),
    ]
    WORDS: ClassVar[dict[str, str]] = {
        "take": "I'll take number {place}: {title}",
        "more": "More like number {place}: {title}",
        "less": "Not number {place}: {title}",
    }

    @dataclass
    class Said(Message):
        """The user said something about an item, by a key."""

        text: str

    def __init__(self, recommended: Recommended) -> None:
        super().__init__()
        self._recommended = recommended
        self._chosen = 1

    def compose(self) -> ComposeResult:
        """Lay out the criteria above the cards."""
        items, criteria = self._recommended.items, self._recommended.criteria
        if criteria:
            yield Static(_told(criteria), markup=False, classes="criteria")
        for place, item in enumerate(items[:_SHOWN], start=1):
            yield Card(item, place)
        rest = len(items) - _SHOWN
        if rest > 0:
            yield Static(f"and {plural(rest, 'more item')}", markup=False, classes="rest")
        if items:
            yield Static(_WAY_IN, markup=False, classes="keys")

    def close(self) -> None:
        """Take no keys any more: other items have been shown since."""
        self.can_focus = False
        self.query(".keys").remove()

    def on_focus(self) -> None:
        """Show which keys there are, and which card they are about."""
        self._show_keys(_KEYS)
        self._mark()

    def on_blur(self) -> None:
        """Go back to being read."""
        self._show_keys(_WAY_IN)
        for card in self.query(Card):
            card.remove_class("-chosen")

    def on_click(self, event: events.Click) -> None:
        """Choose the card that was clicked."""
        if self.can_focus and isinstance(event.widget, Card):
            self._chosen = event.widget.place
            self._mark()

    def action_move(self, step: int) -> None:
        """Go to the next card, or to the one before."""
        self._chosen = max(1, min(len(self.query(Card)), self._chosen + step))
        self._mark()

    def action_choose(self, place: int) -> None:
        """Go to the card of that number."""
        if place <= len(self.query(Card)):
            self._chosen = place
            self._mark()

    def action_say(self, what: str) -> None:
        """Say for the user what they do about the chosen item."""
        item = self._recommended.items[self._chosen - 1]
        words = self.WORDS[what].format(place=self._chosen, title=item.title)
        self.post_message(self.Said(words))

    def _mark(self) -> None:
        for card in self.query(Card):
            card.set_class(card.place == self._chosen, "-chosen")
            if card.place == self._chosen:
                card.scroll_visible()

    def _show_keys(self, keys: str) -> None:
        for line in self.query(".keys").results(Static):
            line.update(keys)


def _named(one: Criterion) -> str:
    if one.origin == "request":
        return f"{one.text} ({one.source})" if one.source else one.text
    return f"“{one.text}”" if one.origin == "memory" else one.text


def _told(criteria: tuple[Criterion, ...]) -> Content:
    """Return the criteria in a line: what was asked first, then what is known of the user."""
    said = [(_named(one), "bold" if one.hard else "") for one in criteria]
    parts = [part for text, style in said for part in ((text, style), (" · ", "$foreground 45%"))]
    return Content.assemble(("judged by  ", "$foreground 60%"), *parts[:-1])
