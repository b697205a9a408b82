"""What there is to learn from: lessons, found in the log of turns and sifted."""
