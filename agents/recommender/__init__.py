"""The recommendation agent."""
