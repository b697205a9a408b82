"""Whether what was learned is better for this person and harms nothing."""
