"""Somebody asks a council what it holds about them."""

from __future__ import annotations

from uuid import UUID

from casework import acting
from commonground.tenants.subject_access import closing, service
from commonground.tenants.subject_access.types import AskedBy, ClosedWhy, RequestInput
from councils import TestCouncil, World


async def ask(world: World, council: TestCouncil, name: str = "Nesta Corbett") -> UUID:
    """A request that waits for its answer."""
    async with acting(world, council, "ig_lead") as work:
        typed = RequestInput(name=name, aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport seen",
                             received_on=work.now.date())  # fmt: skip
        return await service.open_request(work, typed)


async def close(world: World, council: TestCouncil, request: UUID) -> None:
    """It ends without an answer."""
    async with acting(world, council, "ig_lead") as work:
        row = await service.load_request(work, request, lock=True)
        await closing.close(work, row, ClosedWhy.WITHDRAWN, "")


async def answer(world: World, council: TestCouncil, request: UUID) -> None:
    """Searched, taken out and given."""
    async with acting(world, council, "ig_lead") as work:
        row = await service.load_request(work, request, lock=True)
        assert await service.search(work, row) == 0
        await service.take_out(work, row)
        await service.finish(work, row)
