"""My work for those who open no referrals: what their role is for, and how much waits in the lists that they have."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from casework import acting, add_context
from commonground.platform.access import ROLES, Role
from commonground.tenants.retention import holds, queue
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.trial import make_trial
from commonground.tenants.retention.types import DisposalGround, HoldGround, KeptKind
from commonground.tenants.subject_access import service as subject_access
from commonground.tenants.subject_access.types import AskedBy, RequestInput
from commonground.tenants.worklist.items import Task
from commonground.tenants.worklist.queries import counted
from commonground.ui.home.views import DUTIES
from councils import World, make_world
from inviting import invite
from pages import counting
from postgres import Database
from told import tell
from web import Site

SETTINGS = "You look after the council’s settings"
LONG_AGO = datetime(2020, 1, 6, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(waits(database))


async def waits(database: Database) -> World:
    """At Larkmere two disposals (one of the IG lead's own), a hold to look at, a request,
    three proposals to share, and one about what is restricted since."""
    world = await make_world(database)
    larkmere = world.larkmere
    for person in ("ig_lead", "admin"):
        async with acting(world, larkmere, person) as work:
            record = await kept_record(work, KeptKind.CONTEXT, await make_trial(work), lock=True)
            await queue.propose(work, record, DisposalGround.TRIAL)
    old, later = [await add_context(world, larkmere, status="closed", at=LONG_AGO) for _ in range(2)]
    for known, days in ((old, 2), (later, 60)):
        then = datetime.now(UTC) - timedelta(days=9)
        async with acting(world, larkmere, "ig_lead", now=then) as work:
            record = await kept_record(work, KeptKind.CONTEXT, known.reference, lock=True)
            day = holds.today_of(work) + timedelta(days=days)
            await holds.put_hold(work, record, next(iter(HoldGround)), "A court asked", day)
    async with acting(world, larkmere, "ig_lead") as work:
        who = RequestInput(name="Quentin Sable", aliases=(), asked_by=AskedBy.THEMSELVES, identity_words="Passport",
                           received_on=holds.today_of(work))  # fmt: skip  # one request
        await subject_access.open_request(work, who)
    specialist = await add_context(world, larkmere)
    for by, who_is_let_in in (("practitioner", "partner"), ("specialist_manager", None)):
        await invite(world, larkmere, specialist, by=by, who=who_is_let_in, names=True)
    await invite(world, larkmere, await add_context(world, larkmere, team="locality", lead="locality_practitioner"),
                 by="locality_practitioner", names=True)  # fmt: skip  # of another team
    restricted = await add_context(world, larkmere)
    await invite(world, larkmere, restricted, by="practitioner", names=True)
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=restricted.id)
    return world


async def my_work(site: Site, person: str, council: str = "larkmere") -> str:
    page = await (await site.signed_in(getattr(site.world, council), person)).get("/my-work")
    assert page.status_code == 200
    return page.text


def listed(page: str) -> dict[str, str]:
    """By address."""
    part = page.partition('id="duties"')[2].partition("</section>")[0]
    return dict(re.findall(r'href="([^"]+)">([^<]+)<', part))


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("chair", Role.CONFERENCE_CHAIR),
        ("analyst", Role.ANALYST),
        ("overlap_coordinator", Role.OVERLAP_COORDINATOR),
        ("ig_lead", Role.IG_LEAD),
    ],
)
async def test_each_reads_what_their_own_role_is_for(site: Site, person: str, role: Role) -> None:
    page = await my_work(site, person)
    assert ROLES[role].sentence in page
    assert SETTINGS not in page
    reads_contexts = role is Role.CONFERENCE_CHAIR
    assert ('href="/contexts">See the contexts' in page) is reads_contexts
    assert ("Your role opens no referrals" in page) is reads_contexts
    assert ("Your role opens no cases" in page) is not reads_contexts
    assert ('id="duties"' in page) is (role is Role.IG_LEAD)


async def test_the_administrator_looks_after_the_settings_and_confirms(site: Site) -> None:
    page = await my_work(site, "admin")
    assert SETTINGS in page
    assert listed(page) == {
        "/retention/waiting": "Disposals that wait for a second person (1)",
        "/break-glass/review": "Uses of break-glass to review (0)",
        "/keepers": "Restricted records that have nobody left (1)",
    }


async def test_the_ig_lead_finds_how_much_waits_in_each_list(site: Site) -> None:
    """A proposal of their own does not wait for them, nor does a hold whose day has not come."""
    assert listed(await my_work(site, "ig_lead")) == {
        "/sharing": "Sharing to agree (3)",
        "/retention/waiting": "Disposals that wait for a second person (1)",
        "/retention": "Records due for review (2)",
        "/retention/holds": "Holds to look at again (1)",
        "/subject-access": "Subject access requests to answer (1)",
        "/break-glass/review": "Uses of break-glass to review (0)",
        "/keepers": "Restricted records that have nobody left (1)",
        "/worklist?kind=agree_handoff": "Handoffs to agree (0)",
        "/worklist?kind=agree_outside": "To be told outside the platform, to agree (0)",
    }


async def test_another_council_counts_its_own(site: Site) -> None:
    found = listed(await my_work(site, "ig_lead", "hallowdene"))
    assert len(found) == 9
    assert all(words.endswith("(0)") for words in found.values()), found
    page = await my_work(site, "admin", "hallowdene")
    assert "second person (0)" in page


async def test_a_number_is_how_many_the_list_shows(site: Site) -> None:
    for person, numbers in (("ig_lead", 3), ("specialist_manager", 1)):
        browser = await site.signed_in(site.world.larkmere, person)
        assert f"Sharing to agree ({numbers})" in (await browser.get("/my-work")).text
        rows = (await browser.get("/sharing")).text
        assert len(set(re.findall(r'href="(/sharing/[0-9a-f-]{36})"', rows))) == numbers


async def test_beside_casework_only_what_waits_is_named(site: Site) -> None:
    """For the manager of another team nothing is there to agree; a screener has none of these lists."""
    for person in ("manager", "screener"):
        assert 'id="duties"' not in await my_work(site, person)
    page = await my_work(site, "specialist_manager")
    assert listed(page) == {"/sharing": "Sharing to agree (1)"}
    assert "Waiting for me in other lists" in page
    assert 'id="waiting"' in page


async def test_somebody_who_has_both_finds_both(site: Site) -> None:
    larkmere, both = site.world.larkmere, "update council.staff set roles = roles || '{ig_lead}' where id = :id"
    browser, who = await site.signed_in(larkmere, "second_screener"), larkmere.people["second_screener"].staff_id
    await tell(site.world, both, id=who)
    await browser.get("/my-work")  # and notes that it was looked at
    with counting(site) as statements:
        page = (await browser.get("/my-work")).text
    assert len(statements) <= 10, statements.sent
    assert listed(page) == {
        "/sharing": "Sharing to agree (3)",
        "/retention/waiting": "Disposals that wait for a second person (2)",
        "/retention": "Records due for review (2)",
        "/retention/holds": "Holds to look at again (1)",
        "/subject-access": "Subject access requests to answer (1)",
        "/keepers": "Restricted records that have nobody left (1)",
    }
    assert 'id="waiting"' in page
    assert "Your role opens" not in page


async def test_whoever_has_no_such_list_asks_for_none(world: World) -> None:
    async with acting(world, world.larkmere, "analyst", keep=False) as work:
        assert await counted(work, DUTIES) == {}
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        assert list(await counted(work, DUTIES)) == [Task.CONFIRM, Task.GLASS, Task.ALONE]
