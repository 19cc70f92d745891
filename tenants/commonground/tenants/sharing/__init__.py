"""Inviting a partner to a context: for a purpose, on a lawful basis, with or without names, until a day."""
