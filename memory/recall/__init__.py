"""What memory has to say about a request."""
