"""The plan of a turn and its steps, as they run."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Literal

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from ...core.events import Insertion, Planned, StepFinished, StepStarted
from ..wording import SPINNER, duration

_MARKS = {"pending": ("·", "$foreground 40%"), "ok": ("✓", "$success"), "failed": ("✗", "$error")}


@dataclass
class _Step:
    text: str
    state: Literal["pending", "running", "ok", "failed"] = "pending"
    ms: float = 0.0
    error: str = ""
    since: float = 0.0


class PlanView(Static):
    """What was planned, by whom it was decided, and how far it is."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._planned: Planned | None = None
        self._steps: list[_Step] = []
        self._timer: Timer | None = None

    def plan(self, planned: Planned) -> None:
        """Show a plan and its steps, all of them still to do."""
        self._planned = planned
        self._steps = [_Step(text) for text in planned.steps]
        self._draw()

    def start(self, event: StepStarted) -> None:
        """Show that a step runs."""
        step = self._step(event)
        step.state, step.since = "running", monotonic()
        if self._timer is None:
            self._timer = self.set_interval(0.1, self._draw)
        self._draw()

    def finish(self, event: StepFinished) -> None:
        """Show how a step ended."""
        step = self._step(event)
        step.state = "ok" if event.ok else "failed"
        step.ms, step.error = event.ms, event.error
        self.rest()

    def rest(self) -> None:
        """Stop the clock; a step that is not known to have ended is shown as still to do."""
        for step in self._steps:
            if step.state == "running":
                step.state = "pending"
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._draw()

    def _step(self, event: StepStarted | StepFinished) -> _Step:
        while len(self._steps) < event.index:
            self._steps.append(_Step(""))
        step = self._steps[event.index - 1]
        step.text = event.text
        return step

    def _draw(self) -> None:
        parts = [*self._headings(), *(self._line(step) for step in self._steps)]
        self.update(Content("\n").join(parts))
        self.display = bool(parts)

    def _headings(self) -> list[Content]:
        if self._planned is None:
            return []
        planned, lines = self._planned, []
        if planned.candidates:
            best = planned.candidates[0]
            why = f"  {planned.decided_by} {best.score:.0%}"
            lines.append(_labelled("plan", best.title, why))
        if planned.route == "reply":
            return lines
        need, title = planned.thoughts.explicit, planned.candidates[:1]
        if need and need not in [candidate.title for candidate in title]:
            lines.append(_labelled("need", need))
        if planned.thoughts.implicit:
            lines.append(_labelled("your way", planned.thoughts.implicit))
        return [*lines, *(_habit_behind(one) for one in planned.inserted)]

    def _line(self, step: _Step) -> Content:
        if step.state == "running":
            elapsed = monotonic() - step.since
            mark = (SPINNER[int(elapsed * 10) % len(SPINNER)], "$primary bold")
            return Content.assemble("  ", mark, " ", step.text, self._time(elapsed * 1000))
        if step.state == "pending":
            return Content.assemble(("  · " + step.text, "$foreground 50%"))
        text = Content.assemble("  ", _MARKS[step.state], " ", step.text, self._time(step.ms))
        return text + Content.styled(f"\n    {step.error}", "$error") if step.error else text

    def _time(self, ms: float) -> Content:
        return Content.styled(f"  {duration(ms)}", "$foreground 45%")


def _habit_behind(one: Insertion) -> Content:
    """Say what was put into the request, and which habit it comes from."""
    return _labelled("", f"{one.slot}: {one.value}", f"  {one.because}  {one.habit}")


def _labelled(label: str, text: str, after: str = "") -> Content:
    return Content.assemble(
        (f"{label:<10}", "$primary"), (text, "$foreground 85%"), (after, "$foreground 45%")
    )
