"""Forms: their keys, what was typed into them, and what is kept when a session has ended."""
