"""Measure what one person's own words of displeasure come to, learned from agreeing signals alone.

Simulated people each have words of displeasure, and others, that mean nothing to most. Of their
turns, three in ten displease them; of these some are witnessed: the request is made again after
a reply that failed, in their words. Both kinds of words are said alone, too. Nobody says which is
which. After the first 10, 20 and 40 turns the words are learned as the assistant learns them, and
the head judges what the person says on topics of which nothing was logged, where words alone tell.

    python benchmarks/own_words.py [--witnessed 0.5] [--seeds N…] [--json OUT]

`own` is the ROC-AUC of displeasure on their own words alone, `plain` on what anybody would say;
`heard` is the share of their displeasure that is judged so, `imagined` that of their other words.
`before` is the head as it ships. Chance is an AUC of 0.5.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sklearn.metrics import roc_auc_score

sys.path.append(str(Path(__file__).resolve().parent))
from adapt_requests import REPORTING_ASKS

from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback import Exchange, FeedbackHead, FollowUp
from uptake.policy.feedback.personal import PersonalWords, learn_words

TURNS = (10, 20, 40)
DISPLEASED, ALONE = 0.3, 0.5
FAILED = "Sorry, I could not find anything about that."
REPLIES = (
    "There are several ways. Begin with what you have at home and see how far it gets you.",
    "Most people do it in the morning; it takes about twenty minutes.",
    "It depends on the season. In summer twice a week is enough, in winter once.",
    "Take a clean cloth, a little warm water and some patience.",
)
PLAIN = (
    ("That is not what I asked.", "No, that's wrong.", "This doesn't help me at all."),
    ("Thanks, that helps.", "Great, thank you.", "Perfect."),
)


@dataclass(frozen=True)
class Person:
    """What somebody says where they are displeased, and where they go on."""

    displeased: tuple[str, ...]
    otherwise: tuple[str, ...]


PEOPLE = (
    Person(("crikey", "crikey mate", "oh crikey dear"), ("righty-ho", "next up", "so then")),
    Person(("pff", "pff okay", "pff whatever you say"), ("look here", "now", "dear assistant")),
    Person(("well I never", "I never", "never you mind"), ("anyhow", "moving on", "say")),
    Person(("lol", "lol no comment", "lol fine"), ("yo", "yo so", "quick one")),
    Person(("bless you", "bless your heart", "oh bless"), ("my dear", "tell me", "one thing")),
    Person(("mhm", "mhm mhm", "mhm, interesting"), ("listen", "and", "by the way")),
    Person(("ay caramba", "caramba", "ay ay"), ("bueno", "vamos", "oye")),
    Person(("hilarious", "how hilarious", "hilarious, really"), ("onwards", "item two", "also")),
)


@dataclass(frozen=True)
class Said:
    """A follow-up, and whether it came of displeasure."""

    follow_up: FollowUp
    displeased: bool
    failed: bool = False


def talk(
    person: Person, requests: Sequence[str], witnessed: float, dice: random.Random
) -> list[Said]:
    """Return what the person says after each request but the last."""
    found = []
    for request, following in pairwise(requests):
        reply = dice.choice(REPLIES)
        if dice.random() >= DISPLEASED:
            word = dice.choice(person.otherwise)
            said = word if dice.random() < ALONE else f"{word}, {following}"
            found.append(Said(FollowUp(said, (Exchange(request, reply),)), displeased=False))
        elif dice.random() < witnessed:
            said = f"{dice.choice(person.displeased)}, {request}"
            found.append(Said(FollowUp(said, (Exchange(request, FAILED),)), True, failed=True))
        else:
            said = dice.choice(person.displeased)
            found.append(Said(FollowUp(said, (Exchange(request, reply),)), displeased=True))
    return found


def asked_about(
    said: Sequence[str], requests: Sequence[str], dice: random.Random
) -> list[FollowUp]:
    """Return each thing said after each of some requests that were answered."""
    return [
        FollowUp(one, (Exchange(request, dice.choice(REPLIES)),))
        for one in said
        for request in requests
    ]


def auc(
    head: FeedbackHead, bad: Sequence[FollowUp], good: Sequence[FollowUp], own: PersonalWords | None
) -> float:
    """Return how often displeasure has the higher probability."""
    chances = [head.judge_follow_up(one, own).dissatisfied for one in (*bad, *good)]
    return float(roc_auc_score([1] * len(bad) + [0] * len(good), chances))


def judged(head: FeedbackHead, said: Sequence[FollowUp], own: PersonalWords | None) -> float:
    """Return the share that is judged dissatisfied."""
    judgements = [head.judge_follow_up(one, own).judgement for one in said]
    return judgements.count("dissatisfied") / len(judgements)


def measure(
    head: FeedbackHead, person: Person, witnessed: float, seed: int
) -> dict[str, dict[str, float]]:
    """Return the figures of a person before and after so many turns."""
    dice = random.Random(f"{person.displeased[0]}/{seed}")
    learning, held_out = REPORTING_ASKS
    log = talk(person, [*learning, *learning[:1]], witnessed, dice)
    topics = dice.sample(held_out, 5)
    bad = asked_about(person.displeased, topics, dice)
    good = asked_about(person.otherwise, topics, dice)
    plain = [asked_about(said, topics, dice) for said in PLAIN]

    def figures(own: PersonalWords | None) -> dict[str, float]:
        return {
            "own": auc(head, bad, good, own),
            "heard": judged(head, bad, own),
            "imagined": judged(head, good, own),
            "plain": auc(head, *plain, own),
        }

    found = {"before": figures(None)}
    for turns in TURNS:
        heard = log[:turns]
        witnesses = head.witnesses([one.follow_up for one in heard], [one.failed for one in heard])
        found[str(turns)] = figures(learn_words(witnesses))
    return found


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--witnessed", type=float, default=0.5)
    parser.add_argument("--seeds", nargs="*", type=int, default=[0, 1, 2])
    parser.add_argument("--json", type=Path, metavar="OUT")
    given = parser.parse_args()
    with temporary_home() as settings:
        head = FeedbackHead(load_embedder(settings))
        runs = [
            measure(head, person, given.witnessed, seed)
            for seed in given.seeds
            for person in PEOPLE
        ]
    figures: dict[str, Any] = {
        when: {
            what: round(statistics.fmean(run[when][what] for run in runs), 3)
            for what in ("own", "heard", "imagined", "plain")
        }
        for when in ("before", *map(str, TURNS))
    }
    print(json.dumps(figures, indent=1))
    if given.json:
        given.json.write_text(json.dumps({**figures, "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
