"""What is done again and again: how often, over which things, and until when."""
