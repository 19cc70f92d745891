"""Break-glass: opening for three hours, with a reason, what is not one's own to open.

It starts from a reference that somebody knows from outside, and answers alike whether there is such a record or not."""
