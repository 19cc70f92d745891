"""The database's roles. Cluster-wide, so they are made once, outside migrations, and may be made again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

OWNER = "cg_owner"  # owns schemas and tables; NOLOGIN
DEFINER = "cg_definer"  # owns the definer functions; NOLOGIN, sees only what its own policies grant
APP = "cg_app"  # web
LOGIN = "cg_login"  # sign-in handlers: the only role that can make a session
WORKER = "cg_worker"  # actors
RELAY = "cg_relay"  # relay

SETUP = "cg_setup"  # onboarding and demonstration data from the command line; NOLOGIN

OWNERS = (OWNER, DEFINER, SETUP)
LOGINS = (APP, LOGIN, WORKER, RELAY)


_UNSET = """
    DO $$ DECLARE place text; BEGIN
      ALTER ROLE the_role RESET ALL;
      FOR place IN SELECT d.datname FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                    WHERE s.setrole = 'the_role'::regrole
      LOOP EXECUTE format('ALTER ROLE the_role IN DATABASE %I RESET ALL', place); END LOOP;
    END $$
"""


class Executes(Protocol):
    """An asyncpg connection, as far as it is needed here."""

    async def execute(self, query: str) -> str: ...


async def prepare_roles(connection: Executes, passwords: Mapping[str, str]) -> None:
    """Make every role, or set it right. `passwords` by role name; a login role that is not in it keeps what it has.

    Needs CREATEROLE only, as a managed server's administrator has it: the attributes that take a superuser to set are
    left at their safe defaults, and `commonground check database` refuses a role that has one. The connected role
    becomes a member of the owners, so that it can migrate.

    PostgreSQL lets every role change its own password and its own settings. Neither can be forbidden; both are put
    right here."""
    for role in OWNERS:
        await connection.execute(_make(role))
        await connection.execute(f"ALTER ROLE {role} NOLOGIN")
        await connection.execute(f"GRANT {role} TO CURRENT_USER")
    await connection.execute(f"GRANT {DEFINER} TO {OWNER}")
    for role in LOGINS:
        await connection.execute(_make(role))
        await connection.execute(f"ALTER ROLE {role} LOGIN NOINHERIT")
        await connection.execute(_unset(role))
        if role in passwords:
            await connection.execute(f"ALTER ROLE {role} PASSWORD {_quoted(passwords[role])}")


def _make(role: str) -> str:
    return f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"


def _unset(role: str) -> str:
    """Takes away what somebody set for the role, everywhere and in single databases."""
    return _UNSET.replace("the_role", role)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
