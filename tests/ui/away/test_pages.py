"""Recording an absence over HTTP: for oneself, one's team, everybody; refused in words; in one's own council."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from casework import Statements, acting
from commonground.platform.calendar import LONDON
from commonground.tenants.contexts.colleagues import who_works_here
from commonground.ui.edge import pools_of
from councils import PEOPLE, TestCouncil, World, canary
from told import rows, tell
from web import Browser, Site, running_site

MISSING = "01900000-0000-7000-8000-00000000dead"
Form = dict[str, str | list[str]]
STANDS = (
    "select a.id, a.first_day, a.last_day, array_agg(c.staff_id) filter (where c.staff_id is not null) as covers"
    " from council.absences a left join council.absence_covers c on c.absence_id = a.id and c.tenant_id = a.tenant_id"
    " where a.staff_id = :staff group by 1, 2, 3 order by 2"
)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    await tell(world, "delete from council.absences")
    async with running_site(world) as running:
        yield running


def staff(council: TestCouncil, person: str) -> UUID:
    found = council.people[person].staff_id
    assert found
    return found


def ahead(days: int) -> date:
    return datetime.now(UTC).astimezone(LONDON).date() + timedelta(days=days)


def form(first: date, last: date, *covers: UUID) -> Form:
    days = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }
    return {**days, "covers": [str(each) for each in covers]}


async def record(browser: Browser, world: World, person: str, first: int, last: int, *covers: str) -> None:
    larkmere = world.larkmere
    sent = form(ahead(first), ahead(last), *(staff(larkmere, each) for each in covers))
    answer = await browser.submit(f"/away/{staff(larkmere, person)}", sent)
    assert answer.status_code == 303, answer.text


async def test_somebody_records_changes_and_ends_their_own(site: Site, world: World) -> None:
    larkmere = world.larkmere
    me, other = staff(larkmere, "screener"), staff(larkmere, "second_screener")
    mine = await site.signed_in(larkmere, "screener")
    assert 'href="/away"' in (await mine.get("/account")).text
    page = (await mine.get("/away")).text
    assert "No reason is asked" in page
    assert f'value="{me}"' not in page, "nobody covers for themselves"
    saved = await mine.submit("/away", form(ahead(0), ahead(2), other), to=f"/away/{me}")
    assert (saved.status_code, saved.headers["location"]) == (303, "/away")
    (found,) = await rows(world, STANDS, staff=me)
    assert (found.first_day, found.last_day, found.covers) == (ahead(0), ahead(2), [other])
    assert re.search(r"Away until [^<]+; covered by Second Screener", (await mine.get("/away")).text)

    change = f"/away/change/{found.id}"
    assert f'value="{ahead(2).year}"' in (await mine.get(change)).text
    manager = staff(larkmere, "manager")
    assert (await mine.submit(change, form(ahead(1), ahead(5), other, manager))).status_code == 303
    (changed,) = await rows(world, STANDS, staff=me)
    assert (changed.id, changed.first_day, changed.last_day) == (found.id, ahead(1), ahead(5))
    assert sorted(changed.covers) == sorted([other, manager])

    assert (await mine.submit("/away", {}, to=f"{change}/end")).status_code == 303
    assert await rows(world, STANDS, staff=me) == []
    trail = (
        "select action from audit.entries where action like 'record_absence:%' and subject_id = :who order by at, id"
    )
    said = [row.action.rpartition(":")[2] for row in await rows(world, trail, who=me)]
    assert said == ["record", "change", "end"]


@pytest.mark.parametrize(
    ("first", "last", "covers", "words", "field"),
    [
        (3, 1, ("second_screener",), "The last day is before the first", "last"),
        (-3, -1, ("second_screener",), "That is over already", "last"),
        (5, 8, ("second_screener",), "stands already. Change that one", "first"),
        (20, 21, (), "Choose who covers", "covers"),
        (20, 21, ("consultant",), "Choose one of the answers on this page", "covers"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
async def test_what_cannot_be_is_said_at_its_question_and_what_was_typed_stays(
    site: Site, world: World, first: int, last: int, covers: tuple[str, ...], words: str, field: str, *, htmx: bool
) -> None:
    larkmere = world.larkmere
    me = staff(larkmere, "screener")
    mine = await site.signed_in(larkmere, "screener")
    await record(mine, world, "screener", 8, 10, "second_screener")
    sent = form(ahead(first), ahead(last), *(staff(larkmere, each) for each in covers))
    refused = await mine.submit("/away", sent, to=f"/away/{me}", htmx=htmx)
    assert refused.status_code == 422
    assert words in refused.text
    assert re.search(rf'href="#{field}', refused.text), "the summary leads to the question"
    for part in ("day", "month", "year"):
        assert f'value="{sent[f"first-{part}"]}"' in refused.text
    assert len(await rows(world, STANDS, staff=me)) == 1


async def test_no_day_and_no_such_day_are_refused(site: Site, world: World) -> None:
    mine = await site.signed_in(world.larkmere, "screener")
    me = staff(world.larkmere, "screener")
    typed = {"first-day": "31", "first-month": "2", "first-year": "2027"}
    refused = await mine.submit("/away", {**typed}, to=f"/away/{me}")
    assert refused.status_code == 422
    assert "Type a real date" in refused.text
    assert "Type the last day" in refused.text
    assert 'value="31"' in refused.text


async def test_two_councils_and_two_teams_are_kept_apart(site: Site, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    await record(await site.signed_in(larkmere, "manager"), world, "screener", 0, 3, "second_screener")
    (found,) = await rows(world, STANDS, staff=staff(larkmere, "screener"))
    others = [
        await site.signed_in(larkmere, "second_screener"),
        await site.signed_in(larkmere, "specialist_manager"),
        await site.signed_in(hallowdene, "admin"),
    ]
    for other in others:
        for path in (f"/away/{staff(larkmere, 'screener')}", f"/away/change/{found.id}"):
            answer, nowhere = await other.get(path), await other.get(re.sub("[^/]+$", MISSING, path))
            assert (answer.status_code, nowhere.status_code) == (404, 404)
            assert canary("larkmere") not in answer.text or other is not others[2]
        sent = form(ahead(20), ahead(21), staff(larkmere, "second_screener"))
        assert (await other.submit("/away", sent, to=f"/away/change/{found.id}")).status_code == 404
        assert (await other.submit("/away", {}, to=f"/away/change/{found.id}/end")).status_code == 404
    assert await rows(world, STANDS, staff=staff(larkmere, "screener")) == [found]
    page = (await others[2].get("/team")).text
    assert "Away until" not in page
    assert canary("larkmere") not in page


async def test_nobody_of_another_council_covers(site: Site, world: World) -> None:
    me = staff(world.larkmere, "screener")
    mine = await site.signed_in(world.larkmere, "screener")
    sent = form(ahead(0), ahead(1), staff(world.hallowdene, "second_screener"))
    refused = await mine.submit("/away", sent, to=f"/away/{me}")
    assert refused.status_code == 422
    assert await rows(world, STANDS, staff=me) == []


async def test_a_partner_has_no_such_page(site: Site, world: World) -> None:
    partner = await site.signed_in(world.larkmere, "partner")
    assert (await partner.get("/away")).status_code == 403
    assert 'href="/away"' not in (await partner.get("/account")).text


async def test_the_page_of_teams_says_who_is_away_and_when_nobody_is_left_to_screen(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    await record(admin, world, "screener", 0, 13, "second_screener")
    page = (await admin.get("/team")).text
    assert re.search(r"Away until [^<]+; covered by Second Screener", page)
    assert "nobody who may screen is there" not in page
    await record(admin, world, "second_screener", 0, 13, "manager")
    assert "nobody who may screen is there" not in (await admin.get("/team")).text, "the manager may, and is there"
    await record(admin, world, "manager", 0, 13, "specialist_manager")
    page = (await admin.get("/team")).text
    assert "nobody who may screen is there" in page, "a manager of another team may not screen here"
    assert (
        "nobody who may screen is there" in (await (await site.signed_in(world.larkmere, "manager")).get("/team")).text
    )
    assert "nobody who may screen" not in (await (await site.signed_in(world.hallowdene, "admin")).get("/team")).text


async def test_whoever_gives_work_to_somebody_sees_that_they_are_away(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    await record(admin, world, "practitioner", 0, 3, "consultant")
    await record(admin, world, "consultant", 1, 3, "specialist_manager")
    for council, until in ((world.larkmere, ahead(3)), (world.hallowdene, None)):
        async with acting(world, council, "manager", keep=False) as work:
            house = await who_works_here(work)
        away = {each.id: each.away_until for each in house.people}
        assert away[staff(council, "practitioner")] == until
        assert away[staff(council, "consultant")] is None, "from tomorrow on"
        assert len(house.people) == len(PEOPLE)


async def test_what_is_over_goes_with_the_next_that_is_recorded(site: Site, world: World) -> None:
    who = staff(world.larkmere, "analyst")
    over = (
        "insert into council.absences (tenant_id, id, staff_id, first_day, last_day)"
        " values (:council, gen_random_uuid(), :who, :day, :day)"
    )
    await tell(world, over, council=world.larkmere.id, who=who, day=ahead(-1))
    await tell(world, over, council=world.hallowdene.id, who=staff(world.hallowdene, "analyst"), day=ahead(-1))
    await record(await site.signed_in(world.larkmere, "admin"), world, "screener", 0, 1, "manager")
    assert await rows(world, STANDS, staff=who) == []
    assert await rows(world, STANDS, staff=staff(world.hallowdene, "analyst")) != [], "each council’s own"


async def test_the_pages_ask_little_of_the_database(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    await admin.get("/away")
    for path, most in (("/away", 6), ("/team", 8)):
        statements = Statements(pools_of(site.app).app)
        assert (await admin.get(path)).status_code == 200
        statements.stop()
        assert len(statements) <= most, statements.sent


async def test_the_set_up_list_leads_to_teams_and_cover(site: Site, world: World) -> None:
    page = (await (await site.signed_in(world.larkmere, "admin")).get("/council/set-up")).text
    assert "Teams and cover" in page
