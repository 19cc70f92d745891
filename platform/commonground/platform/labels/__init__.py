"""What a council calls our codes: its front door, its decisions, its kinds of harm. Codes stay as they are."""
