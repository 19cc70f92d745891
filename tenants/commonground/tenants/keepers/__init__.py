"""Restricted records that nobody is left to look after: who works here may be named on them, and who is not can't open
them. Whoever answers for access names a team manager then, and learns nothing but the reference."""
