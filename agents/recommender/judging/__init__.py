"""Which items suit a request and a person, in which order, and why."""
