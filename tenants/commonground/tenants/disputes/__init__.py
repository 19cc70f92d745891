"""A council's own side where two councils do not agree whose something is: who may speak for it, and what may be said.
Nothing is kept here: the question and its lines stand between the two."""
