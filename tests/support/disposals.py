"""The two words that it takes to dispose of a record, as two people of Larkmere say them."""

from __future__ import annotations

from uuid import UUID

from casework import acting
from commonground.tenants.retention import disposing, queue
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.trial import make_trial
from commonground.tenants.retention.types import DisposalGround, KeptKind
from councils import World
from told import ask


async def propose(
    world: World,
    kind: KeptKind,
    reference: str,
    person: str = "ig_lead",
    ground: DisposalGround = DisposalGround.TIME_IS_UP,
) -> UUID:
    async with acting(world, world.larkmere, person) as work:
        return await queue.propose(work, await kept_record(work, kind, reference, lock=True), ground)


async def confirm(world: World, disposal: UUID, person: str = "admin") -> None:
    async with acting(world, world.larkmere, person) as work:
        await disposing.confirm(work, disposal)


async def trial(world: World) -> str:
    async with acting(world, world.larkmere, "ig_lead") as work:
        return await make_trial(work)


async def there(world: World, reference: str) -> bool:
    return (
        await ask(world, "select 1 from tenants.contexts where reference = :reference", reference=reference) is not None
    )
