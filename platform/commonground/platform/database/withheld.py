"""PostgreSQL's own functions that everybody may call by default, and that none of our roles needs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

WITHHELD: Final = (
    # One connection of a role may end all others of it, and with them every council's requests.
    "pg_terminate_backend(integer,bigint)",
    "pg_cancel_backend(integer)",
    # A large object has no row policies, and belongs to the role that all councils' requests share.
    "lo_creat(integer)",
    "lo_create(oid)",
    "lo_from_bytea(oid,bytea)",
)

_MAY = text("select pg_has_role(p.proowner, 'usage') from pg_proc p where p.oid = to_regprocedure(:signature)")


def withhold(connection: Connection) -> list[str]:
    """Take them from everybody, in this database, and return those that could not be taken: on a managed server they
    belong to somebody whom its administrator is not. To be run as whoever migrates."""
    left: list[str] = []
    for signature in WITHHELD:
        if connection.scalar(_MAY, {"signature": f"pg_catalog.{signature}"}):
            connection.exec_driver_sql(f"REVOKE ALL ON FUNCTION pg_catalog.{signature} FROM PUBLIC")
        else:
            left.append(signature)
    return left
