"""Feedback: whether this turn's words show that the user was content with the turn before."""

from .head import FeedbackHead
from .kinds import KINDS, Judged, Judgement

__all__ = ["KINDS", "FeedbackHead", "Judged", "Judgement"]
