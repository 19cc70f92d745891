"""Support access: a council lets somebody who runs the platform look at its settings and lists, and sees what
they do."""
