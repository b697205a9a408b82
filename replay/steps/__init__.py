"""What one step of several demonstrations has in common, and how it follows from the request."""
