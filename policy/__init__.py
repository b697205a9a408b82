"""What decides: the planner model, routing, slots, grounding, wishes, taste, and how they learn."""
