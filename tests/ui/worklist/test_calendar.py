"""The calendar of what is due: the same tasks as the worklist, on their days in London."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from casework import Told, acting, add_context, add_referral
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.retention import holds
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.types import HoldGround, KeptKind
from councils import TestCouncil, World, canary, make_world
from pages import counting
from postgres import Database
from told import tell
from web import Site

HERE = "/worklist/calendar"


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(_due_days(database))


async def _due_days(database: Database) -> World:
    world = await make_world(database)
    for council in (world.larkmere, world.hallowdene):
        # Half past eleven at night by Greenwich is the next day by London in summer.
        await _due(world, council, datetime(2027, 6, 30, 23, 30, tzinfo=UTC), title="July already")
        await _due(
            world, council, datetime(2027, 6, 15, 12, tzinfo=UTC), title="Middle", lead="screener", state="screening"
        )
        await _due(world, council, datetime(2027, 6, 15, 9, tzinfo=UTC), title="Colleague", lead="second_screener",
                   state="screening")  # fmt: skip  # one of a colleague
    await _due(world, world.larkmere, datetime(2027, 6, 15, 9, tzinfo=UTC), title="Hidden", named=("manager",))
    await _due(world, world.larkmere, datetime(2027, 6, 15, 9, tzinfo=UTC), title="Stands still", state="waiting",
               lead="screener")  # fmt: skip  # its clock is stopped
    await _due_later(world)
    return world


LATER = datetime.now(UTC) + timedelta(days=20)


async def _due_later(world: World) -> None:
    """A step, a warning and a hold, each in twenty days: beyond what the worklist brings up."""
    council, now = world.larkmere, datetime.now(UTC)
    by = council.people["practitioner"].staff_id
    told = await add_referral(world, council, state="decided", lead="practitioner", team="specialist")
    known = await add_context(world, council, name="Flagged", lead="practitioner")
    step = {"referral_id": told.id, "decided_at": now, "number": 1, "what": "Ring the school", "who": "lead",
            "days": 20, "origin": "council_policy", "due_at": LATER}  # fmt: skip  # columns of a row
    flag = {"record_kind": "context", "record_id": known.id, "kind": "dangerous_dog", "reason": "A dog", "about": "",
            "evidence": "Seen", "told": "told", "fairness": "Fair", "raised_at": now, "raised_by": by,
            "expires_at": LATER}  # fmt: skip  # columns of a row
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ReferralStep), {"tenant_id": council.id, "id": uuid7()} | step)
        await connection.execute(insert(WarningFlag), {"tenant_id": council.id, "id": uuid7()} | flag)
    async with acting(world, council, "ig_lead") as work:
        record = await kept_record(work, KeptKind.CONTEXT, known.reference, lock=True)
        await holds.put_hold(work, record, next(iter(HoldGround)), "A court asked", _day(LATER))


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo("Europe/London")).date()


async def _due(world: World, council: TestCouncil, at: datetime, **more: object) -> Told:
    told = await add_referral(world, council, **more)  # type: ignore[arg-type]  # its own arguments
    await tell(world, "update tenants.referrals set decision_due_at = :at where id = :id", at=at, id=told.id)
    return told


async def _page(site: Site, asked: str, council: str = "larkmere", person: str = "screener") -> str:
    browser = await site.signed_in(getattr(site.world, council), person)
    answer = await browser.get(f"{HERE}{asked}")
    assert answer.status_code == 200
    return answer.text


def _days(page: str) -> dict[str, int]:
    """Days with how much is due, from the table."""
    found = re.findall(r'href="#d-(\d{4}-\d\d-\d\d)"><b>(\d+) due', page)
    return {day: int(number) for day, number in found}


def _titles(page: str) -> set[str]:
    return {title for title in ("July already", "Middle", "Colleague", "Hidden", "Stands still") if title in page}


async def test_each_task_stands_on_its_day_in_london(site: Site) -> None:
    june, july = await _page(site, "?month=2027-06"), await _page(site, "?month=2027-07")
    assert _days(june) == {"2027-06-15": 1, "2027-07-01": 1}, "in whole weeks"
    assert _titles(june) == {"Middle", "July already"}
    assert "2 tasks are due in these weeks." in june
    assert _days(july) == {"2027-07-01": 1}
    assert _titles(july) == {"July already"}
    assert '<h2 id="d-2027-06-15">Tuesday 15 June</h2>' in june
    assert june.count('<th scope="col"><abbr title=') == 7
    assert len(re.findall(r'class="cg-day">', june)) == 30
    assert len(re.findall(r'class="cg-day cg-soft">', june)) == 5


async def test_what_is_overdue_from_before_stands_above_this_month_alone(site: Site) -> None:
    first = (await _first_shown(site)) - timedelta(days=1)
    await _due(site.world, site.world.larkmere, datetime(first.year, first.month, first.day, 22, tzinfo=UTC),
               title="Overdue", lead="manager", state="screening")  # fmt: skip  # one of somebody's own
    await _due(site.world, site.world.larkmere, datetime(2021, 3, 4, 9, tzinfo=UTC), title="Forgotten",
               lead="manager", state="screening")  # fmt: skip
    page = await _page(site, "", person="manager")
    late = page.partition('<h2 id="late">2 overdue from before</h2>')[2].partition("<table")[0]
    assert late.index("Forgotten") < late.index("Overdue")
    assert "2021-03-04" not in _days(page)
    assert "0 tasks are due in these weeks." in page
    other = await _page(site, "?month=2027-06", person="manager")
    assert "overdue from before" not in other


async def test_what_no_statement_tells_is_overdue_too(site: Site) -> None:
    """A record whose time was over months ago: the council's own periods say so."""
    await add_context(site.world, site.world.larkmere, status="closed", at=datetime(2019, 1, 7, 10, tzinfo=UTC))
    page = await _page(site, "", person="ig_lead")
    assert "1 overdue from before" in page


