"""The items to choose from: where they come from, and what is known of them as a table."""
