"""Versioned tables (Alembic) and, after each upgrade, everything that is generated from the declarations."""
