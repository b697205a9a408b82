"""How one step of a way is done, as often as it says.

Knows the step and the hands that do it; what becomes of the run is for `execution`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...core.actions import Action, Descriptor
from ...core.grounding import fill, slots_in, strings_of
from ...core.numerals import read_number
from ...memory.steps import SHOWN, TRIED, Step
from ...policy.slots.spans import items
from . import repeating
from .aims import Aim
from .hands import Hands, NothingFits, StepFailed
from .ways import Way


class Doing:
    """One step that is to be done."""

    def __init__(self, hands: Hands, way: Way, at: int) -> None:
        self._hands, self._way, self._at = hands, way, at
        self._step = way.procedure.steps[at]
        self._patient = not self._step.optional
        self.round = way.procedure.steps[at : at + self._step.together]
        """The steps that are repeated as one: this one, and those after it."""

    def do(self) -> None:
        """Do the step as often as it says. Raises `StepFailed` and `DeviceError`."""
        try:
            self._repeat()
        except NothingFits:
            if not self._step.optional:
                raise

    def _repeat(self) -> None:
        match self._step.repeat:
            case "each":
                self._once_for_each()
            case "all":
                self._on_all()
            case "until":
                self._until(self.goal())
            case "search":
                assert self._step.search is not None
                repeating.search(self._hands, self._step.search, self._try)
            case _:
                self._once(self._way.values)

    def _on_all(self) -> None:
        aim, text = self._aim(self._way.values), self._text(self._way.values)
        most = self._count()
        repeating.on_all(self._hands, aim, self._step.op, text, most=most, patient=self._patient)

    def _count(self) -> int | None:
        """Return on how many things the step is done; None where on all."""
        if self._step.count is None:
            return None
        said = fill(self._step.count, self._way.values)
        number = read_number(said)
        if number is None or not number.isdigit():
            raise StepFailed(f'"{said}" is no number of things')
        return int(number)

    def _once(self, values: Mapping[str, str]) -> None:
        target, text = self._step.target, self._text(values)
        if target is None:
            self._hands.press(Action(op=self._step.op, text=text))
        elif target.meaning:
            self._by_meaning(values, [fill(target.meaning, values)])
        else:
            self._hit(self._aim(values), text)

    def _hit(self, aim: Aim, text: str | None) -> None:
        self._hands.hit(aim, self._step.op, text, patient=self._patient)

    def _once_for_each(self) -> None:
        slot = _listing_slot(self.round, self._way)
        listed = items(self._way.values[slot])
        if self._step.target is not None and self._step.target.meaning:
            self._by_meaning(self._way.values, listed, slot)
            return
        for item in listed:
            self._do_round({**self._way.values, slot: item})

    def _try(self, number: int) -> None:
        self._do_round({**self._way.values, TRIED: str(number)})

    def _do_round(self, values: Mapping[str, str]) -> None:
        self._once(values)
        for at in range(self._at + 1, self._at + len(self.round)):
            Doing(self._hands, self._way, at)._once(values)

    def _by_meaning(self, values: Mapping[str, str], meant: Sequence[str], slot: str = "") -> None:
        """Act on what is nearest in meaning to each, all weighed together."""
        assert self._step.target is not None
        aim = Aim.of(self._step.target.model_copy(update={"meaning": ""}), values)
        fitting = self._hands.fitting(aim, patient=self._patient)
        texts = list(dict.fromkeys(map(self._hands.see().text, fitting)))
        places = self._hands.assign(meant, texts, self._step.alike)
        for item, place in zip(meant, places, strict=True):
            if place is None:
                raise NothingFits(f'nothing on the page means "{item}"')
            said = Descriptor(text=texts[place])
            wanted = aim.wanted.model_copy(update={"text": texts[place]})
            self._hit(Aim(wanted, said), self._text({**values, slot: item}))

    def _until(self, goal: Aim | None) -> None:
        op, text = self._step.op, self._text(self._way.values)
        if self._step.target is None:
            repeating.press_until(self._hands, Action(op=op, text=text), goal)
        else:
            repeating.act_until(self._hands, self._aim(self._way.values), op, text, goal)

    def goal(self) -> Aim | None:
        """Return what is shown when a step that repeats is done; None where nothing says so."""
        if self._step.until is not None:
            return Aim.of(self._step.until, self._way.values)
        values = self._way.values
        for following in self._way.procedure.steps[self._at + 1 :]:
            if following.target is None:
                continue
            if following.repeat == "each":
                slot = _listing_slot([following], self._way)
                values = {**values, slot: items(values[slot])[0]}
            return Aim.of(following.target, values)
        return None

    def _aim(self, values: Mapping[str, str]) -> Aim:
        return Aim.of(self._step.target or Descriptor(), values, self._step.scorer)

    def _text(self, values: Mapping[str, str]) -> str | None:
        if self._step.text is None:
            return None
        if self._step.source is not None:
            shown = self._hands.read(Aim.of(self._step.source, values))
            values = {**values, SHOWN: shown}
        return fill(self._step.text, values)


def _listing_slot(steps: Sequence[Step], way: Way) -> str:
    """Return the slot over whose values the steps go: one with many values, if they name one."""
    texts = [step.text or "" for step in steps]
    targets = [step.target for step in steps if step.target]
    named = slots_in([*texts, *(text for target in targets for text in strings_of(target))])
    listing = [slot for slot in way.procedure.slots if slot.name in named]
    if not listing:
        raise StepFailed("it is not said for what it is to be done")
    return max(listing, key=lambda slot: slot.many).name
