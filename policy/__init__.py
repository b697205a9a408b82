"""What decides: the local planner model, routing, slot reading and feedback detection."""
