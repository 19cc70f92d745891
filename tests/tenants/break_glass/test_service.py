"""What breaking the glass opens, for whom and for how long, and what it leaves behind."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from casework import Statements, acting, add_context, add_referral
from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import begin
from commonground.tenants.break_glass import queries, service
from commonground.tenants.break_glass.types import Asked, Ground
from commonground.tenants.contexts.load import load_context, visible_contexts
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.history import history_of, sentence
from commonground.tenants.referrals.load import load_referral, visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from councils import World, make_world
from glass import WHY, break_glass, end, pass_time
from postgres import Database
from told import ask, tell


@pytest.fixture(scope="module")
def module_world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture
async def world(module_world: World) -> World:
    await tell(module_world, "truncate tenants.break_glass_uses, audit.entries, system.outbox")
    return module_world


async def opens(world: World, person: str, reference: str, to: Action = Action.READ_REFERRAL) -> str | None:
    """Why `person` is let in, from the trail's point of view; None where they are not."""
    async with acting(world, world.larkmere, person, keep=False) as work:
        load = load_referral if reference.startswith("CR-") else load_context
        try:
            await load(work, reference, to=to)
        except NotFoundHereError:
            return None
        return work.under or ""


async def test_it_opens_what_is_restricted_and_what_another_team_holds(world: World) -> None:
    larkmere = world.larkmere
    restricted = (await add_referral(world, larkmere, named=["specialist_manager"])).reference
    elsewhere = (await add_referral(world, larkmere, team="specialist")).reference
    group = (await add_context(world, larkmere, kind="group", lead=None)).reference
    secret = (await add_context(world, larkmere, named=["specialist_manager"], lead=None)).reference
    read = {"CR": Action.READ_REFERRAL, "CX": Action.READ_CONTEXT}
    for reference in (restricted, elsewhere, group, secret):
        action = read[reference[:2]]
        assert await opens(world, "locality_practitioner", reference, action) is None
        broken = await break_glass(world, larkmere, "locality_practitioner", reference)
        why = await opens(world, "locality_practitioner", reference, action)
        assert why is not None
        assert why.startswith("By break-glass, until ")
        assert why.endswith(str(broken.id))
        assert await opens(world, "second_screener", reference, action) in (None, ""), "nobody else"


