"""Forgetting exactly: what goes along with what, and that no trace stays."""
