"""Signing in with an account of ours: password, second factor, invitations, links to a new password."""
