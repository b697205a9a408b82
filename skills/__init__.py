"""The skill bank: learned procedures and imported skills in the Agent Skills format."""
