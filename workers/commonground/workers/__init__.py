"""The second door: relay, actors, schedule."""
