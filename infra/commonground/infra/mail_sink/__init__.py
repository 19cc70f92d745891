"""A mail server that sends nothing on: the demonstration's messages become files that a page can show."""
