"""What /readyz can say about facts and their broker, over the web's own role and without any pass."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from commonground.platform.database.engine import make_engine
from commonground.platform.outbox.health import broker_answers, outbox_age
from councils import make_world
from postgres import Database

_WAITING = """
    insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, done_at)
    select gen_random_uuid(), :council, 'referral_received', 'referral', :subject,
           now() - make_interval(mins => m), case when m > 10 then now() end
      from unnest(array[1, 3, 30]) as m
"""


async def test_the_age_of_the_oldest_fact_that_is_not_done(own_database: Database) -> None:
    world = await make_world(own_database)
    app, owner = (make_engine(url, pooled=False) for url in (own_database.app_url, own_database.owner_url))
    async with app.connect() as connection:
        assert await outbox_age(connection) == timedelta()
    async with owner.begin() as connection:
        await connection.execute(text(_WAITING), {"council": world.larkmere.id, "subject": uuid4()})
    async with app.connect() as connection:
        assert timedelta(minutes=3) <= await outbox_age(connection) < timedelta(minutes=4)
    await app.dispose()
    await owner.dispose()


async def _answering(reply: bytes) -> tuple[asyncio.Server, str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, f"amqp://guest:guest@127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_the_database_as_broker_answers_for_itself() -> None:
    assert await broker_answers("")


async def test_a_broker_that_greets_back_answers() -> None:
    server, url = await _answering(b"\x01\x00\x00")
    async with server:
        assert await broker_answers(url)


async def test_something_else_on_its_port_is_no_broker() -> None:
    server, url = await _answering(b"HTTP/1.1 400")
    async with server:
        assert not await broker_answers(url)


async def test_nobody_there_is_no_broker() -> None:
    server, url = await _answering(b"")
    server.close()
    await server.wait_closed()
    assert not await broker_answers(url)
