"""Feedback: whether this turn's words show that the user was content with the turn before."""

from .follow_up import Exchange, FollowUp
from .head import FeedbackHead
from .kinds import KINDS, Judged, Judgement

__all__ = ["KINDS", "Exchange", "FeedbackHead", "FollowUp", "Judged", "Judgement"]
