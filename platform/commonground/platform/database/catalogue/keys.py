"""What must be so of the keys of a council's own tables, whatever the models say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, MetaData

from commonground.platform.database.base import visibility_of
from commonground.platform.database.catalogue.facts import Finding
from commonground.platform.database.catalogue.live import ask
from commonground.platform.database.visibility import Commons, Isolated, Visibility

COUNCIL = "tenant_id"


def key_findings(connection: Connection, metadata: MetaData) -> Iterator[Finding]:
    """A key without the council's column tells of other councils' rows, and lets one's rows hang on another's."""
    seen_by = {table.fullname: visibility_of(table) for table in metadata.sorted_tables}
    for name, child, parent, here, there in ask(connection, "foreign_keys"):
        problem = _problem(seen_by, child, parent, list(zip(here, there, strict=True)))
        if problem:
            yield Finding("foreign key", f"{child}.{name}", problem)
    for name, table, columns in ask(connection, "unique_keys"):
        if isinstance(seen_by.get(table), Isolated) and columns[0] != COUNCIL:
            yield Finding("unique key", name, f"of {table} does not begin with {COUNCIL}")


def _problem(seen_by: Mapping[str, Visibility], child: str, parent: str, pairs: list[tuple[str, str]]) -> str | None:
    inside, into = isinstance(seen_by.get(child), Isolated), isinstance(seen_by.get(parent), Isolated)
    if into and not inside:
        return f"reaches into {parent}, which is one council's own"
    if into and (COUNCIL, COUNCIL) not in pairs:
        return f"points at {parent} without {COUNCIL}"
    if inside and not into and not isinstance(seen_by.get(parent), Commons):
        return f"points at {parent}, which is not for everybody"
    return None
