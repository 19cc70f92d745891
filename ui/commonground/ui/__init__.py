"""The web door: pages, fragments, public forms, JSON."""
