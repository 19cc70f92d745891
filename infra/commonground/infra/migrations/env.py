"""Alembic's entry: runs on the connection that `run.py` hands over, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from alembic import context as alembic  # Alembic's own name; the domain's word stays free
from sqlalchemy import Connection

from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import ours

_WITH_POLICIES: Final = (
    "select oid::regclass::text from pg_class where relkind in ('r', 'p') and relrowsecurity and relowner ="
    " current_user::regrole and relforcerowsecurity = {forced} order by 1"
)


@contextmanager
def _over_all_rows(connection: Connection) -> Iterator[None]:
    """The owner is under the row policies like everybody, and has no council: what a migration changes of the rows that
    are there would be none of them. So they do not bind it until the migrations are done; nobody else sees that, since
    all is one transaction."""
    for table in connection.exec_driver_sql(_WITH_POLICIES.format(forced="true")).scalars().all():
        connection.exec_driver_sql(f"alter table {table} no force row level security")
    yield
    for table in connection.exec_driver_sql(_WITH_POLICIES.format(forced="false")).scalars().all():
        connection.exec_driver_sql(f"alter table {table} force row level security")


def _run(connection: Connection) -> None:
    alembic.configure(
        connection=connection,
        target_metadata=all_tables(),
        include_schemas=True,
        include_name=ours,
        version_table_schema="system",
        compare_type=True,
        compare_server_default=False,
        transaction_per_migration=False,
    )
    with _over_all_rows(connection):
        alembic.run_migrations()


_run(alembic.config.attributes["connection"])
