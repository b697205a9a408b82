"""How the planner learns: lessons and pairs, training methods, adapters, the gate."""
