"""My work: what waits for me, what is due, what changed."""
