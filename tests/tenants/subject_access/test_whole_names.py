"""Somebody whose name is made of ordinary words is looked for by the whole name, and by it alone."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import insert

from casework import acting, add_message, add_referral
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.drafts.models import Draft
from commonground.platform.ids import uuid7
from commonground.tenants.subject_access import looking, service
from commonground.tenants.subject_access.queries import Mention, load_mention, mentions_of
from commonground.tenants.subject_access.rules import NotNowError
from commonground.tenants.subject_access.types import AskedBy, Decided, MentionDecision, RequestInput
from councils import TestCouncil, World, make_world
from postgres import Database
from told import ask, tell

NAME = "Amy Young"
WRITTEN = ("Amy Young", "AMY YOUNG", "amy young", "Amy\nYoung", "Amy-Young", "Young, Amy", "Ámy\u00a0Young")


@pytest.fixture
async def world(own_database: Database) -> World:
    """With many texts about young people, in both councils."""
    world = await make_world(own_database)
    for council in (world.larkmere, world.hallowdene):
        for _ in range(3):
            await add_referral(world, council, what="Young people wait there. Amy is said to be a young one.")
    return world


async def opened(world: World, council: TestCouncil) -> UUID:
    async with acting(world, council, "ig_lead") as work:
        typed = RequestInput(name=NAME, aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport seen",
                             received_on=work.now.date())  # fmt: skip
        return await service.open_request(work, typed)


async def searched(world: World, request: UUID, *, whole: bool) -> list[Mention]:
    async with acting(world, world.larkmere, "ig_lead") as work:
        await service.search(work, await service.load_request(work, request, lock=True), whole=whole)
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        return list(await mentions_of(work, request))


async def by_whole_names(world: World, request: UUID) -> bool:
    return bool((await ask(world, "select whole_names from tenants.access_requests where id = :id", id=request))[0])


async def test_the_whole_name_is_found_as_it_is_written_and_ordinary_words_are_not(world: World) -> None:
    told = [await add_referral(world, world.larkmere, what=f"With {each} again.") for each in WRITTEN]
    await add_referral(world, world.larkmere, what="Amy Younger, and Mamy Young.")
    await add_referral(world, world.hallowdene, what=f"{NAME} was here.")
    request = await opened(world, world.larkmere)
    found = await searched(world, request, whole=True)
    assert {each.reference for each in found} == {each.reference for each in told}
    assert all(each.likely for each in found)
    assert await by_whole_names(world, request)
    parts = await searched(world, request, whole=False)
    assert sum(not each.likely for each in parts) >= 3
    assert not await by_whole_names(world, request)


async def test_a_name_over_two_lines_is_found_in_what_somebody_has_typed_and_not_saved(world: World) -> None:
    for typed in (f"Seen again:\n{NAME}\nand others", "with Amy\nYoung"):
        answers = {"what": [typed], "who": ["me"]}
        row = {"tenant_id": world.larkmere.id, "id": uuid7(), "form": "note", "subject_id": uuid7()}
        row |= {"staff_id": world.larkmere.people["manager"].staff_id, "answers": answers}
        async with acting_as_setup(world.database.owner_url) as connection:
            await connection.execute(insert(Draft), row)
    found = await searched(world, await opened(world, world.larkmere), whole=True)
    assert {each.words for each in found} == {f"me / Seen again:\n{NAME}\nand others", "me / with Amy\nYoung"}


async def test_more_texts_than_can_be_looked_through_are_searched_by_the_whole_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await add_referral(world, world.larkmere, what=f"{NAME} waits.")
    request = await opened(world, world.larkmere)
    for limit, value in (("MOST_LOOKED_AT", 2), ("MOST", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(looking, limit, value)
            with pytest.raises(NotNowError, match="Search by the whole name only, or leave out"):
                await searched(world, request, whole=False)
            (found,) = await searched(world, request, whole=True)
            assert found.reference == told.reference
    monkeypatch.setattr(looking, "MOST_LOOKED_AT", 0)
    with pytest.raises(NotNowError, match=r"may name them\. Leave out names"):
        await searched(world, request, whole=True)


async def test_what_was_decided_stays_when_it_is_searched_again_by_the_whole_name(world: World) -> None:
    """Somebody has read it and knows that it is they, although a part of the name stands there alone."""
    told = await add_referral(world, world.larkmere, what="That Amy again.")
    await add_message(world, world.larkmere, told, "news", "Amy came back.")
    request = await opened(world, world.larkmere)
    ours = [each for each in await searched(world, request, whole=False) if each.reference == told.reference]
    async with acting(world, world.larkmere, "ig_lead") as work:
        row = await service.load_request(work, request)
        stored, mention = await load_mention(work, row, next(e.id for e in ours if "came back" in e.words))
        await service.decide(work, row, stored, mention.words, Decided(decision=MentionDecision.GIVE))
    (kept,) = await searched(world, request, whole=True)
    assert (kept.id, kept.decision) == (stored.id, MentionDecision.GIVE)
    await tell(world, "update tenants.report_messages set body = :words where id = :id", id=stored.row_id,
               words="Amy went.")  # fmt: skip
    assert await searched(world, request, whole=True) == []
