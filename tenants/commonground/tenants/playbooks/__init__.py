"""What a council says about what to do: its own words over ours, and whom to ring. Never about a child or a case."""
