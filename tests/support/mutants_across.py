"""What takes two connections or two transactions: passes that were stolen, kept, altered or made up."""

from __future__ import annotations

import asyncio

import asyncpg

from commonground.platform.database.roles import APP
from mutant_probes import Outcome, Red
from stands import APP_STANDS, Scene, current_pass, leaks, set_pass, standing

_STAFF = "select * from council.staff"
_CROWD, _ROUNDS = 10, 1500


async def reached_across(scene: Scene) -> Red | None:
    """Every stand with a pass that is not its own."""
    for stand in APP_STANDS:
        if stand.kind is None:
            async with standing(stand, scene) as web:
                try:
                    seen = str(await web.fetch(_STAFF))
                except asyncpg.PostgresError as error:
                    seen = str(error.as_dict())
            if leaks(scene, seen):
                return Red(Outcome.ROWS, f"{stand} saw the other council's staff")
    return await _at_the_same_moment(scene)


async def _at_the_same_moment(scene: Scene) -> Red | None:
    """Another connection's pass, used in a transaction that began in the same microsecond: the time does not tell
    the two apart, so the connection has to."""
    token = await scene.world.token(scene.other, "screener")
    crowd = [await asyncpg.connect(scene.database.app_url) for _ in range(_CROWD)]
    try:
        for _ in range(_ROUNDS):
            moments: dict[object, asyncpg.Connection] = {}
            for connection, moment in zip(crowd, await asyncio.gather(*map(_begun, crowd)), strict=True):
                victim = moments.setdefault(moment, connection)
                if victim is not connection:
                    return await _passed_on(scene, token, victim, connection)
            await asyncio.gather(*(connection.execute("rollback") for connection in crowd))
    finally:
        for connection in crowd:
            await connection.close()
    return None


async def _passed_on(scene: Scene, token: str, victim: asyncpg.Connection, thief: asyncpg.Connection) -> Red | None:
    await victim.fetch("select * from identity.open_session($1, true)", token)
    await set_pass(thief, await current_pass(victim))
    seen = leaks(scene, await thief.fetch(_STAFF))
    return Red(Outcome.ROWS, f"{APP}, another connection's pass of this very moment") if seen else None


async def _begun(connection: asyncpg.Connection) -> object:
    await connection.execute("begin")
    return await connection.fetchval("select transaction_timestamp()")
