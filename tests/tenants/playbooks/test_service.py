"""A council's own playbooks and its contacts, against a real database with two councils in it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.reference.playbooks import PLAYBOOKS, Step, Words
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.tenants.playbooks import service
from commonground.tenants.playbooks.queries import contacts_of, history_of, playbooks_as_they_stand
from commonground.tenants.playbooks.rules import ContactInput
from councils import World, canary
from told import ask

SHOP = PLAYBOOKS["shop"].words
DESK = ContactInput(agency="licensing", post="Licensing duty desk", phone="020 7946 0121")


def own(slug: str) -> Words:
    return replace(SHOP, steps=(Step(f"Ring the shop team {canary(slug)}"), *SHOP.steps[1:]))


async def save(world: World, slug: str, version: int) -> None:
    async with acting(world, getattr(world, slug), "manager") as work:
        await service.save_own(work, "shop", own(slug), version=version)


async def test_a_council_says_it_its_own_way_and_ours_comes_back(world: World) -> None:
    for slug in ("larkmere", "hallowdene"):
        await save(world, slug, 0)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        found = await service.load_playbook(work, "shop")
        assert (found.words, found.own, found.version) == (own("larkmere"), True, 1)
        assert found.saved_by == world.larkmere.people["manager"].name
        standing = await playbooks_as_they_stand(work)
        assert list(standing) == list(PLAYBOOKS)
        assert [code for code, each in standing.items() if each.own] == ["shop"]
    async with acting(world, world.larkmere, "manager") as work:
        await service.take_ours_back(work, "shop", version=1)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        found = await service.load_playbook(work, "shop")
        assert (found.words, found.own, found.version) == (SHOP, False, 2)
        assert [(each.version, each.own) for each in await history_of(work, "shop")] == [(2, False), (1, True)]
    async with acting(world, world.hallowdene, "practitioner", keep=False) as work:
        assert (await service.load_playbook(work, "shop")).words == own("hallowdene"), "theirs stands"
    query = "select count(*) from audit.entries where action = 'write_playbooks' and tenant_id = :id"
    assert (await ask(world, query, id=world.larkmere.id))[0] >= 2


async def test_of_two_who_save_the_second_is_told(world: World) -> None:
    async with acting(world, world.larkmere, "manager", keep=False) as work:
        version = (await service.load_playbook(work, "park")).version
        await service.save_own(work, "park", SHOP, version=version)
        with pytest.raises(ChangedMeanwhileError):
            await service.save_own(work, "park", SHOP, version=version)
        with pytest.raises(ChangedMeanwhileError):
            await service.take_ours_back(work, "park", version=version)


async def test_there_is_no_playbook_of_an_unknown_code(world: World) -> None:
    async with acting(world, world.larkmere, "manager", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await service.load_playbook(work, "../shop")


async def add(world: World, slug: str, contact: ContactInput = DESK) -> UUID:
    async with acting(world, getattr(world, slug), "admin") as work:
        return await service.add_contact(work, contact)


async def test_contacts_are_one_councils_and_can_be_changed_and_ended(world: World) -> None:
    mine, theirs = await add(world, "larkmere"), await add(world, "hallowdene", replace(DESK, post="Theirs"))
    other = await add(world, "larkmere", replace(DESK, agency="police", post="Mill Lane desk"))
    async with acting(world, world.larkmere, "admin") as work:
        with pytest.raises(NotFoundHereError):
            await service.load_contact(work, theirs)
        row = await service.load_contact(work, mine, lock=True)
        await service.change_contact(work, row, replace(DESK, phone="020 7946 0199"), version=1)
        with pytest.raises(ChangedMeanwhileError):
            await service.change_contact(work, row, DESK, version=1)
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        found = await contacts_of(work, ("police", "licensing", "parks"))
        assert [each.id for each in found] == [other, mine], "in the order asked for"
        assert found[1].phone == "020 7946 0199"
        assert theirs not in {each.id for each in await contacts_of(work)}
    async with acting(world, world.larkmere, "admin") as work:
        await service.end_contact(work, await service.load_contact(work, mine, lock=True))
    async with acting(world, world.larkmere, "practitioner", keep=False) as work:
        assert mine not in {each.id for each in await contacts_of(work)}
        with pytest.raises(NotFoundHereError):
            await service.load_contact(work, mine)
    trail = await ask(world, "select why from audit.entries where subject_id = :id order by at desc limit 1", id=mine)
    assert trail[0] == "Taken off the list"
