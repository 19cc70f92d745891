"""What a migration changes of rows that are there, it changes in every council's: the owner of the tables has none."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from brought_in import bring_in
from casework import add_context, add_referral
from commonground.infra.migrations.metadata import all_tables
from commonground.infra.migrations.run import upgrade
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue import findings
from councils import World, make_world
from earlier_tracker import ROWS, as_csv
from migrating import go_back
from postgres import Database
from told import ask, rows, tell

_CHOICE = (
    "insert into council.retention_choices (tenant_id, id, record_type, years, months, counted_from, reason, chosen_by,"
    " chosen_at{more}) values (:council, :id, 'context', 1, 0, 'ended', 'Ours', :staff, '2026-05-31 23:30+00'{given})"
)
_NOTICE = (
    "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id, reference,"
    " occurred_at) values (:council, :id, :staff, :id, :kind, :about, :id, '', now())"
)


async def _put(world: World, statement: str, **more: object) -> None:
    for council in (world.larkmere, world.hallowdene):
        lead = council.people["ig_lead"].staff_id
        await tell(world, statement, council=council.id, id=uuid4(), staff=lead, **more)


async def test_a_choice_of_an_earlier_version_counts_from_the_day_it_was_made(own_database: Database) -> None:
    world = await make_world(own_database)
    await asyncio.to_thread(go_back, own_database.owner_url, "not_at_once")
    await _put(world, _CHOICE.format(more="", given=""))
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select begins_on::text as day from council.retention_choices")
    assert [row.day for row in found] == ["2026-06-01", "2026-06-01"], "as London counts days"


async def test_back_to_an_earlier_version_nothing_stays_that_it_does_not_know(own_database: Database) -> None:
    world = await make_world(own_database)
    for more in (", begins_on", ", begins_on, taken_back_at, taken_back_by"):
        given = ", current_date + 9" if "taken" not in more else ", '2026-06-01', now(), :staff"
        await _put(world, _CHOICE.format(more=more, given=given))
    await _put(world, _CHOICE.format(more=", begins_on", given=", '2026-06-01'"))
    for kind, about in (("kept_shorter", "retention"), ("access_given", "people"), ("asked_about_yours", "context")):
        await _put(world, _NOTICE, kind=kind, about=about)
    await asyncio.to_thread(go_back, own_database.owner_url, "asked_about_yours")
    assert (await ask(world, "select count(*) from council.notifications"))[0] == 0
    assert (await ask(world, "select count(*) from council.retention_choices"))[0] == 2, "what counts already"
    unforced = "select count(*) from pg_class where relrowsecurity and not relforcerowsecurity"
    assert (await ask(world, unforced))[0] == 0
    await asyncio.to_thread(upgrade, own_database.owner_url)
    engine = create_engine(sync_url(own_database.owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        assert findings(connection, all_tables()) == []
    engine.dispose()


_DRAFT = (
    "insert into council.drafts (tenant_id, id, staff_id, form, subject_id, answers, saved_at) values (:council, :id,"
    " :staff, :form, :about, cast(:answers as jsonb), :saved)"
)


async def _begin(world: World, staff: str, form: str, about: UUID, answers: dict[str, list[str]], day: int = 1) -> None:
    for council in (world.larkmere, world.hallowdene):
        who, saved = council.people[staff].staff_id, datetime(2026, 5, day, 10, tzinfo=UTC)
        await tell(world, _DRAFT, council=council.id, id=uuid4(), staff=who, form=form, answers=json.dumps(answers),
                   about=who if about == _THEMSELVES else about, saved=saved)  # fmt: skip  # one statement


_THEMSELVES = UUID(int=0)


async def test_what_somebody_was_about_to_refer_is_a_draft_of_its_form(own_database: Database) -> None:
    world, key = await make_world(own_database), uuid4()
    await asyncio.to_thread(go_back, own_database.owner_url, "drafts_of_referrals")
    await _begin(world, "practitioner", "refer", _THEMSELVES, {"key": [str(key)], "where": ["The weir"]})
    await _begin(world, "screener", "refer", _THEMSELVES, {"key": ["none"], "where": ["The quay"]})
    await _begin(world, "screener", "new_context", _THEMSELVES, {"key": [str(key)]})
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select form, subject_id, staff_id, answers from council.drafts")
    assert [(each.subject_id, each.answers) for each in found if each.answers.get("where") == ["The weir"]] == [
        (key, {"where": ["The weir"]})
    ] * 2
    others = [each for each in found if each.answers.get("where") == ["The quay"]]
    assert len({each.subject_id for each in others} - {each.staff_id for each in others}) == 2
    contexts = [each for each in found if each.form == "new_context"]
    assert [(each.subject_id, each.answers) for each in contexts] == [
        (each.staff_id, {"key": [str(key)]}) for each in contexts
    ]


async def test_an_earlier_version_finds_what_was_kept_last(own_database: Database) -> None:
    world, older, newer = await make_world(own_database), uuid4(), uuid4()
    await _begin(world, "practitioner", "refer", older, {"where": ["The weir"], "_mark": ["m"]}, day=2)
    await _begin(world, "practitioner", "refer", newer, {"where": ["The quay"], "_mark": ["m"]}, day=3)
    await asyncio.to_thread(go_back, own_database.owner_url, "drafts_of_referrals")
    found = await rows(world, "select subject_id, answers from council.drafts where subject_id = staff_id")
    assert [each.answers for each in found] == [{"where": ["The quay"], "key": [str(newer)]}] * 2
    left = await rows(world, "select answers from council.drafts where subject_id <> staff_id")
    assert [each.answers["where"] for each in left] == [["The weir"]] * 2


async def test_whom_a_draft_gives_work_to_gets_a_team(own_database: Database) -> None:
    world, at_the_door, elsewhere = await make_world(own_database), {}, {}
    for council in (world.larkmere, world.hallowdene):
        at_the_door[council.slug] = await add_referral(world, council)
        elsewhere[council.slug] = await add_context(world, council, team="locality")
        member = "insert into council.team_members (tenant_id, team_id, staff_id) values (:council, :team, :staff)"
        whom = council.people["screener"].staff_id
        await tell(world, member, council=council.id, team=council.teams["locality"], staff=whom)
        for form, about, place in (
            ("decide", at_the_door[council.slug].id, str(whom)),
            ("lead", elsewhere[council.slug].id, str(whom)),
            ("reassign", uuid4(), str(council.teams["specialist"])),
        ):
            await tell(world, _DRAFT, council=council.id, id=uuid4(), staff=whom, form=form, about=about,
                       answers=json.dumps({"place": [place], "why": ["Kept"]}),
                       saved=datetime(2026, 5, 1, tzinfo=UTC))  # fmt: skip  # one statement
    before = await rows(world, "select tenant_id, form, answers from council.drafts order by tenant_id, form")
    await asyncio.to_thread(go_back, own_database.owner_url, "places_in_drafts")
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select tenant_id, form, answers from council.drafts order by tenant_id, form")
    for council in (world.larkmere, world.hallowdene):
        places = {each.form: each.answers["place"][0] for each in found if each.tenant_id == council.id}
        assert places["decide"] == str(council.place("screener"))
        assert places["lead"] == str(council.place("screener", "locality"))
        assert places["reassign"] == str(council.place("specialist"))
    await asyncio.to_thread(go_back, own_database.owner_url, "places_in_drafts")
    assert await rows(world, "select tenant_id, form, answers from council.drafts order by tenant_id, form") == before


_MEANING = (
    "insert into council.tracker_meanings (tenant_id, id, about, words, means, chosen_at, chosen_by) values"
    " (:council, :id, :about, :words, :means, :at, :staff)"
)


async def test_words_that_may_be_names_are_no_longer_remembered_nor_what_was_said_otherwise_since(
    own_database: Database,
) -> None:
    world = await make_world(own_database)
    await asyncio.to_thread(go_back, own_database.owner_url, "remembered_words")
    for day, about, words, means in (
        (1, "harm", "rough sleeping", "other"), (2, "harm", "rough sleeping", "missing"),
        (1, "harm", "told kayden petrovsky off", "bullying"), (1, "column", "kieran doyle filmed it", "comments"),
        (1, "column", "date recd", "received"),
    ):  # fmt: skip  # one row to a line
        at = datetime(2026, 5, day, 10, tzinfo=UTC)
        await _put(world, _MEANING, about=about, words=words, means=means, at=at)
    await asyncio.to_thread(upgrade, own_database.owner_url)
    found = await rows(world, "select words, means from council.tracker_meanings order by words, tenant_id")
    assert [tuple(row) for row in found] == [("date recd", "received")] * 2 + [("rough sleeping", "missing")] * 2


async def test_of_an_earlier_tracker_who_told_is_not_said_where_nothing_stood(
    own_database: Database, tmp_path: Path
) -> None:
    world = await make_world(own_database)
    of = [(*ROWS[0][:2], "Anon", *ROWS[0][3:]), (*ROWS[1][:2], "", *ROWS[1][3:])]
    await bring_in(world, tmp_path, as_csv(of))
    source = "select source from tenants.referrals order by title"
    said = [row[0] for row in await rows(world, source)]
    assert sorted(said) == ["anonymous", "not_said"]
    await asyncio.to_thread(go_back, own_database.owner_url, "remembered_words")
    assert [row[0] for row in await rows(world, source)] == ["anonymous"] * 2
    await asyncio.to_thread(upgrade, own_database.owner_url)
    assert [row[0] for row in await rows(world, source)] == said
