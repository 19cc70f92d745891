"""One pool for each database role. A pass never outlives its transaction, and the pool asserts it."""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.database.addresses import async_url

# One message. The cast fails on anything but an empty setting; what follows takes away whatever a statement could have
# left on the connection for the next council's request: settings, session locks, held cursors, channels.
_CLEAN = """
select nullif(current_setting('commonground.pass', true), '')::uuid;
reset all; select pg_advisory_unlock_all(); close all; unlisten *
"""
# Shutting down, crashed and starting up again, and whatever is wrong with the connection itself; and two transactions
# of which each waited for what the other held: whoever is told to try again can.
_AWAY = ("57P", "08", "40")
# The driver's own last: what it says of a connection whose server died in the middle of an operation.
_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    OSError,
    asyncpg.InternalClientError,
)


class PassLeftOverError(RuntimeError):
    """A pooled connection came back with a pass on it: it is thrown away, and the request fails."""


def make_engine(url: str, *, pool_size: int = 10, pooled: bool = True) -> AsyncEngine:
    """An engine for one role's `url`. Build it on the loop that uses it; `pooled=False` where loops come and go."""
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 5} if pooled else {"poolclass": NullPool}
    # A failing statement is logged; the tokens, names and narratives that it was given are not.
    engine = create_async_engine(async_url(url), pool_pre_ping=False, hide_parameters=True, **options)
    event.listen(engine.sync_engine.pool, "checkout", _clean)
    event.listen(engine.sync_engine, "handle_error", _named, retval=True)
    return engine


def _named(context: ExceptionContext) -> BaseException | None:
    """A server that is going down or coming up is an `OperationalError` like one that does not answer: the driver's
    class for it is none that SQLAlchemy knows. Nor is what the driver says where it went in the middle of an answer."""
    known, raised = context.sqlalchemy_exception, context.original_exception
    state = str(getattr(raised, "sqlstate", None) or "")
    cut = isinstance(raised.__cause__, asyncpg.InternalClientError)
    if not isinstance(known, DBAPIError) or isinstance(known, OperationalError):
        return None
    if not (cut or state.startswith(_AWAY)):
        return None
    context.is_disconnect = context.is_disconnect or cut
    lost = known.connection_invalidated or cut
    return OperationalError(known.statement, None, raised, hide_parameters=True, connection_invalidated=lost)


def _clean(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
    """Outside a transaction a pass that was set local to one is gone; one set for the session would still be here.

    A connection that the server has closed meanwhile is replaced by a new one."""
    try:
        dbapi_connection.run_async(lambda connection: connection.execute(_CLEAN))
    except asyncpg.DataError as error:
        raise PassLeftOverError("a pass was left on a pooled connection") from error
    except _GONE as error:
        raise DisconnectionError("the server has closed this connection") from error
