"""What words tell by themselves: their forms, the times they name, what contradicts what."""
