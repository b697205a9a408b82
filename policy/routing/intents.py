"""The built-in intents: what a user may want besides a procedure that was learned.

Example utterances of each ship in `intents.jsonl`; the router learns them as classes beside
the learned goals. Knows nothing of how an intent is carried out.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

INTENTS = ("chat", "recommend", "remember", "recall")
"""Small talk and general questions; picking among things; a fact or preference to keep; what
the assistant knows about its user."""


@cache
def intent_examples() -> tuple[tuple[str, str], ...]:
    """Return the example utterances as pairs of text and intent."""
    lines = files("uptake.policy.routing").joinpath("intents.jsonl").read_text("utf-8").splitlines()
    return tuple((row["text"], row["intent"]) for row in map(json.loads, lines))
