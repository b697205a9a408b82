"""From demonstrations that one procedure explains to that procedure."""
