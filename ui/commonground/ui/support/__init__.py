"""Support access: the council lets in, sees and ends; the platform's person goes in, reads, and leaves."""
