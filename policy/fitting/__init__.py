"""Fitting: whether an option honours what a person prefers, negation understood."""

from .head import FitHead as FitHead
