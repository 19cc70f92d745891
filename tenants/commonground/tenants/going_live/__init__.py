"""What a council shows before the public may report to it, and opening and closing its form."""
