"""Inviting partners to a context, as the council's own people do it; what a partner sees is in `shared`."""
