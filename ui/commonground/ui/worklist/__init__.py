"""The worklist: everything that waits for the reader and their teams, of every kind, and by which day."""
