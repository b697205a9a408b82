"""What is remembered: records, the store, and recall."""
