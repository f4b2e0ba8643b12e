"""The editions of a council's protocol: rows that hold a pack's files, and which one is in force."""
