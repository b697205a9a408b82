"""uptake: an assistant that learns habits, procedures and preferences without labels."""
