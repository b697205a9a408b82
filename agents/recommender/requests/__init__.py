"""What is asked of items, and said of those that were shown, read with the pool beside it."""
