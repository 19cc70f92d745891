"""One pool for each database role. A pass never outlives its transaction, and the pool asserts it."""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.database.addresses import async_url

# One message. The cast fails on anything but an empty setting; what follows takes away whatever a statement could have
# left on the connection for the next council's request: settings, session locks, held cursors, channels.
_CLEAN = """
select nullif(current_setting('commonground.pass', true), '')::uuid;
reset all; select pg_advisory_unlock_all(); close all; unlisten *
"""
_GONE = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError, OSError)


class PassLeftOverError(RuntimeError):
    """A pooled connection came back with a pass on it: it is thrown away, and the request fails."""


def make_engine(url: str, *, pool_size: int = 10, pooled: bool = True) -> AsyncEngine:
    """An engine for one role's `url`. Build it on the loop that uses it; `pooled=False` where loops come and go."""
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 5} if pooled else {"poolclass": NullPool}
    # A failing statement is logged; the tokens, names and narratives that it was given are not.
    engine = create_async_engine(async_url(url), pool_pre_ping=False, hide_parameters=True, **options)
    event.listen(engine.sync_engine.pool, "checkout", _clean)
    return engine


def _clean(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
    """Outside a transaction a pass that was set local to one is gone; one set for the session would still be here.

    A connection that the server has closed meanwhile is replaced by a new one."""
    try:
        dbapi_connection.run_async(lambda connection: connection.execute(_CLEAN))
    except asyncpg.DataError as error:
        raise PassLeftOverError("a pass was left on a pooled connection") from error
    except _GONE as error:
        raise DisconnectionError("the server has closed this connection") from error
