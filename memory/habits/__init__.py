"""What people choose again and again, told from what merely happened."""
