"""Redacted copies: what somebody told us as everybody may read it, kept beside the words as they were written."""
