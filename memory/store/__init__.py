"""LangGraph's store, kept in the home."""
