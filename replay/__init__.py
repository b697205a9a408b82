"""Demonstration logs: reading, recording and learning from them."""
