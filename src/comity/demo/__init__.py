"""Five demonstration councils, invented throughout, and the one-click sign-in that only they have."""
