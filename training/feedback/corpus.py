"""What the head that hears feedback is fitted on, and what it is measured with.

Fitted on the errands of `write.py`, the conversations of `chats.py` and the single turns of
`examples.jsonl`; measured with `held_out.yaml` besides, which nothing is fitted on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import yaml
from chats import Chatter
from write import Kinds, Writer

from uptake.policy.feedback.features import runs
from uptake.policy.feedback.follow_up import Exchange, FollowUp
from uptake.policy.feedback.kinds import JUDGED

HERE = Path(__file__).parent
DIALOGUES, CHATS = 3000, 3000

AREAS = 8
"""A run of words is a feature where it was said in so many different areas: then it belongs to
the way of speaking, not to what is spoken of."""

BY_HAND = 4.0
"""How much more a turn of `examples.jsonl` counts: each is worded by itself."""

STATED = {
    **dict.fromkeys(("correction", "complaint", "wrong item", "wrong action"), 1.0),
    **dict.fromkeys(("thanks", "acceptance", "none"), 0.0),
}
"""Which turns of `examples.jsonl` are statements about the reply."""


@dataclass(frozen=True)
class Example:
    """A follow-up and what its user meant by it."""

    follow_up: FollowUp
    kinds: Kinds
    stated: float | None
    """Whether it is a statement about the reply, 0 or 1; None where unknown."""

    area: int
    """Examples of one area are held out together."""

    source: str
    """"errands", "chats" or "by hand"."""

    weight: float = 1.0

    @property
    def dissatisfied(self) -> float:
        """How likely the user was dissatisfied, 0..1."""
        return sum(share for kind, share in self.kinds.items() if JUDGED[kind] == "dissatisfied")


@dataclass(frozen=True)
class HeldOut:
    """A follow-up that nothing is fitted on."""

    follow_up: FollowUp
    family: str
    stated: bool


def examples() -> Iterator[Example]:
    """Yield all examples to fit on."""
    made = (("errands", Writer().dialogues(DIALOGUES)), ("chats", Chatter().conversations(CHATS)))
    for source, dialogues in made:
        for one in chain.from_iterable(dialogue.heard for dialogue in dialogues):
            yield Example(one.follow_up, one.kinds, one.stated, one.area, source)
    for number, line in enumerate((HERE / "examples.jsonl").read_text("utf-8").splitlines()):
        row = json.loads(line)
        follow_up = FollowUp(row["said"], (Exchange(row["request"], row["reply"]),))
        kind, stated = row["kind"], STATED.get(row["kind"])
        yield Example(follow_up, {kind: 1.0}, stated, -1 - number, "by hand", BY_HAND)


def held_out() -> Iterator[HeldOut]:
    """Yield each text of `held_out.yaml` after each of its answers."""
    found = yaml.safe_load((HERE / "held_out.yaml").read_text("utf-8"))
    for answer in found["answers"]:
        before = (Exchange(answer["ask"], answer["reply"]),)
        for stated in (True, False):
            for family, texts in found["stated" if stated else "not stated"].items():
                yield from (HeldOut(FollowUp(text, before), family, stated) for text in texts)


def vocabulary(found: Sequence[Example]) -> dict[str, int]:
    """Return the runs of words that are features, with their places."""
    areas: dict[str, set[int]] = defaultdict(set)
    for example in found:
        for run in runs(example.follow_up):
            areas[run].add(example.area)
    return {
        run: at for at, run in enumerate(sorted(r for r, a in areas.items() if len(a) >= AREAS))
    }
