"""Is the process there; can it work."""
