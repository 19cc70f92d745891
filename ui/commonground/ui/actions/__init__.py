"""Actions on a context: the forms, and how they are listed."""
