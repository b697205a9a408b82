"""What happened: turns, reactions to items, and every change of memory."""
