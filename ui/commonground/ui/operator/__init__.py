"""The platform's operators: which councils there are. No path to any case."""
