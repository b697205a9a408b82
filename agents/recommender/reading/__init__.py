"""What a page says of its items: lists found in it, and their records read."""
