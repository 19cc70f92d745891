"""What adds up on a context: contacts that are small alone, and the patterns in them that a council wants to hear of.

A pattern tells somebody to look. It decides nothing (domain notes, 0.4)."""