async def test_it_is_for_reading_and_never_for_changing(world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", named=["specialist_manager"])
    context = await add_context(world, world.larkmere, named=["practitioner"], team="front_door")
    for reference in (told.reference, context.reference):
        await break_glass(world, world.larkmere, "manager", reference)
    for action in set(Action) - {Action.READ_REFERRAL, Action.READ_CONTEXT}:
        assert await opens(world, "manager", told.reference, action) is None, action
        assert await opens(world, "manager", context.reference, action) is None, action


async def test_whoever_may_open_it_anyhow_does_so_for_their_own_reason(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    await break_glass(world, world.larkmere, "screener", told.reference)
    assert await opens(world, "screener", told.reference) == ""


async def test_it_stands_in_no_list_and_no_figure(world: World) -> None:
    told = await add_referral(world, world.larkmere, named=["specialist_manager"])
    context = await add_context(world, world.larkmere, named=["specialist_manager"], lead=None)
    for reference in (told.reference, context.reference):
        await break_glass(world, world.larkmere, "screener", reference)
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        seen = visible_referrals(work.actor, Action.READ_REFERRAL)
        assert told.reference not in set(await work.mine.scalars(select(ReferralRow.reference).where(seen)))
        seen = visible_contexts(work.actor, Action.READ_CONTEXT)
        assert context.reference not in set(await work.mine.scalars(select(ContextRow.reference).where(seen)))


async def test_it_lasts_three_hours_by_the_databases_clock(world: World) -> None:
    told = await add_referral(world, world.larkmere, named=["specialist_manager"])
    broken = await break_glass(world, world.larkmere, "screener", told.reference)
    (lasts, early) = await ask(
        world,
        "select until_at - started_at, now() < until_at from tenants.break_glass_uses where id = :id",
        id=broken.id,
    )
    assert (lasts, early) == (timedelta(hours=3), True)
    await pass_time(world, timedelta(hours=2, minutes=59))
    assert await opens(world, "screener", told.reference)
    await pass_time(world, timedelta(minutes=1, seconds=1))
    assert await opens(world, "screener", told.reference) is None


async def test_no_use_can_be_made_to_last_longer(world: World) -> None:
    told = await add_referral(world, world.larkmere, named=["specialist_manager"])
    broken = await break_glass(world, world.larkmere, "screener", told.reference)
    for change in (
        "until_at = until_at + interval '1 second'",
        "started_at = now()",
        "record_id = null",
        "reason = 'x'",
    ):
        async with acting(world, world.larkmere, "screener", keep=False) as work:
            with pytest.raises(DBAPIError, match="permission denied"):
                await work.connection.exec_driver_sql(
                    f"update tenants.break_glass_uses set {change} where id = '{broken.id}'"
                )
    with pytest.raises(DBAPIError, match="ck_break_glass_uses_lasts"):
        await tell(world, "update tenants.break_glass_uses set until_at = until_at + interval '1 second'")


async def test_it_ends_within_one_request_whoever_ends_it(world: World) -> None:
    told = await add_referral(world, world.larkmere, named=["specialist_manager"])
    broken = await break_glass(world, world.larkmere, "screener", told.reference)
    async with acting(world, world.larkmere, "second_screener", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await service.end_own(work, broken.id)
    async with acting(world, world.hallowdene, "admin", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await service.end(work, broken.id)
    await end(world, world.larkmere, "admin", broken.id)
    assert await opens(world, "screener", told.reference) is None
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        with pytest.raises(service.OverAlreadyError):
            await service.end_own(work, broken.id)
    again = await break_glass(world, world.larkmere, "screener", told.reference)
    async with acting(world, world.larkmere, "screener") as work:
        await service.end_own(work, again.id)
    assert await opens(world, "screener", told.reference) is None


async def test_what_exists_and_what_does_not_take_the_same_statements(world: World) -> None:
    """Restricted, one's own, foreign and missing, of each kind: the same statements, the same answer, an entry, a fact
    and a use of each."""
    larkmere = world.larkmere
    of_kind = {
        ReferenceKind.REFERRAL: [
            (await add_referral(world, larkmere, named=["specialist_manager"])).reference,
            (await add_referral(world, larkmere, lead="screener")).reference,
            (await add_referral(world, world.hallowdene)).reference,
        ],
        ReferenceKind.CONTEXT: [
            (await add_context(world, larkmere, named=["specialist_manager"], lead=None)).reference,
            (await add_context(world, larkmere)).reference,
            (await add_context(world, world.hallowdene)).reference,
        ],
    }
    engine = make_engine(world.database.app_url, pooled=False)
    for kind, references in of_kind.items():
        sent = []
        for reference in [new_reference(kind), *references]:
            async with begin(engine) as work:
                await open_session(work, await world.token(larkmere, "screener"))
                counted = Statements(engine)
                broken = await service.break_glass(work, Asked(reference=reference, ground=Ground.HARM, reason=WHY))
                counted.stop()
                await work.commit()
            assert broken.reference == reference
            sent.append(counted.sent)
        assert all(each == sent[0] for each in sent), kind
    await engine.dispose()
    found = await ask(world, "select count(*), count(record_id) from tenants.break_glass_uses")
    assert tuple(found) == (8, 4)
    (entries,) = await ask(
        world, "select count(*) from audit.entries where action = 'break_glass' and why not like '%rings%'"
    )
    (facts,) = await ask(world, "select count(*) from system.outbox where kind = 'break_glass_used'")
    assert (entries, facts) == (8, 8)


async def test_it_stands_in_the_records_own_history(world: World) -> None:
    told = await add_referral(world, world.larkmere, named=["specialist_manager"])
    await break_glass(world, world.larkmere, "screener", told.reference)
    async with acting(world, world.larkmere, "specialist_manager", keep=False) as work:
        line = (await history_of(work, told.id))[0]
    assert sentence(line).endswith("opened it by break-glass")
    assert sentence(line).startswith("Screener")
    assert line.words == f"Somebody may come to harm if we wait. {WHY}"
    context = await add_context(world, world.larkmere, named=["practitioner"])
    await break_glass(world, world.larkmere, "screener", context.reference)
    (verb, words) = await ask(
        world, "select verb, words from tenants.context_events where context_id = :id order by at desc", id=context.id
    )
    assert (verb, WHY in words) == ("break_glass", True)


async def test_ones_own_list_says_nothing_of_what_there_is(world: World) -> None:
    told = await add_referral(world, world.larkmere, named=["specialist_manager"])
    missing = new_reference(ReferenceKind.REFERRAL)
    for reference in (told.reference, missing):
        await break_glass(world, world.larkmere, "screener", reference)
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        mine = (await queries.my_uses(work)).uses
    assert [(use.reference, use.found, use.is_open) for use in mine] == [
        (missing, None, True),
        (told.reference, None, True),
    ]
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        every = (await queries.all_uses(work, waiting=True)).uses
        assert [(use.reference, use.found) for use in every] == [(missing, False), (told.reference, True)]
        page = await queries.all_uses(work, waiting=True, most=1)
        assert [use.reference for use in (await queries.all_uses(work, waiting=True, before=page.older)).uses] == [
            told.reference
        ]
    async with acting(world, world.hallowdene, "admin", keep=False) as work:
        assert (await queries.all_uses(work, waiting=False)).uses == ()


async def test_a_review_is_a_colleagues(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    broken = await break_glass(world, world.larkmere, "screener", told.reference)
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        with pytest.raises(service.NotOnesOwnError, match="Ask a colleague"):
            await service.review(work, broken.id, "It was fine.")
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        with pytest.raises(NotFoundHereError):
            await service.review(work, uuid4(), "It was fine.")
        with pytest.raises(IncompleteError):
            await service.review(work, broken.id, " ")
    async with acting(world, world.larkmere, "admin") as work:
        await service.review(work, broken.id, "Needed: nobody of the team was reached.")
        assert await queries.count_waiting(work) == 0
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        (use,) = (await queries.all_uses(work, waiting=False)).uses
        assert (use.note, bool(use.reviewed_at)) == ("Needed: nobody of the team was reached.", True)
        assert use.reviewed_by.startswith("Admin")
    # The trail outlives the record: it says that somebody looked, and none of what they wrote about it.
    written = (
        "select array_agg(distinct why) from audit.entries"
        " where action = 'review_break_glass:review' and subject_id = :id"
    )
    assert (await ask(world, written, id=broken.id))[0] == [audit.ON_RECORD]


async def test_looking_again_loses_nothing(world: World) -> None:
    told = await add_referral(world, world.larkmere)
    broken = await break_glass(world, world.larkmere, "screener", told.reference)
    for person, note in (("admin", "Needed."), ("ig_lead", "Asked the night team too.")):
        async with acting(world, world.larkmere, person) as work:
            await service.review(work, broken.id, note)
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        use = next(each for each in (await queries.all_uses(work, waiting=False)).uses if each.id == broken.id)
    newest, before = use.note.split("\n\n")
    assert newest == "Asked the night team too."
    assert before.startswith("Admin")
    assert before.endswith(": Needed.")
