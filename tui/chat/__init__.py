"""The terminal app: what it shows, and what may be done with it."""
