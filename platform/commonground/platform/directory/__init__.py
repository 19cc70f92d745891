"""The directory of councils: which one covers a place, and whom to ring there."""
