"""What the demonstration shows in several rooms: its invented people. Unused in production."""
