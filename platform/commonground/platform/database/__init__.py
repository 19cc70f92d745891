"""Where rows live and who can see them: visibility, roles, passes, sessions, the unit of work."""
