"""What a council wants to hear of when contacts add up, and its own words for each level of need."""
