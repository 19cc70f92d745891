"""Who can still do what they were given: what lists ask of the database, and what is decided of one person."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from casework import Known, acting, add_context
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.tenants.actions.owners import can_work_on_it, is_out_of_reach
from commonground.tenants.actions.service import who_could_do_it
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextRow
from councils import World
from told import tell

KINDS: dict[str, dict[str, object]] = {
    "open": {},
    "led from elsewhere": {"team": "locality", "lead": "practitioner"},
    "nobody leads": {"lead": None},
    "group": {"kind": "group", "lead": "screener"},
    "restricted": {"named": ("specialist_manager", "locality_practitioner", "ig_lead", "screener")},
    "restricted group": {"kind": "group", "named": ("specialist_manager", "second_screener")},
}


async def can(world: World, known: Known) -> set[UUID]:
    """By the database."""
    query = select(Staff.id).join(ContextRow, ContextRow.tenant_id == Staff.tenant_id)
    async with acting(world, world.larkmere, "specialist_manager", keep=False) as work:
        found = await work.mine.scalars(query.where(ContextRow.id == known.id, can_work_on_it(Staff)))
        return set(found)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_database_says_of_everybody_what_the_decision_says(world: World, kind: str) -> None:
    known = await add_context(world, world.larkmere, **KINDS[kind])  # type: ignore[arg-type]  # as listed above
    async with acting(world, world.larkmere, "specialist_manager", keep=False) as work:
        row = await load_context(work, known.reference, to=Action.READ_CONTEXT)
        decided = {each.id for each in await who_could_do_it(work, row)}
    assert decided
    assert await can(world, known) == decided


async def test_who_has_left_can_do_nothing_that_they_were_given(world: World) -> None:
    known, gone = await add_context(world, world.larkmere), world.larkmere.people["practitioner"].staff_id
    query = select(Staff.id).join(ContextRow, ContextRow.tenant_id == Staff.tenant_id)
    out = query.where(ContextRow.id == known.id, Staff.id == gone, is_out_of_reach(Staff))
    left = "update council.staff set ended_at = {} where id = :id"
    for ended, expected in (("null", []), ("now()", [gone]), ("null", [])):
        await tell(world, left.format(ended), id=gone)
        async with acting(world, world.larkmere, "specialist_manager", keep=False) as work:
            assert list(await work.mine.scalars(out)) == expected
