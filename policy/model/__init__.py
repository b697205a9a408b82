"""The local planner model: what it writes, how likely it finds what is written, its adapters."""
