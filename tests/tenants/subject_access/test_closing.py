"""A request ends without an answer: it says why, what was found goes, and nothing waits for it any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from casework import acting, add_referral
from commonground.platform.refusals import IncompleteError
from commonground.tenants.retention.trial import TRIAL_PERSON, make_trial
from commonground.tenants.retention.types import KeptKind
from commonground.tenants.subject_access import service
from commonground.tenants.subject_access.closing import close
from commonground.tenants.subject_access.queries import load_mention, mentions_of, requests_of
from commonground.tenants.subject_access.rules import NotNowError
from commonground.tenants.subject_access.types import AskedBy, ClosedWhy, Decided, MentionDecision, RequestInput
from councils import TestCouncil, World, make_world
from disposals import propose
from engines import lent
from postgres import Database
from told import ask, rows, tell

NAME = "Tegwen Orchard"


async def searched_for(world: World, council: TestCouncil, name: str = NAME) -> UUID:
    """A request of somebody who was searched for."""
    async with acting(world, council, "ig_lead") as work:
        typed = RequestInput(name=name, aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport seen",
                             received_on=work.now.date())  # fmt: skip
        made = await service.open_request(work, typed)
    async with acting(world, council, "ig_lead") as work:
        await service.search(work, await service.load_request(work, made, lock=True))
    return made


async def closed(
    world: World, request: UUID, why: ClosedWhy | None = ClosedWhy.WITHDRAWN, words: str = "Rang us"
) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        await close(work, await service.load_request(work, request, lock=True), why, words)


async def taken_out(world: World, request: UUID) -> None:
    async with acting(world, world.larkmere, "ig_lead") as work:
        row = await service.load_request(work, request, lock=True)
        for each in await mentions_of(work, request):
            stored, found = await load_mention(work, row, each.id)
            await service.decide(work, row, stored, found.words, Decided(decision=MentionDecision.GIVE))
        await work.mine.flush()
        await service.take_out(work, row)


async def mentioned(world: World, request: UUID) -> int:
    return int((await ask(world, "select count(*) from tenants.access_mentions where request_id = :id", id=request))[0])


async def test_it_ends_with_a_reason_and_what_was_found_goes(world: World) -> None:
    for council in (world.larkmere, world.hallowdene):
        await add_referral(world, council, what=f"{NAME} was seen.")
    request, neighbours = [await searched_for(world, each) for each in (world.larkmere, world.hallowdene)]
    await closed(world, request)
    assert [await mentioned(world, each) for each in (request, neighbours)] == [0, 1]
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        (line,) = await requests_of(work)
        assert (line.closed_why, line.finished_at is not None) == ("withdrawn", True)
        row = await service.load_request(work, request, lock=True)
        for verb in (service.search, service.take_out, service.finish):
            with pytest.raises(NotNowError, match="closed"):
                await verb(work, row)
        with pytest.raises(NotNowError, match="closed"):
            await close(work, row, ClosedWhy.SAME, "")
    trail = "select action, why from audit.entries where subject_id = :id order by id desc limit 1"
    assert [tuple(each) for each in await rows(world, trail, id=request)] == [
        ("answer_subject_access:close", "withdrawn")
    ]
    still = "select closed_why, finished_at from tenants.access_requests where id = :id"
    assert [tuple(each) for each in await rows(world, still, id=neighbours)] == [(None, None)]


async def test_what_is_decided_against_the_person_has_a_note(world: World) -> None:
    request = await searched_for(world, world.larkmere, "Somebody Unheardof")
    for why, words in (
        (ClosedWhy.REFUSED, " "),
        (ClosedWhy.UNCONFIRMED, ""),
        (None, "Why"),
        (ClosedWhy.SAME, "x" * 1001),
    ):
        with pytest.raises(IncompleteError):
            await closed(world, request, why, words)
    await closed(world, request, ClosedWhy.TYPED_WRONG, "")


async def test_no_disposal_waits_for_it_and_it_goes_when_its_time_is_up(own_database: Database) -> None:
    world = await make_world(own_database)
    told = await add_referral(world, world.larkmere, what=f"{NAME} waits by the kiosk.", state="withdrawn")
    change = "update tenants.referrals set changed_at = :long_ago where id = :id"
    await tell(world, change, long_ago=datetime.now(UTC) - timedelta(days=500), id=told.id)
    request = await searched_for(world, world.larkmere)
    with pytest.raises(Exception, match="it is in this record"):
        await propose(world, KeptKind.REFERRAL, told.reference)
    await closed(world, request)
    await propose(world, KeptKind.REFERRAL, told.reference)
    # What is over goes with the nightly sweep.
    there = "select count(*) from tenants.access_requests where id = :id"
    for days, left in ((1094, 1), (1097, 0)):
        ended = "update tenants.access_requests set finished_at = :at where id = :id"
        await tell(world, ended, at=datetime.now(UTC) - timedelta(days=days), id=request)
        async with lent(world.database.relay_url).begin() as connection:
            await connection.execute(text("select system.sweep(1000)"))
        assert (await ask(world, there, id=request))[0] == left


async def test_what_left_stays_known_and_a_trial_that_was_closed_was_not_answered(own_database: Database) -> None:
    world = await make_world(own_database)
    async with acting(world, world.larkmere, "ig_lead") as work:
        await make_trial(work)
    request = await searched_for(world, world.larkmere, TRIAL_PERSON)
    number = await mentioned(world, request)
    assert number > 0
    await taken_out(world, request)
    await closed(world, request)
    assert await mentioned(world, request) == number
    async with acting(world, world.larkmere, "ig_lead", keep=False) as work:
        assert await service.subject_access_tried_at(work.connection, work.actor.council) is None
