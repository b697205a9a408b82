"""Makes conversations of which it is known what their user says about each answer.

`python training/feedback/chats.py [--show 3]` prints some. They are made out of questions with
their answers (`answers.yaml`) and of what people say then (`reactions.yaml`): wishes about answers,
complaints, corrections; and what is no statement about the answer, such as the next request in the
same words. The same conversations every time. Errands are in `write.py`.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import yaml
from write import Dialogue, Errand, Heard, Kinds, filled, only, typed

from uptake.policy.feedback.follow_up import Exchange, FollowUp

HERE = Path(__file__).parent
FIRST_AREA = 1000
"""The areas of what is said here are counted from this on; each text is one."""

REACTIONS: dict[str, tuple[float, Kinds, float | None]] = {
    "wishes": (0.32, only("refinement"), 1.0),
    "of the form": (0.06, only("complaint"), 1.0),
    "of the content": (0.05, only("complaint"), 1.0),
    "corrections": (0.04, only("correction"), 1.0),
    "look alike": (0.08, only("none"), 0.0),
    "about the world": (0.06, only("none"), 0.0),
    "another request": (0.10, only("none"), 0.0),
    "next request": (0.08, only("none"), 0.0),
    "goes on": (0.10, only("none"), 0.0),
    "content": (0.12, {"thanks": 0.5, "acceptance": 0.5}, 0.0),
    "small talk": (0.06, only("none"), 0.0),
    "asks again": (0.03, only("repetition"), None),
    "gives up": (0.02, only("abandonment"), None),
}
"""What users say: how often, what it then is, and whether it is a statement about the answer."""

FRAMES = (
    *("{said}",) * 12,
    "Okay, but {said}",
    "Thanks, but {said}",
    "Good, but {said}",
    "Hmm. {said}",
    "No. {said}",
    "No, {said}",
    "{said} - {again}",
    "Not bad. {said}",
    "hey, {said}",
)
"""How a statement about the answer is put."""

FOR_WISHES = (
    "One thing: {said}",
    "In future, {said}",
    "{said} Remember that.",
    "Thank you. {said}",
    "And please: {said}",
)
"""How only wishes are put."""

UNANSWERED = ("look alike", "another request", "about the world", "small talk")

PLAIN = ("Done.", "All right.", "Okay, that is done.", "Sure, here it is.", "I took care of it.")
"""What is answered to what is not in `answers.yaml`."""


@dataclass(frozen=True)
class Reaction:
    """Something that people say."""

    pattern: str
    manner: str
    """Its name in `REACTIONS`."""

    area: int


class Chatter:
    """Writes conversations."""

    def __init__(self, seed: int = 0) -> None:
        self.answers: list[Errand] = yaml.safe_load((HERE / "answers.yaml").read_text("utf-8"))
        found = yaml.safe_load((HERE / "reactions.yaml").read_text("utf-8"))
        wishes = [text for family in found["wishes"].values() for text in family]
        texts: dict[str, list[str]] = {"wishes": wishes} | found["complaints"] | found["others"]
        self._random, number = random.Random(seed), count(FIRST_AREA)
        self._reactions = {
            manner: [Reaction(one, manner, next(number)) for one in patterns]
            for manner, patterns in texts.items()
        }

    def conversations(self, how_many: int) -> Iterator[Dialogue]:
        """Yield that many conversations."""
        for _ in range(how_many):
            yield self._conversation()

    def _conversation(self) -> Dialogue:
        made, about = Dialogue(), self._random.choice(self.answers)
        said, reply = about["ask"], self._reply(about)
        made.heard.append(Heard(FollowUp(said), only("none"), 0.0, FIRST_AREA))
        for _ in range(self._random.randint(1, 4)):
            made.exchanges.append(Exchange(said, reply))
            reaction = self._reaction()
            _, kinds, stated = REACTIONS[reaction.manner]
            new = "{ask}" in reaction.pattern and reaction.manner != "asks again"
            about, before = self._random.choice(self.answers) if new else about, about
            said = typed(filled(self._framed(reaction), before | about), self._random)
            follow_up = FollowUp(said, tuple(made.exchanges))
            made.heard.append(Heard(follow_up, kinds, stated, reaction.area))
            goes_on = reaction.manner not in UNANSWERED
            reply = self._reply(about) if goes_on else self._random.choice(PLAIN)
        return made

    def _reaction(self) -> Reaction:
        shares = {name: share for name, (share, _, _) in REACTIONS.items()}
        manner = self._random.choices(list(shares), list(shares.values()))[0]
        return self._random.choice(self._reactions[manner])

    def _framed(self, reaction: Reaction) -> str:
        if not REACTIONS[reaction.manner][2]:
            return reaction.pattern
        frames = FRAMES + (FOR_WISHES if reaction.manner == "wishes" else ())
        return self._random.choice(frames).replace("{said}", reaction.pattern)

    def _reply(self, about: Errand) -> str:
        """Return the answer in one of the forms that answers have."""
        reply = about["reply"]
        pieces = re.split(r"(?<=[.!?])\s+", reply)
        draw = self._random.random()
        if draw < 0.2:
            return pieces[0]
        if draw < 0.35 and len(pieces) > 2:
            mark = self._random.choice(("- ", "* "))
            return "\n".join(mark + piece for piece in pieces)
        if draw < 0.45:
            return f"{reply} {self._random.choice(self.answers)['reply']}"
        return reply


def main() -> None:
    """Print some conversations, with what their users thought."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--show", type=int, default=3, help="how many")
    for dialogue in Chatter().conversations(parser.parse_args().show):
        dialogue.show()


if __name__ == "__main__":
    main()
