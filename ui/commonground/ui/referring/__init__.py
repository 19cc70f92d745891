"""A professional refers a context and follows what they referred; the council sets the basis for sharing it."""
