"""The one door by which anything changes, who may see it, and the letters that go out."""
