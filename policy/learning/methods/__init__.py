"""How weights learn from lessons: the methods, one file each, and the loop that they share."""
