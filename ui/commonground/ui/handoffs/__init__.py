"""Handoffs, as both councils see them: the inbox and outbox, the package that is built and seen as the other side will,
the answer, the conference, and the receipts."""
