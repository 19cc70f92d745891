"""Who works here: invitations, roles, and the end of somebody's work. For council administrators."""
