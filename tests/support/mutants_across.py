"""What takes two connections or two transactions: passes that were stolen, kept, altered or made up."""

from __future__ import annotations

import asyncpg

from commonground.platform.database.roles import APP
from mutant_probes import Outcome, Red
from stands import APP_STANDS, Scene, current_pass, leaks, set_pass, standing

_STAFF = "select * from council.staff"
_NOW = "transaction_timestamp()"
_WITH_THE_TIME = (
    "select pg_get_functiondef(oid) from pg_proc where pronamespace = 'identity'::regnamespace and prosrc like $1"
)


async def reached_across(scene: Scene) -> Red | None:
    """Every stand with a pass that is not its own. Leaves functions changed: the caller puts them back."""
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
    await _stop_the_clock(scene)
    token = await scene.world.token(scene.other, "screener")
    victim, thief = [await asyncpg.connect(scene.database.app_url) for _ in range(2)]
    try:
        for connection in (victim, thief):
            await connection.execute("begin")
        return await _passed_on(scene, token, victim, thief)
    finally:
        for connection in (victim, thief):
            await connection.close()


async def _stop_the_clock(scene: Scene) -> None:
    """Whatever is signed with the time is signed with one and the same: two transactions that really begin together
    are seldom met."""
    owner = await asyncpg.connect(scene.database.owner_url)
    try:
        for (source,) in await owner.fetch(_WITH_THE_TIME, f"%{_NOW}%"):
            await owner.execute(source.replace(_NOW, "timestamptz 'epoch'"))
    finally:
        await owner.close()


async def _passed_on(scene: Scene, token: str, victim: asyncpg.Connection, thief: asyncpg.Connection) -> Red | None:
    await victim.fetch("select * from identity.open_session($1, true)", token)
    await set_pass(thief, await current_pass(victim))
    seen = leaks(scene, await thief.fetch(_STAFF))
    return Red(Outcome.ROWS, f"{APP}, another connection's pass of this very moment") if seen else None
