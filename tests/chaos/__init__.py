"""Chaos: a whole installation at work, whose processes are killed by force, and whose record is checked."""
