"""Migrations, local services, command line, demonstration data, benchmarks. Imported by nobody."""
