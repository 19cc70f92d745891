"""The directory of councils: which one covers a place, whom to ring there, and what one's own council lists."""
