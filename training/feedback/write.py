"""Makes dialogues of which it is known how content their user is with each reply.

`python training/feedback/write.py [--show 3]` prints some. They are made out of errands
(`errands.yaml`) and ways of speaking (`manners.yaml`). A dialogue is a walk: an errand is asked
for; the assistant asks, does it, does something else or cannot; the user says what people then
say. Where people would differ (a failure that is nobody's fault), a turn has several kinds with
weights. The same dialogues every time.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml

from uptake.policy.feedback.follow_up import Exchange, FollowUp

HERE = Path(__file__).parent
Errand = dict[str, str]
Kinds = dict[str, float]
"""How likely each kind is what the user meant; the sum is 1."""


def only(kind: str) -> Kinds:
    """Return that it is surely of one kind."""
    return {kind: 1.0}


AFTER: dict[str, dict[str, tuple[float, Kinds]]] = {
    "good": {
        "thanks": (0.16, only("thanks")),
        "acceptance": (0.30, only("acceptance")),
        "detail": (0.20, only("none")),
        "next": (0.17, only("none")),
        "refinement": (0.14, {"refinement": 0.8, "none": 0.2}),
        "wrong item": (0.01, only("wrong item")),
        "complaint": (0.02, only("complaint")),
    },
    "wrong": {
        "correction": (0.50, only("correction")),
        "wrong item": (0.10, only("wrong item")),
        "wrong action": (0.10, only("wrong action")),
        "repetition": (0.14, only("repetition")),
        "complaint": (0.09, only("complaint")),
        "abandonment": (0.04, only("abandonment")),
        "next": (0.03, {"none": 0.7, "complaint": 0.3}),
    },
    "none": {
        "setback": (0.52, {"refinement": 0.6, "none": 0.4}),
        "setback taken well": (0.08, {"acceptance": 0.6, "abandonment": 0.4}),
        "repetition": (0.14, only("repetition")),
        "complaint": (0.12, only("complaint")),
        "abandonment": (0.07, only("abandonment")),
        "next": (0.07, {"none": 0.6, "abandonment": 0.4}),
    },
    "question": {
        "answer": (0.85, only("none")),
        "complaint about asking": (0.06, only("complaint")),
        "repetition": (0.04, {"repetition": 0.7, "none": 0.3}),
        "detail": (0.05, only("none")),
    },
    "question again": {
        "answer again": (0.75, {"repetition": 0.6, "none": 0.4}),
        "complaint about asking": (0.25, only("complaint")),
    },
    "lost": {
        "repetition": (0.6, only("repetition")),
        "complaint": (0.22, only("complaint")),
        "abandonment": (0.1, only("abandonment")),
        "next": (0.08, {"none": 0.5, "abandonment": 0.5}),
    },
    "offer": {
        "acceptance": (0.6, only("acceptance")),
        "turns down": (0.25, {"refinement": 0.4, "none": 0.6}),
        "detail": (0.15, only("none")),
    },
    "told": {
        "thanks": (0.3, only("thanks")),
        "acceptance": (0.3, only("acceptance")),
        "next": (0.3, only("none")),
        "refinement": (0.1, {"refinement": 0.8, "none": 0.2}),
    },
    "untold": {
        "detail again": (0.7, only("repetition")),
        "complaint": (0.2, only("complaint")),
        "next": (0.1, {"none": 0.6, "abandonment": 0.4}),
    },
    "acknowledges": {
        "next": (0.5, only("none")),
        "thanks": (0.5, only("thanks")),
    },
}
"""What users say after each kind of reply: how often, and what it then is."""

REPLIES: dict[str, dict[str, float]] = {
    "request": {"good": 0.38, "wrong": 0.17, "none": 0.13, "question": 0.26, "lost": 0.06},
    "answer": {"good": 0.62, "wrong": 0.16, "none": 0.12, "question again": 0.1},
    "dissatisfied": {"good": 0.55, "wrong": 0.22, "none": 0.15, "lost": 0.08},
    "detail": {"told": 0.7, "untold": 0.2, "lost": 0.1},
    "acceptance": {"acknowledges": 0.6, "offer": 0.4},
}
"""What the assistant does after what was said."""

STATED = {
    **dict.fromkeys(("correction", "wrong item", "wrong action", "complaint", "wish"), 1.0),
    **dict.fromkeys(("thanks", "acceptance", "detail", "next", "answer", "greeting"), 0.0),
}
"""Whether it is a statement about the reply; what is not named may be one or not."""

ENDINGS = ("thanks", "abandonment", "setback taken well")


class Heard(NamedTuple):
    """A follow-up, and what its user meant by it."""

    follow_up: FollowUp
    kinds: Kinds
    stated: float | None
    """Whether it is a statement about the reply that it follows, 0 or 1; None where unknown."""

    area: int
    """What it is about; examples that share one are held out together."""


@dataclass
class Dialogue:
    """A made dialogue, and what the user thought turn by turn."""

    exchanges: list[Exchange] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    def show(self) -> None:
        """Print it."""
        for place, one in enumerate(self.heard):
            if place:
                print(f"  A: {one.follow_up.reply}")
            stated = {None: "", 0.0: "not stated", 1.0: "stated"}[one.stated]
            print(f"  U: {one.follow_up.said}   {one.kinds} {stated}")
        print()


class Writer:
    """Writes dialogues."""

    def __init__(self, seed: int = 0) -> None:
        self.errands: list[Errand] = yaml.safe_load((HERE / "errands.yaml").read_text("utf-8"))
        self.manners = yaml.safe_load((HERE / "manners.yaml").read_text("utf-8"))
        self._random = random.Random(seed)

    def dialogues(self, count: int) -> Iterator[Dialogue]:
        """Yield that many dialogues."""
        for number in range(count):
            first = number % len(self.errands)
            # Two errands of one dialogue are neighbours, so that few areas are tied together.
            yield self._dialogue(first, (first + 1) % len(self.errands))

    def _dialogue(self, first: int, second: int) -> Dialogue:
        made = Dialogue()
        errand, coming = self.errands[first], self.errands[second]
        manner, kinds = "greeting", only("none")
        for _ in range(self._random.randint(2, 7)):
            said = self._user(manner, errand, coming)
            before = tuple(made.exchanges)
            made.heard.append(Heard(FollowUp(said, before), kinds, STATED.get(manner), first))
            if manner in ENDINGS:
                break
            if "{next}" in self._last or manner == "next":
                errand, coming = coming, errand
            reply = self._chosen(REPLIES[self._asked(manner)])
            made.exchanges.append(Exchange(said, self._assistant(reply, errand)))
            manner, kinds = self._reaction(reply)
        return made

    def _asked(self, manner: str) -> str:
        """Return which of `REPLIES` fits what was just said."""
        if "{detail}" in self._last:
            return "detail"
        if "{next}" in self._last or manner == "greeting":
            return "request"
        if manner in ("answer", "answer again"):
            return "answer"
        return "acceptance" if manner in ("acceptance", "turns down") else "dissatisfied"

    def _reaction(self, reply: str) -> tuple[str, Kinds]:
        options = AFTER[reply]
        manner = self._chosen({name: share for name, (share, _) in options.items()})
        return manner, options[manner][1]

    def _user(self, manner: str, errand: Errand, coming: Errand) -> str:
        self._last = self._random.choice(self.manners["users"][manner])
        text = filled(self._last, errand | {"next": coming["ask"]})
        return typed(text, self._random)

    def _assistant(self, reply: str, errand: Errand) -> str:
        if reply in ("told", "untold"):
            return errand[reply]
        return filled(self._random.choice(self.manners["assistant"][reply]), errand)

    def _chosen(self, shares: dict[str, float]) -> str:
        names: Sequence[str] = list(shares)
        return self._random.choices(names, [shares[name] for name in names])[0]


def typed(text: str, dice: random.Random) -> str:
    """Return the text as some people type: small letters, no marks at the end."""
    draw = dice.random()
    if draw < 0.12:
        text = text.lower()
    return text.rstrip(".") if draw < 0.3 else text


def filled(pattern: str, fields: Errand) -> str:
    """Return a pattern with its fields; what goes on after a comma or a word begins small."""
    text = ""
    for piece in pattern.replace("{", "\0{").split("\0"):
        name, closed, rest = piece[1:].partition("}") if piece.startswith("{") else ("", "", piece)
        if not closed:
            text += piece
            continue
        value = fields[name]
        goes_on = text.rstrip()[-1:].isalpha() or text.endswith(", ")
        if goes_on and value[:1].isupper() and not value.startswith(("I ", "I'", "SQL")):
            value = value[0].lower() + value[1:]
        if (rest and rest[0] in ".,!") or rest.startswith(" would"):
            value = value.rstrip(".!?")
        text += value + rest
    return text


def main() -> None:
    """Print some dialogues, with what their users thought."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--show", type=int, default=3, help="how many")
    for dialogue in Writer().dialogues(parser.parse_args().show):
        dialogue.show()


if __name__ == "__main__":
    main()
