"""Two do something to one joint concern in the same moment: one waits for the other, and none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from casework import acting, as_owner
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.identity.passes import claim_job
from commonground.platform.joint import service as shared
from commonground.platform.joint.errors import JointRefusedError
from commonground.platform.joint.types import JointAct, PartKind
from commonground.platform.partners import service as partners
from commonground.platform.work import Work
from commonground.platform.work import begin as begin_work
from commonground.tenants.joint.partner import withdraw_as_partner
from commonground.tenants.sharing import service as sharing
from councils import TestCouncil, World
from engines import lent
from jointly import add, joined, let_in, minuted, parts
from told import ask, rows, tell

BOSS = "specialist_manager"
Does = Callable[[Work], Awaitable[Any]]
_HOLD = text("select from crossing.joint_concerns where id = :id for update")


async def at_once(world: World, *turns: tuple[TestCouncil, str, Does]) -> list[Any]:
    """Each in a session of its own. The first has done its part and keeps it to itself until the others wait, or have
    gone on without."""
    begun = asyncio.Event()

    async def first(work: Work) -> None:
        try:
            await turns[0][2](work)
        finally:
            begun.set()
        await asyncio.sleep(0.6)

    async def later(council: TestCouncil, person: str, does: Does) -> None:
        await begun.wait()
        await turn(world, council, person, does)

    others = (later(*each) for each in turns[1:])
    return await asyncio.gather(turn(world, *turns[0][:2], first), *others, return_exceptions=True)


async def turn(world: World, council: TestCouncil, person: str, does: Does) -> None:
    async with acting(world, council, person) as work:
        await does(work)


def back(part: UUID) -> Does:
    return lambda work: shared.withdraw(work, part, "")


def leaving(concern: UUID) -> Does:
    return lambda work: shared.act(work, concern, JointAct.LEAVE)


async def test_two_parts_taken_back_at_once_leave_a_receipt_each(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    begun = await joined(world, there)
    one, two = await add(world, begun, here, there), await add(world, begun, there, here)
    assert await at_once(world, (here, BOSS, back(one)), (there, BOSS, back(two))) == [None, None]
    sql = "select tenant_id, no from council.receipts where crossing_id = :id order by 1, 2"
    found = [(row.tenant_id, row.no) for row in await rows(world, sql, id=begun.id)]
    assert found == sorted((council.id, no) for council in (here, there) for no in (1, 2, 3, 4))


async def test_a_partner_and_a_council_take_back_at_once(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    begun = await joined(world, there)
    guest = await let_in(world, begun, there)
    one, own = await add(world, begun, here, there), await add(world, begun, there, here, guests=(guest,))
    await tell(world, "update crossing.contributions set guest_id = :guest where id = :id", guest=guest, id=own)
    partner: Does = lambda work: withdraw_as_partner(work, own)  # noqa: E731  # one turn
    assert await at_once(world, (here, BOSS, back(one)), (there, "partner", partner)) == [None, None]
    assert {each.words for each in await parts(world, begun, here)} == {""}


async def test_what_is_kept_no_longer_goes_while_another_takes_back(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    begun = await joined(world, there)
    one, due = await add(world, begun, here, there), await add(world, begun, there, here)
    await tell(world, "update crossing.contributions set keep_until = current_date - 2 where id = :id", id=due)
    job = uuid4()
    await tell(
        world,
        "insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, attempts)"
        " values (:id, :council, 'joint_due', 'council', :council, now(), 0)",
        id=job, council=there.id,
    )  # fmt: skip

    async def expires() -> int:
        await asyncio.sleep(0.3)
        async with begin_work(lent(world.database.worker_url)) as work:
            await claim_job(work, job)
            gone = await shared.expire(work)
            await work.commit()
        return gone

    took, gone = await asyncio.gather(at_once(world, (here, BOSS, back(one))), expires())
    assert (took, gone) == ([None], 1)


@pytest.mark.parametrize("what", ["a part", "minutes", "a guest"])
async def test_whoever_waits_for_one_who_leaves_holds_nothing_that_leaving_needs(world: World, what: str) -> None:
    """Both need the concern and a row of it: whoever took them the other way round would wait for ever."""
    here, there = world.larkmere, world.hallowdene
    begun = await joined(world, there)
    guest = await let_in(world, begun, there)
    day = (await ask(world, "select current_date as day")).day
    meeting = await add(world, begun, there, here, kind=PartKind.MEETING, due_on=day)
    minutes = await minuted(world, begun, meeting, there)
    waits: dict[str, Does] = {
        "a part": back(meeting),
        "minutes": lambda work: shared.check_minutes(work, minutes, publish=False, words="Leave the shop out."),
        "a guest": lambda work: shared.end_guest(work, guest),
    }
    async with as_owner(world.database) as engine, engine.connect() as holder:
        await holder.execute(_HOLD, {"id": begun.id})
        turns = [asyncio.create_task(turn(world, there, BOSS, leaving(begun.id)))]
        await asyncio.sleep(0.3)
        turns.append(asyncio.create_task(turn(world, there, BOSS, waits[what])))
        await asyncio.sleep(0.3)
        await holder.rollback()
        left, other = await asyncio.gather(*turns, return_exceptions=True)
    assert left is None
    assert isinstance(other, JointRefusedError | NotFoundHereError), "it had left before"


async def test_whoever_is_let_in_while_their_organisation_ends_is_out(world: World) -> None:
    here, there = world.larkmere, world.hallowdene
    begun, organisation = await joined(world, there), here.organisation
    assert organisation is not None
    await let_in(world, begun, here)
    found = asyncio.Event()

    async def ends(work: Work) -> None:
        row = await partners.load_organisation(work, organisation, lock=True)
        found.set()
        await asyncio.sleep(0.4)
        await partners.end_organisation(work, row, "It has closed")
        await sharing.end_all_with(work, row.id)

    async def lets_in_everybody(work: Work) -> None:
        await found.wait()
        said = {"organisation": organisation, "purpose": "P", "until": work.now + timedelta(days=20)}
        await shared.let_in(work, begun.id, said)
        await asyncio.sleep(0.6)

    turns = (turn(world, here, "ig_lead", ends), turn(world, here, BOSS, lets_in_everybody))
    assert list(await asyncio.gather(*turns, return_exceptions=True)) == [None, None]
    guests = await rows(world, "select ended_at from crossing.joint_guests where concern_id = :id", id=begun.id)
    assert len(guests) == 2
    assert all(row.ended_at is not None for row in guests)
