"""Who is who in a council on any day: people, seats, posts, groups, committees; and the walls."""
