"""Formats of demonstration logs, each read as ours; raw events as what was intended."""
