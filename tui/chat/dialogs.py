"""What the assistant asks while it waits: for a yes, for an answer, for a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from ...core.events import ApprovalAsked, QuestionAsked


class ApprovalDialog(ModalScreen[bool]):
    """Asks for a yes before something that cannot be taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,right", "switch", show=False),
    ]

    def __init__(self, asked: ApprovalAsked) -> None:
        super().__init__()
        self._asked = asked

    def compose(self) -> ComposeResult:
        """Lay out the reason, the steps and the two buttons."""
        steps = (f"{place}  {step}" for place, step in enumerate(self._asked.steps, start=1))
        with Vertical(classes="dialog -warning") as box:
            box.border_title = "May I?"
            box.border_subtitle = "y yes · n no"
            yield Static(self._asked.reason, markup=False, classes="reason")
            with VerticalScroll(classes="steps"):
                yield Static("\n".join(steps), markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Yes, do it", id="yes", variant="warning", compact=True)
                yield Button("No", id="no", compact=True)

    def on_mount(self) -> None:
        """Let a thoughtless enter mean no."""
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the button."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Answer with a key."""
        self.dismiss(yes)

    def action_switch(self) -> None:
        """Go to the other button."""
        self.focus_next("Button")


class QuestionDialog(ModalScreen[str | None]):
    """Asks a question; a number picks an option, typing writes an answer of one's own.

    Returns None where the user leaves it for later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Later")]

    def __init__(self, asked: QuestionAsked) -> None:
        super().__init__()
        self._asked = asked

    def compose(self) -> ComposeResult:
        """Lay out the question, the options and the field."""
        with Vertical(classes="dialog") as box:
            box.border_title = "A question"
            box.border_subtitle = "esc later"
            yield Static(self._asked.question, markup=False, classes="reason")
            if self._asked.options:
                yield OptionList(*(_option(*pair) for pair in enumerate(self._asked.options, 1)))
            hint = "or in your own words" if self._asked.options else ""
            yield Input(placeholder=hint, select_on_focus=False)

    def on_mount(self) -> None:
        """Start at the options, where there are any."""
        self.query_one(OptionList if self._asked.options else Input).focus()

    def on_key(self, event: events.Key) -> None:
        """Pick by number; begin an answer with any other letter."""
        field = self.query_one(Input)
        if field.has_focus or not event.is_printable or event.character is None:
            return
        event.stop()
        if event.character.isdigit():
            self._pick(int(event.character) - 1)
        else:
            field.focus()
            field.insert_text_at_cursor(event.character)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the option."""
        self._pick(event.option_index)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the words."""
        if event.value.strip():
            self.dismiss(event.value.strip())

    def _pick(self, place: int) -> None:
        if 0 <= place < len(self._asked.options):
            self.dismiss(self._asked.options[place])


@dataclass(frozen=True)
class Forget:
    """What the user wants forgotten."""

    chosen: list[str]
    """Ids of memories; none where the user changed their mind."""

    for_good: bool = False


class ForgetDialog(ModalScreen[Forget]):
    """Lets the user choose which memories to forget, and how; none are chosen at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Keep all"),
        Binding("enter", "forget(False)", "Forget", priority=True),
        Binding("g", "forget(True)", "Forget for good", priority=True),
    ]

    def __init__(self, memories: Sequence[tuple[str, str, str]]) -> None:
        """Offer memories, each an id, its kind and its text."""
        super().__init__()
        self._memories = memories

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Forget which?"
            box.border_subtitle = "space choose · enter forget · g for good · esc keep all"
            yield SelectionList[str](
                *(Selection(Content(f"{kind}  {text}"), id) for id, kind, text in self._memories)
            )

    def action_forget(self, for_good: bool) -> None:
        """Return what was chosen."""
        self.dismiss(Forget(list(self.query_one(SelectionList).selected), for_good))

    def action_leave(self) -> None:
        """Forget nothing."""
        self.dismiss(Forget([]))


def _option(number: int, text: str) -> Option:
    return Option(Content.assemble((f"{number}  ", "bold"), text))
