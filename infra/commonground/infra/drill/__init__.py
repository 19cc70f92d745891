"""A server and two councils of their own, with real relay and worker processes: for benchmarks and kill drills."""
