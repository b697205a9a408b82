"""What a follow-up looks like to the head: signals, runs of words, nearness and meaning.

Blocks of columns, each made from a `FollowUp` alone, so that the same follow-up always has the
same features. Knows no weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ...core.protocols import Embedder
from ..routing.wording import particulars
from .follow_up import FollowUp
from .signs import REPLY_SIGNS, SAID_SIGNS, masked, reply_signs, said_signs

Floats = NDArray[np.float32]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?!]")
_NUMBER = re.compile(r"\d[\d.,:/-]*")
_LITTLE = """
a an the to of in on at for is are was be it i you me my we us and or do does did can could would
will please that this there with have has had any some what which as by from so if your am like
need want one just i'm i'd i'll it's that's
"""
_NO_CONTENT = frozenset(_LITTLE.split()) | {"?", "!"}

RUN_WEIGHT = 0.3
"""What a run of words counts as a feature; a signal counts 1 at most, a meaning has length 1."""

RUN = 3
"""How many words a run has at most."""

LAST = 40
"""Words of what was said whose runs are looked at, half of them from its end."""

SIGNALS = (
    *(f"said: {name}" for name in SAID_SIGNS),
    *(f"reply: {name}" for name in REPLY_SIGNS),
    "first",
    "second",
    "exchanges",
    "words said",
    "words of the reply",
    "questions of the reply",
    "facts in the reply",
    "says again what was said",
    "names again what was named",
    "takes up the reply",
    "takes up what the reply names",
    "names something new",
    "reply takes up the request",
    "reply names what the request names",
    "reply names otherwise",
    "reply repeats a reply",
    "said before: no",
    "said before: puts right",
    "said before: wants another",
    "said before: asks",
    "replies before: fail",
    "replies before: ask which",
    "replies before: have done it",
    "turns down an offer",
    "turns down what is to be confirmed",
    "turns down what was done",
    "goes on after a failure",
    "answers a question with a question",
    "is content after it was done",
)
"""Names of the columns of `signals`, each 0..1."""


def signals(follow_up: FollowUp) -> list[float]:
    """Return the signals of a follow-up, in the order of `SIGNALS`. Takes no model."""
    said, reply = said_signs(follow_up.said), reply_signs(follow_up.reply)
    did, does = dict(zip(SAID_SIGNS, said, strict=True)), dict(zip(REPLY_SIGNS, reply, strict=True))
    failed = max(does["fails"], does["has nothing"], does["regrets"])
    refused = did["no"] * (1 - did["no, thanks"])
    return [
        *said,
        *reply,
        *_lengths(follow_up),
        *_overlaps(follow_up),
        *_so_far(follow_up),
        does["asks whether"] * refused,
        does["confirms"] * max(did["no"], did["puts right"]),
        does["has done it"] * max(refused, did["puts right"]),
        failed * max(did["wants another"], did["puts right"], did["asks"]),
        does["asks which"] * did["asks"],
        does["has done it"] * max(did["thanks"], did["praises"], did["yes"]),
    ]


def runs(follow_up: FollowUp) -> set[str]:
    """Return the runs of one to three words of what was said; "^" and "$" are its ends."""
    row = _WORD.findall(_NUMBER.sub("0", masked(follow_up.said)).lower())
    if len(row) > LAST:
        row = [*row[: LAST // 2], "…", *row[-LAST // 2 :]]
    row = ["^", *row, "$"] if row else []
    return {
        " ".join(row[at : at + length])
        for length in range(1, RUN + 1)
        for at in range(len(row) - length + 1)
    } - {"^", "$"}


def word_features(follow_ups: Sequence[FollowUp], vocabulary: dict[str, int]) -> Floats:
    """Return what words alone tell, `[follow-ups, signals + vocabulary]`. Takes no model."""
    told = np.zeros((len(follow_ups), len(SIGNALS) + len(vocabulary)), np.float32)
    for row, follow_up in zip(told, follow_ups, strict=True):
        row[: len(SIGNALS)] = signals(follow_up)
        known = [vocabulary[run] for run in runs(follow_up) if run in vocabulary]
        row[[len(SIGNALS) + place for place in known]] = RUN_WEIGHT
    return told


def meanings(follow_ups: Sequence[FollowUp], embedder: Embedder) -> Floats:
    """Return what meaning tells, `[follow-ups, 1 + dimension]`.

    How near what was said is to the nearest of what was said before, as a cosine; and what was
    said as a vector.
    """
    saids = [masked(follow_up.said) for follow_up in follow_ups]
    befores = [[masked(one.request) for one in f.recent if one.request] for f in follow_ups]
    texts = {text: at for at, text in enumerate(dict.fromkeys(chain(saids, *befores)))}
    vectors = embedder.embed([*texts])
    rows = vectors[[texts[said] for said in saids]]
    near = [
        float((vectors[[texts[text] for text in before]] @ row).max()) if before else 0.0
        for before, row in zip(befores, rows, strict=True)
    ]
    return np.hstack([np.array(near, np.float32)[:, None], rows])


def _lengths(follow_up: FollowUp) -> list[float]:
    said, reply, before = follow_up.said, follow_up.reply, len(follow_up.before)
    return [
        float(before == 0),
        float(before == 1),
        min(1.0, math.log1p(before) / 3),
        min(1.0, math.log1p(len(said.split())) / 4),
        min(1.0, math.log1p(len(reply.split())) / 5),
        min(reply.count("?"), 3) / 3,
        min(len(particulars(reply)), 6) / 6,
    ]


def _overlaps(follow_up: FollowUp) -> list[float]:
    said, request, reply = follow_up.said, follow_up.request, follow_up.reply
    recent = follow_up.recent
    now, answered, asked = _content(said), _content(reply), _content(request)
    names, named, wanted = particulars(said), particulars(reply), particulars(request)
    earlier = set[str]().union(*(_content(one.request) for one in recent))
    mentioned = set[str]().union(*(particulars(one.request) for one in recent))
    again = [_alike(answered, _content(one.reply)) for one in recent[:-1]]
    return [
        _share(now & earlier, now),
        _share(names & mentioned, names),
        _share(now & answered, now),
        _share(names & named, names),
        float(bool(names - mentioned - named)),
        _share(asked & answered, asked),
        _share(wanted & named, wanted),
        float(bool(wanted) and bool(named) and not wanted & named),
        max(again, default=0.0),
    ]


def _so_far(follow_up: FollowUp) -> list[float]:
    """Return how often signs were there in the exchanges before the last, as shares."""
    requests = [said_signs(one.request) for one in follow_up.recent]
    replies = [reply_signs(one.reply) for one in follow_up.recent[:-1]]
    return [
        *(_mean(requests, SAID_SIGNS.index(n)) for n in ("no", "puts right", "wants another")),
        _mean(requests, SAID_SIGNS.index("asks")),
        *(_mean(replies, REPLY_SIGNS.index(n)) for n in ("fails", "asks which", "has done it")),
    ]


def _content(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _NO_CONTENT


def _share(part: set[str] | frozenset[str], whole: set[str] | frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _mean(rows: Sequence[tuple[float, ...]], column: int) -> float:
    return sum(row[column] for row in rows) / len(rows) if rows else 0.0
