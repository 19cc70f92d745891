"""The long proofs: each module here has `measures()`, and may take hours. See `measures.py`."""
