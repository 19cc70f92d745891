"""The council's own house over HTTP: home, teams, settings, audit record, find and notifications."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from commonground.platform.access import ROLES, Whose
from commonground.platform.audit.models import AuditEntry
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.people import TeamMember
from commonground.platform.ids import uuid7
from commonground.platform.notifications.models import NotificationRow
from councils import Person, TestCouncil, World, canary, sign_in_as
from plain_rows import name_people, put_context, put_referral
from web import Site

MISSING = "01900000-0000-7000-8000-00000000dead"


async def _teams_of(world: World, council: TestCouncil, person: str) -> list[UUID]:
    async with acting_as_setup(world.database.owner_url) as connection:
        query = select(TeamMember.team_id).where(TeamMember.staff_id == council.people[person].staff_id)
        return list((await connection.execute(query)).scalars())


async def test_home_starts_with_the_most_urgent_and_hides_what_is_not_mine(site: Site) -> None:
    world, now = site.world, datetime.now(UTC)
    await put_referral(world, world.larkmere, title="Late one", decision_due_at=now - timedelta(days=4))
    await put_referral(world, world.larkmere, title="Later one", decision_due_at=now + timedelta(days=4))
    hidden = await put_referral(world, world.larkmere, title="Restricted one", restricted=True)
    await name_people(world, world.larkmere, hidden["id"], "manager")
    page = (await (await site.signed_in(world.larkmere, "second_screener")).get("/my-work")).text
    first = re.search(r'id="first">.*?>([^<]+)</a>', page)
    assert first is not None
    assert first.group(1) == "Late one"
    assert "Later one" in page
    assert "Restricted one" not in page
    assert "Late one" not in (await (await site.signed_in(world.hallowdene, "screener")).get("/my-work")).text


async def test_an_administrator_opens_no_cases(site: Site) -> None:
    admin = await site.signed_in(site.world.larkmere, "admin")
    page = (await admin.get("/my-work")).text
    assert "Your role opens no cases" in page
    assert 'href="/tracker"' not in page
    for path in ("/tracker", "/contexts", "/find?q=park"):
        assert (await admin.get(path)).status_code == 403


async def test_moving_somebody_needs_a_reason_and_keeps_what_was_chosen(site: Site) -> None:
    world = site.world
    manager = await site.signed_in(world.larkmere, "admin")
    person = str(world.larkmere.people["locality_practitioner"].staff_id)
    form: dict[str, str | list[str]] = {"staff": person, "team": str(world.larkmere.teams["specialist"]), "reason": " "}
    refused = await manager.submit("/team", form)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert f'value="{person}" selected' in refused.text
    assert await _teams_of(world, world.larkmere, "locality_practitioner") == [world.larkmere.teams["locality"]]


async def test_a_move_counts_from_the_next_request_and_stands_in_the_trail(site: Site) -> None:
    world = site.world
    specialist = world.larkmere.teams["specialist"]
    group = await put_referral(world, world.larkmere, title="Group one", subject_kind="group", team_id=specialist)
    screener = await site.signed_in(world.larkmere, "screener")
    assert "Group one" not in (await screener.get("/tracker")).text
    manager = await site.signed_in(world.larkmere, "admin")
    who = str(world.larkmere.people["screener"].staff_id)
    moved = await manager.submit("/team", {"staff": who, "team": str(specialist), "reason": "Covers for Priya"})
    assert moved.status_code == 303
    assert "Group one" in (await screener.get("/tracker")).text
    admin = await site.signed_in(world.larkmere, "admin")
    assert "Covers for Priya" in (await admin.get("/audit?did=manage_teams")).text
    back: dict[str, str | list[str]] = {
        "staff": who,
        "team": str(world.larkmere.teams["front_door"]),
        "reason": "Back again",
    }
    assert (await admin.submit("/team", back)).status_code == 303
    assert group["reference"] not in (await screener.get("/tracker")).text


@pytest.mark.parametrize("which", ["staff", "team"])
async def test_people_and_teams_of_another_council_cannot_be_chosen(site: Site, which: str) -> None:
    world = site.world
    manager = await site.signed_in(world.larkmere, "admin")
    chosen = {
        "staff": str(world.larkmere.people["practitioner"].staff_id),
        "team": str(world.larkmere.teams["locality"]),
    }
    foreign = {
        "staff": str(world.hallowdene.people["practitioner"].staff_id),
        "team": str(world.hallowdene.teams["locality"]),
    }
    answers = []
    for value in (foreign[which], MISSING):
        answer = await manager.submit("/team", {**chosen, which: value, "reason": "Try"})
        answers.append((answer.status_code, re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.text)))
        assert canary("hallowdene") not in answer.text
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert await _teams_of(world, world.larkmere, "practitioner") == [world.larkmere.teams["specialist"]]


async def test_the_settings_show_every_role_in_a_sentence(site: Site) -> None:
    page = (await (await site.signed_in(site.world.larkmere, "admin")).get("/council")).text
    for card in (card for card in ROLES.values() if card.whose is not Whose.PLATFORM):
        assert card.name in page
        assert card.sentence in page.replace("&#39;", "'")
    assert (await (await site.signed_in(site.world.larkmere, "practitioner")).get("/council")).status_code == 403


async def test_the_trail_shows_refusals_and_never_another_councils_entries(site: Site) -> None:
    world = site.world
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    assert (await practitioner.get("/audit")).status_code == 403
    neighbour = await site.signed_in(world.hallowdene, "admin")
    await neighbour.get("/audit")
    admin = await site.signed_in(world.larkmere, "admin")
    page = (await admin.get("/audit")).text
    assert "Was refused:" in page
    assert world.larkmere.people["practitioner"].name in page
    assert canary("hallowdene") not in page
    assert "could not be understood" in (await admin.get("/audit?record=nonsense&since=yesterday")).text
    assert (await admin.get("/audit?before=%00&person=x&did=%27")).status_code == 200


async def test_the_trail_pages_through_every_entry_once(site: Site) -> None:
    world = site.world
    when = datetime(2020, 5, 1, tzinfo=UTC)
    rows = [
        {"tenant_id": world.larkmere.id, "id": uuid7(), "at": when, "staff_id": None, "action": f"step_{n}"}
        for n in range(120)
    ]
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(AuditEntry), rows)
    admin = await site.signed_in(world.larkmere, "admin")
    address, seen = "/audit?since=2020-05-01&until=2020-05-01", []
    while address:
        page = (await admin.get(address)).text
        seen += re.findall(r"step (\d+)", page)
        following = re.search(r'id="page-next" href="([^"]+)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert sorted(map(int, seen)) == list(range(120))


async def test_my_own_record_is_open_to_everybody_and_holds_nobody_elses(site: Site) -> None:
    world = site.world
    await (await site.signed_in(world.larkmere, "manager")).get("/tracker")
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    await practitioner.get("/contexts")
    page = (await practitioner.get("/account/record")).text
    assert world.larkmere.people["manager"].name not in page
    assert "Looked at the list of contexts" in page


async def test_find_goes_straight_to_a_reference_and_finds_words(site: Site) -> None:
    world = site.world
    place = await put_context(world, world.larkmere, name="Quarry pond", address="Hill Road", aliases=["The Zigzag"])
    group = await put_context(world, world.larkmere, name="Quarry friends", kind="group")
    screener = await site.signed_in(world.larkmere, "screener")
    typed = place["reference"].replace("-", " ").lower()
    assert (await screener.get(f"/find?q={typed}")).headers["location"] == f"/contexts/{place['reference']}"
    assert place["reference"] in (await screener.get("/find?q=zigzag")).text, "by its other name"
    found = (await screener.get("/find?q=quarry")).text
    assert place["reference"] in found
    assert group["reference"] not in found
    neighbour = await site.signed_in(world.hallowdene, "screener")
    assert place["reference"] not in (await neighbour.get("/find?q=quarry")).text
    assert (await screener.get("/find?q=%00%25_%27")).status_code == 200


async def test_a_notification_is_opened_by_its_reader_alone(site: Site) -> None:
    world = site.world
    referral = await put_referral(world, world.larkmere)
    row = {
        "tenant_id": world.larkmere.id,
        "id": uuid7(),
        "staff_id": world.larkmere.people["screener"].staff_id,
        "fact_id": uuid7(),
        "kind": "referral_received",
        "subject_kind": "referral",
        "subject_id": referral["id"],
        "reference": referral["reference"],
        "occurred_at": datetime.now(UTC),
    }
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(NotificationRow), row)
    for council, person in ((world.larkmere, "second_screener"), (world.hallowdene, "screener")):
        other = await site.signed_in(council, person)
        assert referral["reference"] not in (await other.get("/notifications")).text
        assert (await other.submit("/account", {}, to=f"/notifications/{row['id']}")).status_code == 404
    screener = await site.signed_in(world.larkmere, "screener")
    assert "1<span" in (await screener.get("/notifications/count")).text
    opened = await screener.submit("/notifications", {}, to=f"/notifications/{row['id']}")
    assert opened.headers["location"] == f"/referrals/{referral['reference']}"
    assert "1<span" not in (await screener.get("/notifications/count")).text


async def test_the_operator_sees_councils_and_no_case(site: Site, world: World) -> None:
    who = Person("Oksana Operator", None, "op-1", ())
    browser = site.browser()
    token = await sign_in_as(world.database, "operator", "https://id.operator.example", who)
    browser.client.cookies.set("cg_session", token)
    assert "Larkmere Council" in (await browser.get("/operator/councils")).text
    for path in ("/my-work", "/tracker", "/contexts", "/audit", "/council", "/team", "/find?q=a"):
        assert (await browser.get(path)).status_code == 403, path
    offered = set(re.findall(r'href="(/[a-z/-]*)"', (await browser.get("/operator/councils")).text))
    assert {address for address in offered if (await browser.get(address, follow=True)).status_code != 200} == set()
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await screener.get("/operator/councils")).status_code == 403
