"""The editions of a council's protocol: rows that hold the same files as a pack, and which one is in force."""
