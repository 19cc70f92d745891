"""Benchmarks: each module here has `measures()`. Ratios within one run, medians of several. See `measures.py`."""
