"""Who may move whom between teams, what they are offered, and what stands in the record of who did what."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text

from casework import Statements
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.people import TeamMember
from commonground.ui.edge import pools_of
from councils import PARTNER, PEOPLE, World
from web import Browser, Site, running_site, token_in

ELSEWHERE = "You can only move people into a team that you manage"
TAKEN = "They are in a team that you do not manage"
ONESELF = "Nobody moves themselves"


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with acting_as_setup(world.database.owner_url) as connection:
        for council in (world.larkmere,):
            for key, (_, team) in PEOPLE.items():
                who = {"council": council.id, "staff": council.people[key].staff_id}
                gone = "delete from council.team_members where tenant_id = :council and staff_id = :staff"
                await connection.execute(text(gone), who)
                if team:
                    back = "insert into council.team_members (tenant_id, team_id, staff_id)"
                    back += " values (:council, :team, :staff)"
                    await connection.execute(text(back), who | {"team": council.teams[team]})
        await connection.execute(text("delete from system.outbox"))
    async with running_site(world) as running:
        yield running


def _form(world: World, person: str, team: str, reason: str = "Covers for a colleague") -> dict[str, str | list[str]]:
    larkmere = world.larkmere
    return {"staff": str(larkmere.people[person].staff_id), "team": str(larkmere.teams[team]), "reason": reason}


async def _team_of(world: World, person: str) -> str:
    async with acting_as_setup(world.database.owner_url) as connection:
        query = select(TeamMember.team_id).where(TeamMember.staff_id == world.larkmere.people[person].staff_id)
        (found,) = (await connection.execute(query)).scalars()
    return next(name for name, team in world.larkmere.teams.items() if team == found)


def _offered(page: str, field: str) -> set[str]:
    select_ = re.search(rf'<select[^>]*name="{field}".*?</select>', page, re.DOTALL)
    return set(re.findall(r'value="([0-9a-f-]{36})"', select_.group(0))) if select_ else set()


@pytest.mark.parametrize(
    ("who", "person", "team", "says"),
    [
        ("manager", "manager", "specialist", ONESELF),
        ("manager", "manager", "front_door", ONESELF),
        ("admin", "admin", "specialist", ONESELF),
        ("manager", "locality_practitioner", "specialist", ELSEWHERE),
        ("manager", "screener", "specialist", ELSEWHERE),
        ("manager", "locality_practitioner", "front_door", TAKEN),
        ("specialist_manager", "screener", "specialist", TAKEN),
        ("manager", "screener", "front_door", "They are in that team already."),
        ("admin", "screener", "front_door", "They are in that team already."),
    ],
)
async def test_what_is_not_theirs_to_do_is_refused_at_the_field(
    site: Site, who: str, person: str, team: str, says: str
) -> None:
    browser = await site.signed_in(site.world.larkmere, who)
    refused = await browser.submit("/team", _form(site.world, person, team, "A reason typed with care"))
    assert refused.status_code == 422
    assert says in refused.text
    assert "A reason typed with care" in refused.text
    if person != "admin":
        assert await _team_of(site.world, person) == PEOPLE[person][1]


@pytest.mark.parametrize(
    ("who", "person", "team"),
    [
        ("manager", "loose", "front_door"),
        ("specialist_manager", "loose", "specialist"),
        ("admin", "manager", "locality"),
        ("admin", "screener", "specialist"),
    ],
)
async def test_a_manager_fills_their_own_team_and_an_administrator_any(
    site: Site, who: str, person: str, team: str
) -> None:
    if person == "loose":
        person = "locality_practitioner"
        await _take_out(site.world, person)
    browser = await site.signed_in(site.world.larkmere, who)
    assert (await browser.submit("/team", _form(site.world, person, team))).status_code == 303
    assert await _team_of(site.world, person) == team


async def test_the_last_who_reads_reports_stays_at_the_front_door(site: Site) -> None:
    """Else the public form would close, and nobody would have said so."""
    admin = await site.signed_in(site.world.larkmere, "admin")
    for person in ("screener", "second_screener"):
        assert (await admin.submit("/team", _form(site.world, person, "specialist"))).status_code == 303
    refused = await admin.submit("/team", _form(site.world, "manager", "specialist"))
    assert refused.status_code == 422
    assert "the public form would close" in refused.text
    assert await _team_of(site.world, "manager") == "front_door"
    assert "Not open yet" not in (await site.browser().get("/larkmere/report")).text


async def test_who_does_not_read_reports_may_leave_a_front_door_where_nobody_reads(site: Site) -> None:
    admin = await site.signed_in(site.world.larkmere, "admin")
    who = "locality_practitioner"
    assert (await admin.submit("/team", _form(site.world, who, "front_door"))).status_code == 303
    for reader in ("screener", "second_screener", "manager"):
        await _take_out(site.world, reader)
    assert (await admin.submit("/team", _form(site.world, who, "locality"))).status_code == 303
    assert await _team_of(site.world, who) == "locality"


async def _take_out(world: World, person: str) -> None:
    async with acting_as_setup(world.database.owner_url) as connection:
        gone = text("delete from council.team_members where staff_id = :staff")
        await connection.execute(gone, {"staff": world.larkmere.people[person].staff_id})


async def test_only_what_is_possible_is_offered(site: Site) -> None:
    larkmere = site.world.larkmere
    ids = {key: str(person.staff_id) for key, person in larkmere.people.items()}
    page = (await (await site.signed_in(larkmere, "manager")).get("/team")).text
    assert _offered(page, "team") == {str(larkmere.teams["front_door"])}
    loose = {ids[key] for key, (_, team) in PEOPLE.items() if team is None}
    assert ids["admin"] in loose
    assert _offered(page, "staff") == loose, "who is in no team; whom another team has, it keeps"
    page = (await (await site.signed_in(larkmere, "admin")).get("/team")).text
    assert _offered(page, "team") == {str(team) for team in larkmere.teams.values()}
    assert _offered(page, "staff") == set(ids.values()) - {ids["admin"], ids[PARTNER]}


async def test_a_team_without_a_manager_says_what_that_means(site: Site) -> None:
    page = (await (await site.signed_in(site.world.larkmere, "admin")).get("/team")).text
    locality = page.split("<section")[2:]
    said = {part.split("</h2>")[0].rsplit(">", 1)[1].split(" CANARY")[0]: "has no manager" in part for part in locality}
    assert sorted(said.values()).count(True) == 1
    assert next(name for name, warned in said.items() if warned).startswith("Locality")


async def test_the_trail_says_who_was_moved_from_where_to_where(site: Site) -> None:
    larkmere = site.world.larkmere
    admin = await site.signed_in(larkmere, "admin")
    await admin.submit("/team", _form(site.world, "screener", "specialist", "Covers for Priya"))
    row = await _first_row(admin)
    assert larkmere.people["screener"].name in row
    assert "From Front Door" in row
    assert "to Specialist" in row
    assert "Covers for Priya" in row


async def _first_row(admin: Browser) -> str:
    page = (await admin.get("/audit?did=manage_teams")).text
    return page.split("<tbody>")[1].split("</tr>")[0]


async def test_facts_name_the_person_and_both_teams_by_id_alone(site: Site) -> None:
    larkmere = site.world.larkmere
    admin = await site.signed_in(larkmere, "admin")
    await admin.submit("/team", _form(site.world, "screener", "specialist"))
    async with acting_as_setup(site.world.database.owner_url) as connection:
        rows = await connection.execute(text("select kind, subject_kind, subject_id from system.outbox"))
        facts = {tuple(row) for row in rows}
    assert facts == {
        ("moved_between_teams", "staff", larkmere.people["screener"].staff_id),
        ("team_changed", "team", larkmere.teams["front_door"]),
        ("team_changed", "team", larkmere.teams["specialist"]),
    }


async def test_a_move_takes_at_most_ten_statements(site: Site) -> None:
    admin = await site.signed_in(site.world.larkmere, "admin")
    token = token_in((await admin.get("/team")).text)
    counted = Statements(pools_of(site.app).app)
    moved = await admin.post("/team", {"_token": token, **_form(site.world, "screener", "specialist")})
    counted.stop()
    assert moved.status_code == 303
    assert len(counted) <= 10, counted.sent
