"""The pool of one role's connections."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from casework import as_owner
from commonground.platform.database.engine import make_engine
from postgres import Database


async def test_a_connection_that_the_server_closed_is_replaced_and_nobody_notices(database: Database) -> None:
    engine = make_engine(database.app_url, pool_size=1)
    try:
        async with engine.connect() as connection:
            first = await connection.scalar(text("select pg_backend_pid()"))
        async with as_owner(database) as owner, owner.connect() as other:
            assert await other.scalar(text("select pg_terminate_backend(:pid, 5000)"), {"pid": first})
        async with engine.connect() as connection:
            assert await connection.scalar(text("select pg_backend_pid()")) != first
    finally:
        await engine.dispose()


async def test_where_loops_come_and_go_no_connection_is_kept(database: Database) -> None:
    engine = make_engine(database.app_url, pooled=False)
    assert isinstance(engine.pool, NullPool)
    assert not isinstance(make_engine(database.app_url).pool, NullPool)


async def test_what_a_failing_statement_was_given_is_not_in_its_error(database: Database) -> None:
    engine = make_engine(database.app_url, pooled=False)
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("select 1 / (length(:told) - 6)"), {"told": "secret"})
    assert "secret" not in str(failed.value)
