"""The council's register of partner organisations: who they are, what was agreed with them, and who works for them."""
