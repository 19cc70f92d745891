"""The processes of one machine: which there are, what each may know, and keeping them running."""
