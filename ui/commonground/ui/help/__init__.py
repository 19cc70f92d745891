"""Help, accessibility and privacy for staff. The public's own pages stand with the council's report."""
