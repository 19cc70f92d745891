"""What can happen to a worry about a kind of context, in a council's own order and words, and what follows then. A
pathway is suggested, never chosen: somebody decides."""
