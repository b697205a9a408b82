"""What holds of values in requests before any demonstration: the scorer of spans begins here.

The figures are rough log odds that hold for requests of all kinds; what demonstrations show
adds to them. See `clues` for the features.
"""

from __future__ import annotations

PRIOR = {
    "q=whole0": 2.0,
    "q=whole1": 2.0,
    "q=whole2": 2.0,
    "q=part": -2.0,
    "q=across": -3.0,
    "known": 1.0,
    "named": 1.0,
    "more": -1.5,
    "within": -2.0,
    "part": -1.0,
    "stop": -1.5,
    "held=first": -1.5,
    "held=last": -2.0,
    "held=inside": -0.4,
    "action": -1.5,
    "begins": -1.0,
    "even=True": 0.5,
    "shape=start": -0.5,
    "shape=lower": -0.5,
    "shape=mixed": -0.5,
    "shape=start name": -1.0,
    "shape=some upper": -0.7,
    "shape=some digits": -1.0,
    "shape=mark": -3.0,
}
"""Feature of a span -> weight before any demonstration; those that are not here begin at 0."""

TRUST = {"side": 1.5, "order": 0.5, "after": 0.5, "ll": 0.5, "rr": 0.5, "lr": 0.5}
"""Kind of feature -> how readily it is believed, 1 for those that are not here: what a word does
in a sentence holds in other wordings, pairs of words and counts hold less often."""
