"""Signing in through the council's own provider, and out. The only handlers that are given the login pool."""
