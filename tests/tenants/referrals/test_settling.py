"""Notices that ask for an act ask no longer once somebody has done it: for whoever did it, and for the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import insert, text

from casework import ARRIVED, Told, acting, add_referral, as_owner
from commonground.platform.access import Action
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.work import Work
from commonground.tenants.referrals import service
from commonground.tenants.referrals.deciding import decide
from commonground.tenants.referrals.events import ASKING
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.queries import grounds_for
from commonground.tenants.referrals.types import Decision, NoReply, NoReplyReason, Outcome
from councils import TestCouncil, World

K = NotificationKind
Verb = Callable[[Work, ReferralRow], Awaitable[None]]
OF_WHAT_WAS_DECIDED = ("referral_decided", "referral_needs_lead")
PEOPLE = ("screener", "second_screener", "manager")


async def tell(world: World, council: TestCouncil, told: Told, *kinds: NotificationKind) -> None:
    rows = [
        {
            "tenant_id": council.id, "id": uuid7(), "staff_id": council.people[person].staff_id, "fact_id": uuid7(),
            "kind": kind, "subject_kind": "referral", "subject_id": told.id, "reference": told.reference,
            "occurred_at": ARRIVED,
        }
        for person in PEOPLE
        for kind in kinds
    ]  # fmt: skip  # a row
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(NotificationRow), rows)


async def unread(world: World, told: Told) -> list[tuple[str, str]]:
    """Who has which unread notice about it."""
    query = "select staff_id, kind from council.notifications where subject_id = :id and read_at is null"
    names = {council.people[each].staff_id: each for council in (world.larkmere, world.hallowdene) for each in PEOPLE}
    async with as_owner(world.database) as engine, engine.connect() as connection:
        rows = await connection.execute(text(query), {"id": told.id})
        return sorted((names[row.staff_id], row.kind) for row in rows)


async def do(world: World, told: Told, verb: Verb, to: Action = Action.SCREEN_REFERRAL) -> None:
    async with acting(world, world.larkmere, "screener") as work:
        await verb(work, await load_referral(work, told.reference, to=to, lock=True))


async def _decide(work: Work, row: ReferralRow) -> None:
    none = NoReply(reason=NoReplyReason.ASKED_FOR_NONE)
    decision = Decision(outcome=Outcome.ADVICE, rationale="Nobody is there.", feedback=none)
    await decide(work, row, decision, await grounds_for(work, row), version=row.version)


async def test_what_waits_to_be_screened_asks_nobody_once_it_is_taken(world: World) -> None:
    told, other = await add_referral(world, world.larkmere), await add_referral(world, world.larkmere)
    theirs = await add_referral(world, world.hallowdene)
    for each, council in ((told, world.larkmere), (other, world.larkmere), (theirs, world.hallowdene)):
        await tell(world, council, each, K.REFERRAL_RECEIVED)
    await do(world, told, service.take)
    assert await unread(world, told) == []
    assert len(await unread(world, other)) == len(await unread(world, theirs)) == len(PEOPLE)


async def test_a_danger_keeps_asking_the_others_until_it_is_decided(world: World) -> None:
    told = await add_referral(world, world.larkmere, attention="danger")
    await tell(world, world.larkmere, told, K.DANGER_NOW, K.DECISION_OVERDUE)
    await do(world, told, service.take)
    left = ["danger_now", "decision_overdue"]
    assert await unread(world, told) == [(who, kind) for who in ("manager", "second_screener") for kind in left]
    await do(world, told, _decide)
    assert await unread(world, told) == []


async def test_none_is_lost_and_what_asks_for_nothing_stays_unread(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    await tell(world, world.larkmere, told, K.REPORTER_ADDED_NEWS, *ASKING)
    await do(world, told, _decide)
    asks = [(who, kind) for who, kind in await unread(world, told) if kind not in OF_WHAT_WAS_DECIDED]
    assert asks == [(who, "reporter_added_news") for who in sorted(PEOPLE)]
    async with as_owner(world.database) as engine, engine.connect() as connection:
        query = text("select count(*) from council.notifications where subject_id = :id")
        assert await connection.scalar(query, {"id": told.id}) == len(PEOPLE) * (len(ASKING) + 1)
