"""What to do about a kind of place: the pages of playbooks, and the list of whom to ring."""
