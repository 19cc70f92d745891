"""What follows from each fact. One transaction to a fact: its effects, and the mark that it is done."""
