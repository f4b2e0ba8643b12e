"""What happens by itself: times that run out, reminders, and letters that go out."""
