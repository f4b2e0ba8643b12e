"""Who is who comes in from other systems and goes out to them, with a look at it before anything changes."""
