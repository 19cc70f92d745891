"""What waits for one person and their teams, whatever its kind: what, by when, and why it stands before them."""
