"""Views of the tracker that people save, share with a team and end."""
