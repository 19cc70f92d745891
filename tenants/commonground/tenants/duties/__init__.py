"""What waits for those who look after the record and those in it, from every list that they have, as numbers."""
