"""What a request says for the slots of a procedure: which of its words are the values."""
