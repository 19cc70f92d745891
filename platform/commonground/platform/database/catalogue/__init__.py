"""Compares a live database with the declarations. Whatever nobody declared, or what is declared and missing, is found.

Everything that decides who sees what becomes a fact: a kind, a name, and what is said of it. The live facts come out of
PostgreSQL's own catalogue (`live.py`), the declared ones from the models and from a rehearsal of the generated SQL
(`declared.py`, `rehearsal.py`); `keys.py` holds what must be so of keys, whoever declared them."""

from commonground.platform.database.catalogue.check import findings
from commonground.platform.database.catalogue.facts import Finding

__all__ = ["Finding", "findings"]
