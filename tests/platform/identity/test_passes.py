"""What opening a pass tells the application: who acts, for which council, with what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from casework import add_referral
from commonground.platform.access import ANYONE, Role
from commonground.platform.access.features import actions_of
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import claim_job, finish_job, open_intake, open_report, open_session
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import hash_return_code
from commonground.platform.work import Work, begin
from councils import PARTNER, Person, World, sign_in_as
from told import ask, tell


@pytest.fixture
async def work(app: AsyncEngine) -> AsyncIterator[Work]:
    async with begin(app) as begun:
        yield begun


async def test_a_session_says_who_it_is(world: World, work: Work) -> None:
    council, person = world.larkmere, world.larkmere.people["screener"]
    actor = await open_session(work, await world.token(council, "screener"))
    assert actor is not None
    assert actor is work.actor
    assert (actor.council_id, actor.council_slug, actor.council_name) == (council.id, "larkmere", "Larkmere Council")
    assert (actor.staff_id, actor.name, actor.roles) == (
        person.staff_id,
        person.name,
        frozenset({Role.FRONT_DOOR_SCREENER}),
    )
    assert (actor.team_ids, actor.unread, actor.looked_at) == (frozenset({council.teams["front_door"]}), 0, None)
    assert actor.team_name.startswith("Front Door")
    assert (actor.council_colour, actor.nation) == ("#24478f", "england")
    assert (actor.reads_from, actor.reads_until) == (time(8, 30), time(17, 0))
    assert actor.is_signed_in
    assert actor.account_id is not None


async def test_a_session_says_when_its_council_is_closed_and_what_it_has_switched_off(world: World, work: Work) -> None:
    own, day = world.hallowdene, date(2026, 12, 28)
    changed = "update commons.councils set closures = :closures, switched_off = :off where id = :id"
    await tell(world, changed, closures=[day], off=["break_glass"], id=own.id)
    actor = await open_session(work, await world.token(own, "practitioner"))
    await tell(world, changed, closures=[], off=[], id=own.id)
    assert actor is not None
    assert (actor.closures, actor.without) == ((day,), actions_of(["break_glass"]))
    assert actor.without


async def test_a_session_says_for_which_organisation_somebody_works(app: AsyncEngine, world: World) -> None:
    names = []
    for person in (PARTNER, "screener"):
        async with begin(app) as work:
            actor = await open_session(work, await world.token(world.larkmere, person))
            assert actor is not None
            names.append((actor.organisation_id, actor.organisation_name))
    (name,) = await ask(world, "select name from council.partner_organisations where id = :id",
                        id=world.larkmere.organisation)  # fmt: skip
    assert names == [(world.larkmere.organisation, name), (None, "")]


async def test_who_is_in_no_team_has_none(world: World, work: Work) -> None:
    actor = await open_session(work, await world.token(world.larkmere, "admin"))
    assert actor is not None
    assert (actor.team_ids, actor.team_name) == (frozenset(), "")


async def test_an_operator_is_of_no_council(world: World, work: Work) -> None:
    token = await sign_in_as(
        world.database, "operator", "https://id.operator.example", Person("Oksana Operator", None, "op-1", ())
    )
    actor = await open_session(work, token)
    assert actor is not None
    assert actor.roles == {Role.PLATFORM_OPERATOR}
    assert (actor.council_id, actor.council_slug, actor.council_name, actor.council_colour) == (None, "", "", "")
    assert (actor.staff_id, actor.team_ids, actor.nation, actor.reads_from) == (None, frozenset(), "", None)


async def test_a_role_that_we_do_not_know_is_none(world: World, work: Work) -> None:
    who = world.larkmere.people["second_screener"].staff_id
    token = await world.token(world.larkmere, "second_screener")
    await tell(world, "update council.staff set roles = array['god', 'practitioner'] where id = :who", who=who)
    actor = await open_session(work, token)
    assert actor is not None
    assert actor.roles == {Role.PRACTITIONER}


async def test_what_is_no_session_makes_nobody(work: Work) -> None:
    assert await open_session(work, "nobody's token") is None
    assert work.actor == ANYONE


@pytest.mark.parametrize(("touch", "noted"), [(True, True), (False, False), (None, True)])
async def test_reading_is_noted_unless_one_polls(world: World, work: Work, touch: bool | None, noted: bool) -> None:
    token = await world.token(world.larkmere, "manager")
    await tell(world, "update identity.sessions set seen_at = now() - interval '5 minutes'")
    await (open_session(work, token) if touch is None else open_session(work, token, touch=touch))
    await work.commit()
    seen = await ask(world, "select count(*) from identity.sessions where seen_at > now() - interval '1 minute'")
    assert bool(seen[0]) is noted


async def test_the_form_acts_for_its_council(world: World, work: Work) -> None:
    opened = await open_intake(work, "larkmere", None)
    assert opened is not None
    assert (opened.council_id, opened.draft_id, opened.team_id) == (
        world.larkmere.id, None, world.larkmere.teams["front_door"],
    )  # fmt: skip
    assert (work.actor.council_id, work.actor.council_slug) == (world.larkmere.id, "larkmere")
    assert work.actor.roles == {Role.ANYONE}


async def test_without_such_a_council_nobody_acts(work: Work) -> None:
    assert await open_intake(work, "nowhere", None) is None
    assert work.actor == ANYONE


async def test_a_return_code_acts_for_its_reports_council(world: World, work: Work) -> None:
    told = await add_referral(world, world.larkmere)
    assert await open_report(work, "hallowdene", hash_return_code(told.code)) is None
    assert work.actor == ANYONE
    opened = await open_report(work, "larkmere", hash_return_code(told.code))
    assert opened is not None
    assert (opened.council_id, opened.report_id, opened.referral_id) == (world.larkmere.id, told.report_id, told.id)
    assert (work.actor.council_id, work.actor.council_slug) == (world.larkmere.id, "larkmere")


async def test_a_job_acts_for_its_facts_council_once(world: World, work: Work) -> None:
    about = uuid4()
    await open_session(work, await world.token(world.larkmere, "practitioner"))
    fact = await publish(work, Fact(FactKind.REFERRAL_RECEIVED, "referral", about))
    await work.commit()
    engine = make_engine(world.database.worker_url, pooled=False)
    async with begin(engine) as nothing:
        assert await claim_job(nothing, uuid4()) is None
        assert nothing.actor == ANYONE
    async with begin(engine) as claiming:
        job = await claim_job(claiming, fact)
        assert job is not None
        assert (job.id, job.council_id, job.subject_id, job.kind) == (
            fact, world.larkmere.id, about, FactKind.REFERRAL_RECEIVED,
        )  # fmt: skip
        assert job.actor_id == world.larkmere.people["practitioner"].staff_id
        assert claiming.actor.council_id == world.larkmere.id
        await finish_job(claiming)
        await claiming.commit()
    async with begin(engine) as again:
        assert await claim_job(again, fact) is None
    await engine.dispose()
