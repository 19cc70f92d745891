"""A professional refers a context: one form for every kind of it, and what came of it for the one who referred."""
