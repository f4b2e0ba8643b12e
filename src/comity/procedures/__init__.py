"""What can happen between Members and Officers: each procedure is a list of steps."""
