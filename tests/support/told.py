"""What the database holds, asked by the superuser: for what no role of ours may see together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from casework import Known, Told
from councils import World
from engines import lent


async def ask(world: World, question: str, **asked: object) -> Any:
    """The first row, or None."""
    found = await rows(world, question, **asked)
    return found[0] if found else None


async def rows(world: World, question: str, **asked: object) -> list[Any]:
    """Every row."""
    async with lent(world.database.owner_url).connect() as connection:
        return list((await connection.execute(text(question), asked)).all())


async def tell(world: World, statement: str, **asked: object) -> None:
    """A change."""
    async with lent(world.database.owner_url).begin() as connection:
        await connection.execute(text(statement), asked)


async def referral_of(world: World, told: Told) -> Any:
    return await ask(world, "select * from tenants.referrals where id = :id", id=told.id)


async def context_of(world: World, known: Known) -> Any:
    return await ask(world, "select * from tenants.contexts where id = :id", id=known.id)


async def named_on(world: World, record: Told | Known) -> dict[UUID, Any]:
    """Who is named on it, and since when."""
    query = "select staff_id, since from tenants.named_people where record_id = :id"
    return {row.staff_id: row.since for row in await rows(world, query, id=record.id)}


async def trail_of(world: World, record: Told | Known) -> list[tuple[Any, ...]]:
    """What the council's trail says of it: action, reference and why."""
    query = "select action, reference, why from audit.entries where subject_id = :id order by id"
    return [tuple(row) for row in await rows(world, query, id=record.id)]


async def lines_of(world: World, record: Told | Known) -> list[tuple[Any, ...]]:
    """What its own history says, the line with which it began left out: verb and words."""
    query = (
        "select verb, words from (select id, verb, words from tenants.referral_events where referral_id = :id"
        " union all select id, verb, words from tenants.context_events where context_id = :id) as lines"
        " where verb not in ('receive', 'open') order by id"
    )
    return [tuple(row) for row in await rows(world, query, id=record.id)]


async def open_again(world: World) -> None:
    """Every council's public form, which a sweep of an administrator's own routes may have closed."""
    await tell(world, "update commons.councils set opened_at = now() where opened_at is null")
