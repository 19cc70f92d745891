"""From a reference to who could open the record, for whoever answers for access."""
