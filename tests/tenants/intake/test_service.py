"""Sending a report and coming back with its code, under the public's passes and a real database."""

from __future__ import annotations

# Long: what the public door may and may not do, each in its own test.
import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import Intake, OpenedReport, open_intake, open_report
from commonground.platform.references import hash_return_code, new_return_code
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Origin, Work, begin
from commonground.tenants.intake import drafts, queries, receiving, service
from commonground.tenants.intake.errors import (
    AlreadySentError,
    NewsRefusedError,
    NobodyToReadError,
    ReportIncompleteError,
)
from commonground.tenants.intake.service import SentReport
from commonground.tenants.intake.types import (
    Answers,
    Connection,
    ContactBy,
    ContactChoice,
    Danger,
    Page,
    ReportSubject,
)
from councils import TestCouncil, World
from told import ask

# A Friday afternoon in a week without bank holidays.
FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
PARK = Answers(
    subject=ReportSubject.PLACE,
    where="Bandstand in Elm Park",
    address="Elm Road",
    postcode="LK4 2AA",
    venue="park",
    danger=Danger.NO,
    harms=("cce", "weapons"),
    what="Older teenagers hand out phones. One of them is called Jamie Smith.",
    children="3_5",
    contact_choice=ContactChoice.UNKNOWN,
)


@pytest.fixture
async def app(world: World) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(world.database.app_url, pooled=False)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def at_the_form(
    app: AsyncEngine, council: TestCouncil, token: str | None = None
) -> AsyncIterator[tuple[Work, Intake]]:
    origin = Origin(address="203.0.113.9", request_id="R1", agent="a browser")
    async with begin(app, now=FRIDAY, origin=origin) as work:
        intake = await open_intake(work, council.slug, token)
        assert intake is not None
        yield work, intake


async def begun(app: AsyncEngine, council: TestCouncil, typed: dict[str, list[str]] | None = None) -> str:
    """A draft's token."""
    async with at_the_form(app, council) as (work, intake):
        # Drafts are dated by the work's clock and opened by the database's: the tests' Friday may be over.
        work.now = datetime.now(UTC)
        token = await drafts.keep(work, intake, typed or {"subject": ["place"]})
        await work.commit()
    assert token is not None
    return token


async def sent(app: AsyncEngine, council: TestCouncil, answers: Answers = PARK) -> SentReport:
    token = await begun(app, council)
    async with at_the_form(app, council, token) as (work, intake):
        public = await queries.public_council(work, council.slug)
        assert public is not None
        report = await service.send_report(work, intake, public, answers, new_return_code())
        await work.commit()
    return report


@asynccontextmanager
async def opened(app: AsyncEngine, council: TestCouncil, code: str) -> AsyncIterator[tuple[Work, OpenedReport]]:
    async with begin(app, origin=Origin(address="203.0.113.9")) as work:
        report = await open_report(work, council.slug, hash_return_code(code))
        assert report is not None
        yield work, report


OF_REPORT = "select p.* from tenants.reports p join tenants.referrals r on r.id = p.referral_id where r.reference = :r"


