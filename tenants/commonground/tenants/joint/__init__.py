"""A council's own side of joint concerns: which team works on one, who speaks for the council in it, to which of its
contexts it belongs, which of its partners it has let in, and what waits to be checked before others read it."""
