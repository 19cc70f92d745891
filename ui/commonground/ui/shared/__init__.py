"""What somebody of a partner organisation sees: what they are invited to, and each of it until its invitation ends."""
