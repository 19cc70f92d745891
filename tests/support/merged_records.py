"""Two records of one place, put together and taken apart by Larkmere's practitioner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from casework import ARRIVED, Known, acting, add_context
from commonground.platform.access import Action
from commonground.platform.ids import uuid7
from commonground.tenants.contexts import merging
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merged import parts_of
from councils import World
from told import tell

NOON = ARRIVED + timedelta(hours=15)
LATER = NOON + timedelta(days=3)
WHY = "Both are the yard behind the shop."


async def merge(world: World, one: Known, other: Known, person: str = "practitioner", version: int = 1) -> None:
    async with acting(world, world.larkmere, person, now=NOON) as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await merging.merge(work, row, other.reference, WHY, version=version)


async def apart(world: World, other: Known, person: str = "practitioner") -> str:
    async with acting(world, world.larkmere, person, now=LATER) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        (part,) = [each for each in await parts_of(work, row.id) if each.undone_at is None]
        return await merging.take_apart(work, row, part.merge_id, "They are two yards.")


async def two(
    world: World,
    *,
    kind: str = "place",
    lead: str | None = "practitioner",
    status: str = "active",
    named: Sequence[str] = (),
) -> tuple[Known, Known]:
    async def one(name: str, aliases: Sequence[str] = ()) -> Known:
        return await add_context(world, world.larkmere, name=name, aliases=aliases, kind=kind, lead=lead,
                                 status=status, named=named)  # fmt: skip  # a call

    return await one("Spoon yard", ("The yard",)), await one("Golden Spoon")


async def flag_on(world: World, known: Known) -> UUID:
    council, flag = world.larkmere, uuid7()
    await tell(
        world,
        "insert into tenants.warning_flags (tenant_id, id, record_kind, record_id, kind, reason, evidence, told,"
        " fairness, raised_at, raised_by, expires_at) values (:council, :flag, 'context', :record, 'dangerous_dog',"
        " 'Bites', 'Seen', 'told', 'Told', now(), :staff, now() + interval '30 days')",
        council=council.id, flag=flag, record=known.id, staff=council.people["practitioner"].staff_id,
    )  # fmt: skip  # one statement
    return flag
