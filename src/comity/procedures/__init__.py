"""What can happen between Members and Officers: each procedure as a list of steps, pure and without a clock."""
