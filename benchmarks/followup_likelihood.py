"""Whether the planner model carries follow-up likelihood, for good answers and for discontent.

    python benchmarks/followup_likelihood.py [--data DIR] [--turns 300] [--json OUT]

- `answers`: 40 requests, each with a good answer and a poor one of the same length
  (`good_and_poor_answers.jsonl`): the share of them of which the good one has the higher reward,
  with a lower bound of 95% confidence. The model carries it where that bound is above a half.
- With `--data`, a folder of USS files (`rated_dialogues.py`), for so many turns of each, drawn by
  the SHA-256 of their dialogues: the ROC-AUC for "mean rating < 3" of the reward after the user's
  turn, of the head as it is shipped, and of both, by a logistic regression that is cross-validated
  by dialogue.

One to two seconds a turn on one core; what is done is told on the standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.append(str(Path(__file__).resolve().parent))
from rated_dialogues import Rated, rated_turns

from uptake.core.protocols import Message
from uptake.core.testing import temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.feedback import FeedbackHead
from uptake.policy.feedback.followups import FollowupReward
from uptake.policy.learning.gate.confidence import lower_bound
from uptake.policy.model.language_model import LocalModel

ANSWERS = Path(__file__).with_name("good_and_poor_answers.jsonl")
EXCHANGES = 4
"""How many exchanges before a turn the model reads."""


def main() -> None:
    """Measure, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with temporary_home() as settings:
        model = LocalModel(settings)
        reward = FollowupReward(model)
        found: dict[str, Any] = {"model": model.name, "answers": _of_answers(reward)}
        print(json.dumps(found["answers"]), flush=True)
        head = FeedbackHead(load_embedder(settings))
        for path in sorted(options.data.glob("*.txt*")) if options.data else ():
            turns = sorted(rated_turns(path), key=lambda turn: turn.dialogue)[: options.turns]
            found[path.name] = _of_turns(turns, reward, head)
            print(path.name, json.dumps(found[path.name]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def _of_answers(reward: FollowupReward) -> dict[str, Any]:
    rows = [json.loads(line) for line in ANSWERS.read_text("utf-8").splitlines()]
    right = []
    for row in _told(rows, "answers"):
        good, poor = reward([Message("user", row["request"])], [row["good"], row["poor"]])
        right.append(float(good > poor))
    least = 0.5 + lower_bound([one - 0.5 for one in right])
    return {"right": float(np.mean(right)), "at_least": least, "carried": least > 0.5}


def _of_turns(
    turns: Sequence[Rated], reward: FollowupReward, head: FeedbackHead
) -> dict[str, float]:
    truth = np.array([np.mean(turn.ratings) < 3 for turn in turns])
    rewards, heard = [], []
    for turn in _told(turns, "turns"):
        told = reward.by_dimension([*_conversation(turn)])
        rewards.append(-sum(told.values()) / len(told))
        heard.append(head.judge_follow_up(turn.follow_up).dissatisfied)
    logits = np.log(np.clip(heard, 1e-6, 1 - 1e-6) / np.clip(1 - np.array(heard), 1e-6, 1))
    groups = [turn.dialogue for turn in turns]

    def fitted(*features: Sequence[float]) -> float:
        model = make_pipeline(StandardScaler(), LogisticRegression())
        both = np.stack(features, axis=1)
        chances = cross_val_predict(
            model, both, truth, groups=groups, cv=GroupKFold(5), method="predict_proba"
        )
        return float(roc_auc_score(truth, chances[:, 1]))

    return {
        "turns": len(turns),
        "reward": float(roc_auc_score(truth, rewards)),
        "head": float(roc_auc_score(truth, logits)),
        "head, fitted": fitted(logits),
        "head and reward, fitted": fitted(logits, rewards),
    }


def _conversation(turn: Rated) -> Iterator[Message]:
    for exchange in turn.follow_up.before[-EXCHANGES:]:
        if exchange.request:
            yield Message("user", exchange.request)
        yield Message("assistant", exchange.reply)
    yield Message("user", turn.follow_up.said)


def _told(rows: Sequence[Any], what: str) -> Iterator[Any]:
    began = time.monotonic()
    for number, row in enumerate(rows):
        yield row
        left = (time.monotonic() - began) / (number + 1) * (len(rows) - number - 1)
        print(f"\r{number + 1} of {len(rows)} {what}, {left:.0f} s left ", end="", file=sys.stderr)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
