"""What other teams have on a context counts for its lead, and for nobody else; in SQL as in `counts`."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import and_, select

from casework import Known, acting, add_context, add_referral, opens
from commonground.tenants.adding_up.queries import added_up
from commonground.tenants.contexts.load import held_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.queries import Wanted, find_contexts
from commonground.tenants.referrals.contacts import contacts_about, contacts_counted
from commonground.tenants.referrals.counting import counted_referrals, counts
from commonground.tenants.referrals.load import held_referrals
from commonground.tenants.referrals.models import ReferralRow
from councils import World

PEOPLE = ("practitioner", "consultant", "locality_practitioner", "specialist_manager", "screener", "chair", "auditor",
          "ig_lead")  # fmt: skip  # of each kind of reach


async def figures(world: World, person: str, known: Known) -> tuple[int, ...]:
    """By every way in which contacts on a context are counted: what adds up, its page, and the list of contexts."""
    async with acting(world, world.larkmere, person) as work:
        found = await added_up(work, known.id)
        listed = next(each for each in (await find_contexts(work, Wanted())).rows if each.id == known.id)
        counted = await contacts_counted(work, (known.id,))
        return found.counted, found.elsewhere, len(counted.lines), counted.total, listed.contacts


async def test_they_count_for_its_lead_and_for_nobody_else(world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Otter weir")
    mine = await add_referral(world, larkmere, state="decided", team="specialist", context=known)
    theirs = await add_referral(world, larkmere, state="needs_lead", team="locality", context=known)
    await add_referral(world, larkmere, state="decided", team="locality", context=known, named=("manager",))
    await add_referral(world, larkmere, state="decided", team="locality", context=known, kind="group")
    assert await figures(world, "practitioner", known) == (2, 1, 2, 2, 2)
    assert await figures(world, "consultant", known) == (1, 0, 1, 1, 1), "of the same team, and not its lead"
    assert await figures(world, "specialist_manager", known) == (2, 0, 2, 2, 2)
    assert not await opens(world, "practitioner", theirs)
    async with acting(world, larkmere, "practitioner") as work:
        lines = {each.id: each for each in (await contacts_counted(work, (known.id,))).lines}
        assert [each.id for each in (await contacts_about(work, (known.id,))).lines] == [mine.id]
    said = lines[theirs.id]
    assert said.elsewhere
    assert (said.reference, said.title, said.where, said.when, said.what, said.helps) == ("",) * 6
    assert said.harms == ("cce",)
    assert not lines[mine.id].elsewhere


@pytest.mark.parametrize("named", [(), ("practitioner", "manager"), ("manager",)])
async def test_in_sql_it_is_as_for_one(world: World, named: tuple[str, ...]) -> None:
    larkmere = world.larkmere
    for kind, lead in product(("place", "group"), ("practitioner", "chair", None)):
        known = await add_context(world, larkmere, kind=kind, lead=lead, named=named)
        for of, team, hidden in product(("place", "group"), ("specialist", "locality"), ((), ("practitioner",))):
            await add_referral(world, larkmere, kind=of, team=team, named=hidden, context=known, with_report=False)
        on_it = and_(ContextRow.tenant_id == ReferralRow.tenant_id, ContextRow.id == ReferralRow.context_id)
        for person in PEOPLE:
            async with acting(world, larkmere, person) as work:
                asked = select(ReferralRow.id).join(ContextRow, on_it).where(ContextRow.id == known.id)
                everything = set(await work.mine.scalars(asked))
                found = set(await work.mine.scalars(asked.where(counted_referrals(work.actor))))
                context = (await held_contexts(work, [known.id]))[known.id]
                held = await held_referrals(work, everything)
                assert found == {each for each in everything if counts(work.actor, held[each], context)}, person