async def test_a_report_becomes_a_new_referral_at_the_front_door(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    row = await ask(world, "select * from tenants.referrals where reference = :r", r=report.reference)
    assert (row.tenant_id, row.team_id) == (world.larkmere.id, world.larkmere.teams["front_door"])
    assert (row.state, row.route, row.source, row.subject_kind) == ("new", "public", "anonymous", "place")
    assert (row.harms, row.children, row.title) == (["cce", "weapons"], "3_5", "Bandstand in Elm Park")
    assert (row.lead_id, row.context_id, row.restricted, row.version) == (None, None, False, 1)


@pytest.mark.parametrize(("danger", "attention"), [(Danger.YES, "danger"), (Danger.NOT_SURE, None), (Danger.NO, None)])
async def test_danger_now_is_marked(app: AsyncEngine, world: World, danger: Danger, attention: str | None) -> None:
    report = await sent(app, world.larkmere, replace(PARK, danger=danger, danger_page_seen=True))
    row = await ask(world, "select attention from tenants.referrals where reference = :r", r=report.reference)
    assert row.attention == attention


async def test_it_is_read_and_decided_in_working_time(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    assert report.read_at == FRIDAY
    assert report.reply_by.isoformat() == "2026-11-23T17:00:00+00:00"


async def test_the_words_are_kept_and_shown_without_names(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    row = await ask(world, OF_REPORT, r=report.reference)
    assert "Jamie Smith" in row.what_said
    assert "Jamie" not in str(row.shown)
    assert row.names_masked == 1
    assert set(row.shown) == {"where_said", "address", "online_handle", "what_said", "when_said", "helps_said"}


async def test_a_name_in_the_description_of_a_group_stays_out_of_the_title(app: AsyncEngine, world: World) -> None:
    group = replace(PARK, subject=ReportSubject.GROUP, where="Jamie Smith\nand his friends", venue=None, address="")
    report = await sent(app, world.larkmere, group)
    row = await ask(world, "select title from tenants.referrals where reference = :r", r=report.reference)
    assert "Jamie" not in row.title
    assert "\n" not in row.title


async def test_history_trail_and_outbox_say_that_it_came(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    row = await ask(world, "select id from tenants.referrals where reference = :r", r=report.reference)
    query = "select verb, from_state, to_state, staff_id from tenants.referral_events where referral_id = :id"
    event = await ask(world, query, id=row.id)
    assert tuple(event) == ("receive", None, "new", None)
    entry = await ask(world, "select action, reference, staff_id from audit.entries where subject_id = :id", id=row.id)
    assert tuple(entry) == ("report_worry", report.reference, None)
    query = "select kind, subject_kind, actor_id from system.outbox where subject_id = :id"
    fact = await ask(world, query, id=row.id)
    assert tuple(fact) == ("referral_received", "referral", None)


async def test_the_trail_does_not_hold_where_an_anonymous_reporter_came_from(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    query = "select address, session_id from audit.entries where reference = :r"
    entry = await ask(world, query, r=report.reference)
    assert tuple(entry) == (None, None)


async def test_the_draft_is_gone_afterwards(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere)
    async with at_the_form(app, world.larkmere, token) as (work, intake):
        public = await queries.public_council(work, "larkmere")
        assert public is not None
        await service.send_report(work, intake, public, PARK, new_return_code())
        await work.commit()
    async with at_the_form(app, world.larkmere, token) as (_, intake):
        assert intake.draft_id is None


async def test_a_second_press_of_the_button_sends_nothing(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere)
    async with at_the_form(app, world.larkmere, token) as (first, first_intake):
        public = await queries.public_council(first, "larkmere")
        assert public is not None
        async with at_the_form(app, world.larkmere, token) as (second, second_intake):
            await service.send_report(first, first_intake, public, PARK, new_return_code())
            waiting = asyncio.create_task(service.send_report(second, second_intake, public, PARK, new_return_code()))
            await asyncio.sleep(0.1)
            assert not waiting.done(), "the second waits for the first"
            await first.commit()
            with pytest.raises(AlreadySentError):
                await waiting


@pytest.mark.parametrize(
    ("answers", "page"),
    [
        (replace(PARK, subject=None), Page.SUBJECT),
        (replace(PARK, subject=ReportSubject.ONE_CHILD), Page.ONE_CHILD),
        (replace(PARK, where=""), Page.WHERE),
        (replace(PARK, danger=None), Page.WHAT),
        (replace(PARK, harms=()), Page.WHAT),
        (replace(PARK, what=""), Page.WHAT),
        (replace(PARK, danger=Danger.YES), Page.DANGER),
        (replace(PARK, contact_choice=None), Page.YOU),
        (replace(PARK, contact_choice=ContactChoice.CONTACT), Page.YOU),
    ],
)
async def test_what_is_required_cannot_be_left_out(
    app: AsyncEngine, world: World, answers: Answers, page: Page
) -> None:
    with pytest.raises(ReportIncompleteError) as refused:
        await sent(app, world.larkmere, answers)
    assert refused.value.page is page


async def test_codes_that_are_not_offered_are_refused(app: AsyncEngine, world: World) -> None:
    with pytest.raises(IncompleteError):
        await sent(app, world.larkmere, replace(PARK, harms=("made_up",)))


async def test_a_young_person_and_a_parent_are_told_apart(app: AsyncEngine, world: World) -> None:
    young = await sent(app, world.larkmere, replace(PARK, connection=Connection.YOUNG_PERSON))
    parent = replace(PARK, connection=Connection.PARENT, contact_choice=ContactChoice.CONTACT)
    known = await sent(app, world.larkmere, replace(parent, contact_by=ContactBy.TEXT, contact_value="07700 900982"))
    query = "select route, source from tenants.referrals where reference = :r"
    assert tuple(await ask(world, query, r=young.reference)) == ("young_person", "young_person")
    assert tuple(await ask(world, query, r=known.reference)) == ("public", "individual_family")


async def test_somebody_who_is_not_sure_leaves_the_kind_to_screening(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere, replace(PARK, subject=ReportSubject.UNSURE, venue=None))
    row = await ask(world, "select subject_kind from tenants.referrals where reference = :r", r=report.reference)
    assert row.subject_kind is None


async def test_a_council_without_a_front_door_takes_nothing_in(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere)
    async with at_the_form(app, world.larkmere, token) as (work, intake):
        public = await queries.public_council(work, "larkmere")
        assert public is not None
        with pytest.raises(NobodyToReadError):
            await service.send_report(work, replace(intake, team_id=None), public, PARK, new_return_code())


async def test_a_draft_opens_for_its_token_in_its_council_alone(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere)
    for council, presented, found in (
        (world.larkmere, token, True),
        (world.hallowdene, token, False),
        (world.larkmere, token + "x", False),
    ):
        async with at_the_form(app, council, presented) as (_, intake):
            assert (intake.draft_id is not None) is found


async def test_a_draft_is_merged_question_by_question(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere, {"subject": ["place"], "where": ["Elm Park"]})
    async with at_the_form(app, world.larkmere, token) as (work, intake):
        assert await drafts.keep(work, intake, {"where": ["Oak Park"], "harms": ["cce", "weapons"]}) is None
        assert intake.draft_id is not None
        kept = await queries.draft(work, intake.draft_id)
    assert kept is not None
    assert kept.answers == {"subject": ["place"], "where": ["Oak Park"], "harms": ["cce", "weapons"]}


async def test_a_draft_is_too_old_after_seven_days(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere)
    owner = make_engine(world.database.owner_url, pooled=False)
    async with owner.begin() as connection:
        digest = hashlib.sha256(token.encode()).digest()
        change = text("update tenants.report_drafts set expires_at = now() - interval '1 second' where token_hash = :d")
        await connection.execute(change, {"d": digest})
    await owner.dispose()
    async with at_the_form(app, world.larkmere, token) as (_, intake):
        assert intake.draft_id is None
    assert timedelta(days=7) == drafts.KEPT_FOR


async def test_only_the_hash_of_token_and_code_is_kept(app: AsyncEngine, world: World) -> None:
    token = await begun(app, world.larkmere)
    digest = hashlib.sha256(token.encode()).digest()
    assert await ask(world, "select id from tenants.report_drafts where token_hash = :d", d=digest) is not None
    report = await sent(app, world.larkmere)
    kept = await ask(world, OF_REPORT, r=report.reference)
    assert kept.code_hash == hash_return_code(report.code)


async def test_the_code_opens_its_report_in_its_council_alone(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    for slug, code, opens in (
        ("larkmere", report.code, True),
        ("hallowdene", report.code, False),
        ("larkmere", new_return_code(), False),
    ):
        async with begin(app) as work:
            assert ((await open_report(work, slug, hash_return_code(code))) is not None) is opens


async def test_the_reply_is_read_with_the_code(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere, replace(PARK, lang="cy"))
    await _council_writes(world, report, "reply", "Thank you. Somebody is looking.")
    async with opened(app, world.larkmere, report.code) as (work, found):
        read = await service.read_reply(work, found)
        await work.commit()
    assert [(message.kind, message.body) for message in read.messages] == [("reply", "Thank you. Somebody is looking.")]
    assert (read.lang, read.answered, read.withdrawn_at) == ("cy", True, None)
    query = "select count(*) from audit.entries where subject_id = :id and action = 'report_worry' and address is null"
    assert (await ask(world, query, id=found.referral_id)).count == 2


async def _council_writes(world: World, report: SentReport, kind: str, body: str) -> None:
    staff_id = world.larkmere.people["screener"].staff_id
    owner = make_engine(world.database.owner_url, pooled=False)
    async with owner.begin() as connection:
        await connection.execute(
            text(
                "insert into tenants.report_messages (tenant_id, id, report_id, kind, body, shown, at, staff_id)"
                " select tenant_id, gen_random_uuid(), id, :kind, :body, :body, now(), :staff from tenants.reports"
                " where code_hash = :digest"
            ),
            {
                "digest": hash_return_code(report.code),
                "kind": kind,
                "body": body,
                "staff": staff_id,
            },
        )
    await owner.dispose()


async def test_news_is_kept_masked_and_told_to_the_workers(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    async with opened(app, world.larkmere, report.code) as (work, found):
        await service.add_news(work, found, "At the bandstand in Elm Park again. Jamie Smith was there.")
        await work.commit()
    query = "select kind, body, shown, staff_id from tenants.report_messages where report_id = :id"
    row = await ask(world, query, id=found.report_id)
    assert (row.kind, row.staff_id) == ("news", None)
    assert "Jamie Smith" in row.body
    assert "Jamie" not in row.shown
    assert "Elm Park" in row.shown
    query = "select subject_kind from system.outbox where kind = 'reporter_added_news' and subject_id = :id"
    assert (await ask(world, query, id=found.referral_id)).subject_kind == "referral"


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 5001])
async def test_news_must_say_something_and_not_too_much(app: AsyncEngine, world: World, words: str) -> None:
    report = await sent(app, world.larkmere)
    async with opened(app, world.larkmere, report.code) as (work, found):
        with pytest.raises(NewsRefusedError):
            await service.add_news(work, found, words)


async def test_withdrawing_is_told_once_and_deletes_nothing(app: AsyncEngine, world: World) -> None:
    report = await sent(app, world.larkmere)
    async with opened(app, world.larkmere, report.code) as (work, found):
        assert await service.withdraw(work, found, "It was a mistake.")
        await work.commit()
    async with opened(app, world.larkmere, report.code) as (work, found):
        assert await service.withdraw(work, found, "It was a mistake."), "pressed twice, it is what it was"
        assert not await service.withdraw(work, found, "It was another park.")
        await work.commit()
    query = "select count(*) from system.outbox where kind = 'reporter_withdrew' and subject_id = :id"
    assert (await ask(world, query, id=found.referral_id)).count == 1
    row = await ask(world, "select state from tenants.referrals where reference = :r", r=report.reference)
    assert row.state == "new"
    async with opened(app, world.larkmere, report.code) as (work, found):
        assert (await service.read_reply(work, found)).withdrawn_at is not None


async def test_the_code_reads_nothing_else_of_the_council(app: AsyncEngine, world: World) -> None:
    await sent(app, world.larkmere, replace(PARK, where="Somebody else's worry"))
    report = await sent(app, world.larkmere)
    async with opened(app, world.larkmere, report.code) as (work, _):
        for table, rows in (("reports", 1), ("referrals", 0), ("report_messages", 0), ("referral_events", 0)):
            found = await work.connection.execute(text(f"select count(*) from tenants.{table}"))
            assert found.scalar() == rows, table


async def test_the_form_reads_nothing_of_the_council(app: AsyncEngine, world: World) -> None:
    await sent(app, world.larkmere)
    token = await begun(app, world.larkmere)
    await begun(app, world.larkmere)
    async with at_the_form(app, world.larkmere, token) as (work, _):
        for table, rows in (("reports", 0), ("referrals", 0), ("report_drafts", 1), ("referral_events", 0)):
            found = await work.connection.execute(text(f"select count(*) from tenants.{table}"))
            assert found.scalar() == rows, table


async def test_the_form_cannot_put_in_a_decided_referral(
    app: AsyncEngine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "route_of", lambda _answers: "professional")
    with pytest.raises(DBAPIError, match="row-level security"):
        await sent(app, world.larkmere)
