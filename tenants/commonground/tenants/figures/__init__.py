"""Figures about the front door: how many, from whom, how fast and to what end. Never who."""
