"""Everybody who answers for access is told when somebody else comes to do so; who chose them knows."""

from __future__ import annotations

import pytest

from casework import acting
from commonground.platform.access import Role
from commonground.platform.councils import invitations, standing
from commonground.platform.identity.local.sealing import Seals
from commonground.workers.actors.carry_out import carry_out
from stage import Stage
from told import tell

WAITING = "select array_agg(id) from system.outbox where kind = 'access_given' and done_at is null"
NOTICE = "select array_agg(distinct subject_kind || coalesce(reference, '')) from council.notifications where kind ="
NOTICE += " 'access_given'"


async def _told(stage: Stage) -> list[tuple[str, str]]:
    for fact in await stage.ask(WAITING) or ():
        assert await carry_out(stage.worker, fact)
    assert await stage.who_was_told(stage.world.hallowdene) == []
    return [each for each in await stage.who_was_told(stage.world.larkmere) if each[1] == "access_given"]


@pytest.mark.parametrize(("given", "told"), [(Role.IG_LEAD, True), (Role.COUNCIL_ADMIN, True), (Role.ANALYST, False)])
async def test_an_invitation_to_a_second_address_is_no_secret(stage: Stage, given: Role, told: bool) -> None:
    world = stage.world
    async with acting(world, world.larkmere, "admin") as work:
        new = invitations.NewInvitation("Ruth Less", "ruthless@elsewhere.example", (Role.PRACTITIONER, given))
        await invitations.invite(work, Seals("x" * 40), new)
    assert await _told(stage) == ([("ig_lead", "access_given")] if told else [])
    assert await stage.ask(NOTICE) == (["people"] if told else None), "no name, and no place for one"


async def test_nor_is_a_change_of_roles_but_only_where_it_gives_more(stage: Stage) -> None:
    world = stage.world
    person = world.larkmere.people["analyst"].staff_id
    await tell(world, "update council.staff set local = true where id = :id", id=person)
    for roles, more in (((Role.ANALYST, Role.IG_LEAD), 1), ((Role.IG_LEAD,), 0)):
        async with acting(world, world.larkmere, "admin") as work:
            assert person is not None
            await standing.change_roles(work, await standing.load_colleague(work, person), roles, "She does it now")
        assert len(await stage.ask(WAITING) or ()) == more
        assert ("ig_lead", "access_given") in await _told(stage)
