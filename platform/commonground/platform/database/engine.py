"""One pool for each database role. A pass never outlives its transaction, and the pool asserts it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.database.addresses import async_url


class PassLeftOverError(RuntimeError):
    """A pooled connection came back with a pass on it: it is thrown away, and the request fails."""


def make_engine(url: str, *, pool_size: int = 10, pooled: bool = True) -> AsyncEngine:
    """An engine for one role's `url`. Build it on the loop that uses it; `pooled=False` where loops come and go."""
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 5} if pooled else {"poolclass": NullPool}
    engine = create_async_engine(async_url(url), pool_pre_ping=False, **options)
    event.listen(engine.sync_engine.pool, "checkout", _assert_no_pass)
    return engine


def _assert_no_pass(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
    """Outside a transaction a pass that was set local to one is gone; one set for the session would still be here."""
    left: str | None = dbapi_connection.run_async(
        lambda connection: connection.fetchval("select nullif(current_setting('commonground.pass', true), '')")
    )
    if left is not None:
        raise PassLeftOverError("a pass was left on a pooled connection")
