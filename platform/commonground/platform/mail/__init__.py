"""Mail: what was sent in the demonstration can be read where it was caught."""
