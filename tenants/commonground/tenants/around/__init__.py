"""What stands around a context: its neighbours, who watches it, how many children are believed affected, and which
records of the council's case system are linked to it. Never who a child is."""
