"""Somebody who asks what is held about them gets what was shared of them, on either side of the border."""

from __future__ import annotations

import pytest

from casework import acting, add_context
from commonground.platform.crossings.types import Act
from commonground.tenants.subject_access.places import texts
from councils import TestCouncil, World, canary
from crossing_looks import Crossing
from crossing_scene import AUTHOR, Crossings
from told import tell

NAME = "Tomos Reed"
SAID = {"who": f"Lives there\n{NAME}", "people": [{"name": NAME, "age": 14}]}


async def found(
    world: World, council: TestCouncil, crossing: Crossing, person: str = "ig_lead"
) -> list[tuple[str, str, str]]:
    """Kind, reference and words of each sealed package with the name, of this crossing."""
    async with acting(world, council, person, keep=False) as work:
        rows = await work.mine.execute(texts(work.actor, matching=rf"\m{NAME}\M"))
        return [
            (row.record_kind, row.reference, row.words)
            for row in rows
            if row.place == "tenants.packages.canonical" and row.record_id in (crossing.record_id, crossing.id)
        ]


async def test_what_was_sent_of_a_record_is_found_there(world: World) -> None:
    crossings, known = Crossings(world), await add_context(world, world.larkmere)
    crossing = await crossings.sent(world.larkmere, world.hallowdene, said=SAID, record_id=known.id)
    ((kind, reference, words),) = await found(world, world.larkmere, crossing)
    assert (kind, reference) == ("context", known.reference)
    assert words == f"Lives there\n{NAME} / {NAME}", "as it was said, and not as JSON spells it"
    assert await found(world, world.hallowdene, crossing) == [], "nobody has accepted it"
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    ((kind, _, words),) = await found(world, world.hallowdene, crossing)
    assert (kind, NAME in words) == ("crossing", True)
    assert canary("larkmere") not in words


async def test_of_a_restricted_record_it_is_found_by_who_is_named_on_it(world: World) -> None:
    crossings, known = Crossings(world), await add_context(world, world.larkmere, named=("practitioner",))
    crossing = await crossings.sent(world.larkmere, world.hallowdene, said=SAID, record_id=known.id)
    assert await found(world, world.larkmere, crossing) == []
    assert len(await found(world, world.larkmere, crossing, "practitioner")) == 1


async def test_what_it_became_here_is_its_record(world: World) -> None:
    crossings = Crossings(world)
    crossing = await crossings.sent(world.larkmere, world.hallowdene, said=SAID)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    referral = await crossings.taken_in(crossing)
    async with acting(world, world.hallowdene, "ig_lead", keep=False) as work:
        rows = await work.mine.execute(texts(work.actor, matching=rf"\m{NAME}\M"))
        assert [row.record_kind for row in rows if row.record_id == referral] == ["referral"]
    await tell(world, "update tenants.referrals set restricted = true where id = :id", id=referral)
    async with acting(world, world.hallowdene, "ig_lead", keep=False) as work:
        rows = await work.mine.execute(texts(work.actor, matching=rf"\m{NAME}\M"))
        assert [row for row in rows if row.record_id == referral] == []


@pytest.mark.parametrize("what", [Act.WITHDRAW, Act.DECLINE])
async def test_what_was_erased_is_not_found(world: World, what: Act) -> None:
    crossings = Crossings(world)
    crossing = await crossings.sent(world.larkmere, world.hallowdene, said=SAID)
    council, person = (world.larkmere, AUTHOR) if what is Act.WITHDRAW else (world.hallowdene, "screener")
    await crossings.act(council, crossing, what, person)
    assert await found(world, council, crossing) == []
