"""The agent graph and the agents it coordinates."""
