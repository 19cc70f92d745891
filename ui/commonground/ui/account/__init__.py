"""The reader's own account: who they are here, and where they are signed in."""
