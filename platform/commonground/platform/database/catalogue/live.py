"""Facts of the live database, read from PostgreSQL's own catalogue by the queries beside this file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, text

from commonground.platform.database.catalogue.facts import Fact
from commonground.platform.database.roles import LOGINS, OWNERS
from commonground.platform.database.withheld import WITHHELD


def live_facts(connection: Connection) -> Iterator[Fact]:
    """Everything that is there."""
    for query in ("places", "happenings", "rights", "others"):
        yield from facts(connection, query)
    yield from facts(connection, "roles", roles=[*OWNERS, *LOGINS])
    yield from facts(connection, "withheld", withheld=WITHHELD)
    for query in ("policies", "functions"):
        yield from facts(connection, query, schemas="%")


def facts(connection: Connection, query: str, **asked: str | Sequence[str]) -> Iterator[Fact]:
    """What a query says: kind, name, and how it is."""
    for kind, name, says in ask(connection, query, **asked):
        yield Fact(kind, name, says or "")


def ask(connection: Connection, query: str, **asked: str | Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of `queries/<query>.sql`."""
    source = (files(__package__) / "queries" / f"{query}.sql").read_text(encoding="utf-8")
    lists = {name: value if isinstance(value, str) else list(value) for name, value in asked.items()}
    return [tuple(row) for row in connection.execute(text(source.replace("::", r"\:\:")), lists)]
