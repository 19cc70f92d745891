"""Bringing in the tracker that a council kept before: choosing its file, saying how it is read, looking at what it
would become, and undoing it."""
