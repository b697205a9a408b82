"""How records are kept: rows and vectors on the disk, changed together."""
