"""Writing to those who told us, beyond the reply to their report."""