async def _first_shown(site: Site) -> date:
    today = datetime.now(ZoneInfo("Europe/London")).date().replace(day=1)
    return today - timedelta(days=today.weekday())


async def test_the_team_has_colleagues_too_and_nobody_what_they_may_not_open(site: Site) -> None:
    page = await _page(site, "?month=2027-06&whose=team")
    assert _days(page) == {"2027-06-15": 2, "2027-07-01": 1}
    assert _titles(page) == {"Middle", "Colleague", "July already"}
    assert canary("hallowdene") not in page
    theirs = await _page(site, "?month=2027-06&whose=team", "hallowdene")
    assert canary("larkmere") not in theirs
    assert _days(theirs) == {"2027-06-15": 2, "2027-07-01": 1}


async def test_one_goes_from_month_to_month_over_the_year(site: Site) -> None:
    page = await _page(site, "?month=2027-12&whose=team")
    assert f'rel="prev" href="{HERE}?whose=team&amp;month=2027-11"' in page
    assert f'rel="next" href="{HERE}?whose=team&amp;month=2028-01"' in page
    assert len(re.findall(r'class="cg-day">', await _page(site, "?month=2028-02"))) == 29


@pytest.mark.parametrize("asked", ["", "?month=", "?month=2027-13", "?month=%00", "?month=0001-01", "?month=9999-12"])
async def test_a_nonsense_month_is_answered(site: Site, asked: str) -> None:
    assert "What is due in" in await _page(site, asked)


async def test_a_month_takes_as_many_statements_however_much_is_due(site: Site) -> None:
    browser = await site.signed_in(site.world.larkmere, "screener")
    await browser.get(HERE)
    for asked in ("?month=2027-06", "?month=2031-01", ""):
        with counting(site) as statements:
            assert (await browser.get(f"{HERE}{asked}")).status_code == 200
        assert len(statements) <= 4, statements.sent


async def test_what_the_worklist_brings_up_later_stands_on_its_day_already(site: Site) -> None:
    day = _day(LATER)
    for person, due, kinds in (("practitioner", 2, ("step", "flag")), ("ig_lead", 1, ("held",))):
        page = await _page(site, f"?month={day:%Y-%m}", person=person)
        assert _days(page)[str(day)] == due, person
        browser = await site.signed_in(site.world.larkmere, person)
        worklist = (await browser.get("/worklist")).text
        for kind in kinds:
            assert re.search(rf'<option value="{kind}">[^<(]*\(0\)', worklist), kind
