"""What stands around a context: other records of the same place, neighbours, the children concerned, who watches it."""
