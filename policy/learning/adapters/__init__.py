"""What was learned: LoRA adapters, their versions, and which of them answers."""
