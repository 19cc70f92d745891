"""Bring a database to the newest version: tables by numbered migrations, then functions, grants and policies.

The second half is generated from the models' declarations each time, so that what is enforced is what is declared.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, delete, insert, text
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.isolation import SCHEMA_USERS, database_sql, isolation_sql, owner_statements
from commonground.platform.database.roles import OWNER, SETUP
from commonground.platform.database.withheld import withhold
from commonground.platform.identity.models import ThrottleLimit
from commonground.platform.outbox.models import PeriodicJob
from commonground.platform.outbox.periodic import PERIODIC
from commonground.platform.throttle import THROTTLES

HERE = Path(__file__).parent
# A migration waits at most this long for a lock, then gives up: a queue behind it would stop the councils.
LOCK_LIMIT = "5s"
_HMAC_BLOCK = 64


def upgrade(url: str, to: str = "head") -> list[str]:
    """Migrate the database at the owner's `url`, in one transaction. Roles must exist (`prepare_roles`).

    Returns the functions of PostgreSQL's own that should be withheld from everybody and could not be."""
    with migrating(url) as connection:
        connection.exec_driver_sql("RESET ROLE")
        left = withhold(connection)
        connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
        _make_schemas(connection)
        command.upgrade(_config(connection), to)
        for statement in isolation_sql(all_tables()):
            connection.exec_driver_sql(statement.replace("%", "%%"))  # the driver reads % as its own
        _make_pass_key(connection)
        _write_limits(connection)
        _write_periodic(connection)
        return left


def revise(url: str, message: str) -> None:
    """Write the next migration from what the models say and the database at `url` lacks (for developers)."""
    with migrating(url) as connection:
        _make_schemas(connection)
        command.upgrade(_config(connection), "head")
        number = 1 + max(int(each.name[:4]) for each in (HERE / "versions").glob("[0-9]*.py"))
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=f"{number:04d}")


def drift(url: str) -> list[str]:
    """What the models declare and the migrations do not give, or the other way round; empty when they agree."""
    with migrating(url) as connection:
        options = {"include_schemas": True, "include_name": ours, "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), all_tables())
        return [str(change) for change in found]


def ours(name: str | None, kind: str, _parents: MutableMapping[Any, str | None]) -> bool:
    """Which schemas and tables Alembic compares: not its own version table, nor the broker's."""
    if kind == "schema":
        return name in SCHEMA_USERS
    return not (kind == "table" and name == "alembic_version")


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """A connection as the owner, in a transaction; one migrator at a time."""
    engine = create_engine(sync_url(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_LIMIT}'")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('commonground.migrations'))")
            _grant_database(connection)
            connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")
            yield connection
    finally:
        engine.dispose()


def _grant_database(connection: Connection) -> None:
    name = connection.scalars(text("SELECT quote_ident(current_database())")).one()
    for statement in database_sql(name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def _make_schemas(connection: Connection) -> None:
    for statement in owner_statements():
        connection.exec_driver_sql(statement)


def _make_pass_key(connection: Connection) -> None:
    """Once per database: the key that signs passes, as HMAC's two pads (RFC 2104)."""
    connection.exec_driver_sql(f"SET LOCAL ROLE {SETUP}")
    key = secrets.token_bytes(_HMAC_BLOCK)
    pads = {"inner": bytes(b ^ 0x36 for b in key), "outer": bytes(b ^ 0x5C for b in key)}
    insert = (
        "INSERT INTO identity.pass_keys (id, inner_pad, outer_pad) VALUES (1, :inner, :outer) ON CONFLICT DO NOTHING"
    )
    connection.execute(text(insert), pads)
    connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")


def _write_limits(connection: Connection) -> None:
    """What the throttles allow is what the code declares, after every migration."""
    connection.exec_driver_sql(f"SET LOCAL ROLE {SETUP}")
    connection.execute(delete(ThrottleLimit))
    connection.execute(insert(ThrottleLimit), [asdict(throttle) for throttle in THROTTLES])
    connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")


def _write_periodic(connection: Connection) -> None:
    """Which jobs are periodic is what the code declares, after every migration."""
    connection.exec_driver_sql(f"SET LOCAL ROLE {SETUP}")
    connection.execute(delete(PeriodicJob))
    for periodic in PERIODIC:
        connection.execute(insert(PeriodicJob), asdict(periodic))
    connection.exec_driver_sql(f"SET LOCAL ROLE {OWNER}")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
