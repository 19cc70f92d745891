"""Subject access: what the council holds about one person who asks, found, looked through by people, and given."""
