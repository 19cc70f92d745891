"""The pool of one role's connections."""

from __future__ import annotations

import asyncio
import struct
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
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


async def test_so_is_one_whose_server_died_in_the_middle(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver says then that another operation is in progress, by an error that is no error of a database."""
    engine, run = make_engine(database.app_url, pool_size=1), asyncpg.Connection.execute
    try:
        async with engine.connect() as connection:
            broken = (await connection.get_raw_connection()).driver_connection

        async def execute(self: asyncpg.Connection, *asked: str) -> Any:
            if self is broken:
                raise asyncpg.InternalClientError("another operation is in progress")
            return await run(self, *asked)

        monkeypatch.setattr(asyncpg.Connection, "execute", execute)
        async with engine.connect() as connection:
            assert await connection.scalar(text("select 1")) == 1
            assert (await connection.get_raw_connection()).driver_connection is not broken
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


async def test_a_server_that_is_killed_or_starting_up_is_one_that_does_not_answer(database: Database) -> None:
    """And not a bug of ours: the page says to try again in a minute."""
    server = await asyncio.start_server(_starting_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = make_engine(f"postgresql://nobody:x@127.0.0.1:{port}/nowhere")
    async with server:
        with pytest.raises(OperationalError, match="starting up"):
            async with engine.connect():
                pass
    engine = make_engine(database.app_url, pool_size=1)
    try:
        async with as_owner(database) as owner, owner.connect() as other, engine.connect() as connection:
            mine = await connection.scalar(text("select pg_backend_pid()"))
            await other.scalar(text("select pg_terminate_backend(:pid, 5000)"), {"pid": mine})
            with pytest.raises((OperationalError, InterfaceError)) as lost:
                await connection.scalar(text("select 1"))
            assert lost.value.connection_invalidated
    finally:
        await engine.dispose()


async def test_one_that_goes_in_the_middle_of_an_answer_is_one_that_does_not_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of which the driver says that something of its own is wrong: the connection is given up."""

    async def cut(*_: object, **__: object) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")

    engine = make_engine(database.app_url, pool_size=1)
    try:
        async with engine.connect() as connection:
            first = await connection.scalar(text("select pg_backend_pid()"))
            with monkeypatch.context() as broken:
                broken.setattr(asyncpg.Connection, "_get_statement", cut)
                with pytest.raises(OperationalError) as lost:
                    await connection.scalar(text("select 1"))
            assert lost.value.connection_invalidated
        async with engine.connect() as connection:
            assert await connection.scalar(text("select pg_backend_pid()")) != first
    finally:
        await engine.dispose()


async def _starting_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuses TLS, and then the connection, as a server does that is not ready."""
    asks_for_tls = struct.pack("!I", 80877103)
    first = await _message(reader)
    if first[:4] == asks_for_tls:
        writer.write(b"N")
        await _message(reader)
    fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
    writer.write(b"E" + struct.pack("!I", len(fields) + 4) + fields)
    await writer.drain()
    writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    (length,) = struct.unpack("!I", await reader.readexactly(4))
    return await reader.readexactly(length - 4)
