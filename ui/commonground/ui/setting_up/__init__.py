"""A council sets itself up: a list of tasks with a page each, and the gate before its public form."""
