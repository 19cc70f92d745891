"""A council's pathways and their order, why one is suggested, and the steps that follow a decision."""
