"""`/collect/…`: fetching what a council sends outside the platform, with an address and a code that is told by
telephone. For anybody, in both languages; nothing here says whose it is before it is opened."""
