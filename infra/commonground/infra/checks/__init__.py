"""The project's own checks. Each module is one: its `check()` returns what is wrong, a line each."""
