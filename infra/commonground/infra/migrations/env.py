"""Alembic's entry: runs on the connection that `run.py` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context as alembic  # Alembic's own name; the domain's word stays free
from sqlalchemy import Connection

from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import ours


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
    alembic.run_migrations()


_run(alembic.config.attributes["connection"])
