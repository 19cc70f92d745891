"""Tables, rights, policies, functions and roles of the database against what the models declare.

Looks at the database that COMMONGROUND_DATABASE_URL names or the embedded server has; where that one is not at the
newest migration yet, at a new one beside it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import HERE, drift, upgrade
from commonground.infra.processes.database import reachable_database
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue import findings
from commonground.platform.settings import settings


def check() -> list[str]:
    """Every difference; empty when the database is as declared and the migrations give what the models say."""
    with reachable_database(settings()) as reachable, newest(reachable.settings.database_url) as url:
        return [*catalogue_findings(url), *(f"migrations and models differ: {change}" for change in drift(url))]


def catalogue_findings(url: str) -> list[str]:
    """What nobody declared, what is missing, and what is not as declared, in the database at the owner's `url`."""
    engine = create_engine(sync_url(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return [str(finding) for finding in findings(connection, all_tables())]
    finally:
        engine.dispose()


@contextmanager
def newest(url: str) -> Iterator[str]:
    """The database at `url`, or a new one on the same server while that one is older than the code."""
    if _version(url) == ScriptDirectory(str(HERE)).get_current_head():
        yield url
        return
    name = f"commonground_check_{secrets.token_hex(4)}"
    _run(url, f"CREATE DATABASE {name}")
    try:
        beside = sync_url(url).set(database=name).set(drivername="postgresql").render_as_string(hide_password=False)
        upgrade(beside)
        yield beside
    finally:
        _run(url, f"DROP DATABASE {name} WITH (FORCE)")


def _version(url: str) -> str | None:
    engine = create_engine(sync_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection, opts={"version_table_schema": "system"}).get_current_revision()


def _run(url: str, statement: str) -> None:
    engine = create_engine(sync_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
