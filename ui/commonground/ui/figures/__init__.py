"""Figures about what comes in at the front door, for whoever answers for the work or learns from it."""
