"""Which of the known kinds of request one is, or none of them."""
