"""What stands on no context beside a referral about the same: open or not, and nothing that the reader may not open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from casework import ARRIVED, Told, acting, add_context, add_referral, say_plainly
from commonground.platform.access import Action
from commonground.tenants.adding_up.overlap import Alone, alone_beside
from commonground.tenants.contexts.types import Candidate, SubjectKind
from commonground.tenants.referrals.load import load_referral
from councils import World


async def add_alone(world: World, where: str, address: str, *, handle: str = "", **more: Any) -> Told:
    more = {"state": "decided", "outcome": "advice", "title": where} | more
    told = await add_referral(world, more.pop("council", world.larkmere), **more)
    return await say_plainly(world, told, where, address, handle=handle)


async def beside(world: World, told: Told, person: str, asked: Candidate) -> Sequence[Alone]:
    async with acting(world, world.larkmere, person) as work:
        row = await load_referral(work, told.reference, to=Action.READ_REFERRAL)
        return await alone_beside(work, row, asked)


def references(found: Sequence[Alone]) -> list[str]:
    return [each.contact.reference for each in found]


async def test_what_is_likely_the_same_is_there_whatever_became_of_it(world: World) -> None:
    here = ("Otter Chicken", "3 Otter Row")
    asked = Candidate(kind=SubjectKind.PLACE, name=here[0], address=here[1])
    this = await add_alone(world, *here, state="screening", lead="screener")
    monday = await add_alone(world, "Otter Chicken takeaway", here[1], received=ARRIVED - timedelta(days=3))
    year = await add_alone(world, *here, received=ARRIVED - timedelta(days=364))
    withdrawn = await add_alone(world, *here, state="withdrawn", received=ARRIVED - timedelta(days=9))
    long_open = await add_alone(world, *here, state="new", received=ARRIVED - timedelta(days=500))
    later = await add_alone(world, *here, received=ARRIVED + timedelta(days=1))
    await add_alone(world, *here, received=ARRIVED - timedelta(days=366))
    await add_alone(world, "Weir Grill", "8 Weir Street")
    await add_alone(world, *here, context=await add_context(world, world.larkmere))
    await add_alone(world, *here, council=world.hallowdene)
    hidden = await add_alone(world, *here, named=("manager",), received=ARRIVED - timedelta(days=1))

    found = await beside(world, this, "screener", asked)
    open_to_all = [each.reference for each in (later, monday, withdrawn, year, long_open)]
    assert references(found) == open_to_all
    assert [each.contact.reference for each in found if each.worry] == [long_open.reference]
    assert all(each.may_link for each in found)
    assert references(await beside(world, this, "manager", asked)) == [
        later.reference, hidden.reference, *open_to_all[1:]
    ]  # fmt: skip  # named on it
    assert not await beside(world, this, "manager", Candidate(kind=None, name="")), "nothing was said"


async def test_an_online_space_is_found_by_its_handle_and_is_no_worry_of_teams(world: World) -> None:
    this = await add_alone(world, "A group chat", "", kind="online", state="screening", lead="screener")
    same = await add_alone(world, "On their phones", "", handle="@heron.squad", kind="online", state="new")
    await add_alone(world, "On their phones", "", handle="@weir.squad", kind="online", state="new")
    asked = Candidate(kind=SubjectKind.ONLINE, name="A group chat", handle="Heron.Squad")
    found = await beside(world, this, "screener", asked)
    assert references(found) == [same.reference]
    assert found[0].worry is None


async def test_of_too_many_those_that_share_most_are_compared(world: World) -> None:
    here = ("Teal Barbers", "6 Teal Street")
    this = await add_alone(world, *here, state="screening", lead="screener")
    earlier = await add_alone(world, *here, received=ARRIVED - timedelta(days=200))
    for number in range(81):
        await add_alone(world, f"Teal, teal, {'teal ' * 6}quarry {number}", "9 Slate Street")
    found = await beside(world, this, "screener", Candidate(kind=SubjectKind.PLACE, name=here[0], address=here[1]))
    assert references(found) == [earlier.reference]
