"""A learned procedure in words: the description and the instructions of its skill."""

from __future__ import annotations

from ..core.actions import Descriptor, Op
from ..memory.records import Procedure
from ..memory.steps import Slot, Step

_VERBS = {
    Op.CLICK: "Click",
    Op.LONG_PRESS: "Press and hold",
    Op.TYPE: "Type",
    Op.SELECT: "Select",
    Op.SCROLL: "Scroll",
    Op.DRAG: "Drag",
    Op.KEY: "Press the key",
    Op.OPEN_APP: "Open",
    Op.PRESS_BACK: "Go back",
    Op.PRESS_HOME: "Go home",
    Op.ENTER: "Press Enter",
    Op.WAIT: "Wait",
    Op.ASK_USER: "Ask the user:",
    Op.ANSWER: "Answer:",
    Op.COMPLETE: "Finish",
    Op.INFEASIBLE: "Say that it cannot be done",
}
_LONGEST = 1024
"""Characters of a description in the Agent Skills format."""


def describe(procedure: Procedure) -> str:
    """Say what the skill does and when to use it, in at most 1,024 characters."""
    title = procedure.title.strip().rstrip(".") or "A learned procedure"
    where = f" in {procedure.app}" if procedure.app else ""
    return f"{title}{where}. Use it for requests of this kind."[:_LONGEST]


def instructions(procedure: Procedure, *, examples: bool = False) -> str:
    """Return the steps as Markdown; with `examples`, also values and requests that were seen."""
    parts = [f"# {procedure.title}"]
    if procedure.slots:
        slots = "\n".join(_slot_in_words(slot, examples=examples) for slot in procedure.slots)
        parts.append(f"## What the request fills in\n\n{slots}")
    steps = "\n".join(f"{n}. {in_words(step)}" for n, step in enumerate(procedure.steps, start=1))
    parts.append(f"## Steps\n\n{steps or 'Nothing is done on the screen.'}")
    if examples and procedure.requests:
        said = "\n".join(f"- {request}" for request in procedure.requests[:10])
        parts.append(f"## Requests it answered\n\n{said}")
    parts.append(f"## Evidence\n\n{_evidence(procedure)}")
    return "\n\n".join(parts)


def in_words(step: Step) -> str:
    """Say a step as a person would be told it."""
    if step.label:
        return step.label
    said = [_VERBS[step.op]]
    if step.text:
        said.append(f'"{step.text}"')
    if step.target:
        said.append(("into " if step.op is Op.TYPE else "") + _target_in_words(step.target))
    return " ".join(said) + "."


def _target_in_words(target: Descriptor) -> str:
    called = target.name or target.text or target.resource_id
    thing = f"the {target.role or 'element'}" + (f' "{called}"' if called else "")
    return thing + (f' near "{target.anchor}"' if target.anchor else "")


def _slot_in_words(slot: Slot, *, examples: bool) -> str:
    seen = ", ".join(f'"{value}"' for value in slot.examples[:5]) if examples else ""
    return f"- `{slot.name}`" + (f", such as {seen}" if seen else "")


def _evidence(procedure: Procedure) -> str:
    against = f" (and in {procedure.contradicted} that failed)" if procedure.contradicted else ""
    return (
        f"Shown in {procedure.support} demonstrations{against}; "
        f"carried out {procedure.successes} times with success "
        f"and {procedure.failures} times without."
    )
