"""Taste: what a person likes, learned from which of the items shown they took."""
