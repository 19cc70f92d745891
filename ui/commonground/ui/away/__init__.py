"""When somebody is away, and who covers."""
