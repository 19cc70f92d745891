"""Demonstration data: three invented councils and three months of their work."""
