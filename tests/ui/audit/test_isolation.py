"""The information-governance lead's page of isolation reports: their own council's, whole, signed, and recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from casework import Statements
from commonground.infra.isolation.keeping import keep
from commonground.platform.isolation.report import Count, IsolationReport, Part, PartKind, SignedReport
from commonground.ui.edge import pools_of
from councils import World
from told import ask, tell
from trails import KEY
from web import Site, running_site

LIST = 6
PAGE = "/audit/isolation"
GREEN = Part(PartKind.ROWS, 12, (Count("tables with rows of councils", 3, 3),), notes=("A made-up row stood in.",))
RED = Part(
    PartKind.QUEUES,
    7,
    (Count("rows that wait", 1, 2),),
    ("The broker is not in the database.",),
    ("broker.queue can be read without a pass: 2 rows.",),
)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    await tell(world, "truncate audit.entries, audit.isolation_reports")
    async with running_site(world) as running:
        yield running


async def put(site: Site, *parts: Part, council: str = "larkmere", days: int = 0) -> UUID:
    where = getattr(site.world, council)
    at = datetime.now(UTC) - timedelta(days=days)
    await keep(site.world.database.owner_url, KEY, IsolationReport(where.id, council, at, 4, "0.1.0", "abc", parts))
    query = "select id from audit.isolation_reports where tenant_id = :council order by at desc limit 1"
    found: UUID = (await ask(site.world, query, council=where.id))[0]
    return found


async def entry(site: Site) -> tuple[object, ...]:
    query = "select action, subject_kind, subject_id from audit.entries order by at desc, id desc limit 1"
    return tuple(await ask(site.world, query))


async def test_everything_of_a_report_is_shown_and_recorded(site: Site) -> None:
    report = await put(site, GREEN, RED)
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    assert f'href="{PAGE}/{report}"' in (await lead.get(PAGE)).text
    assert await entry(site) == ("read_audit", "isolation_report", None)
    page = (await lead.get(f"{PAGE}/{report}")).text
    for words in (*GREEN.notes, *RED.findings, *RED.uncovered, "3 of 3", "1 of 2", "0.1.0, abc"):
        assert words in page
    assert await entry(site) == ("read_audit", "isolation_report", report)


async def test_it_promises_no_more_than_was_tried(site: Site) -> None:
    """Pages are asked for; what forms would change is tried in the rows alone."""
    note = "90 addresses to which forms are sent were not tried."
    routes = Part(PartKind.ROUTES, 9, (Count("pages that can be asked for", 169, 169),), notes=(note,))
    report = await put(site, routes)
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    page = (await lead.get(f"{PAGE}/{report}")).text
    assert "Every page and file that can be asked for" in page
    assert "Every address" not in page
    assert note in page
    assert note in (await lead.get(f"{PAGE}/{report}/file")).text


async def test_the_signed_file_verifies_and_taking_it_out_is_recorded(site: Site) -> None:
    report = await put(site, GREEN)
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    answer = await lead.get(f"{PAGE}/{report}/file")
    assert "isolation-larkmere-" in answer.headers["content-disposition"]
    assert SignedReport.from_file(answer.text).is_genuine({KEY.public.id: KEY.public})
    assert await entry(site) == ("export_audit", "isolation_report", report)


@pytest.mark.parametrize(
    ("parts", "days", "said"),
    [
        ((GREEN,), 6, ""),
        ((GREEN,), 8, "older than seven days"),
        ((RED,), 0, "something was reached"),
        ((), None, "There is no report yet"),
    ],
)
async def test_it_warns_of_what_is_old_or_red_or_not_there(
    site: Site, parts: tuple[Part, ...], days: int | None, said: str
) -> None:
    if days is not None:
        await put(site, *parts, days=days)
    page = (await (await site.signed_in(site.world.larkmere, "ig_lead")).get(PAGE)).text
    assert ("cg-note--warn" in page) is bool(said)
    assert said in page
    assert "commonground check isolation --tenant larkmere" in page


async def test_another_councils_lead_sees_nothing_of_it(site: Site) -> None:
    report = await put(site, RED)
    neighbour = await site.signed_in(site.world.hallowdene, "ig_lead")
    assert "There is no report yet" in (await neighbour.get(PAGE)).text
    for address in (f"{PAGE}/{report}", f"{PAGE}/{report}/file"):
        assert (await neighbour.get(address)).status_code == 404


@pytest.mark.parametrize("person", ["screener", "manager", "partner", "analyst"])
async def test_who_does_not_answer_for_access_sees_none(site: Site, person: str) -> None:
    report = await put(site, GREEN)
    browser = await site.signed_in(site.world.larkmere, person)
    assert (await browser.get(PAGE)).status_code == 403
    assert (await browser.get(f"{PAGE}/{report}")).status_code == 404


async def test_a_list_costs_what_a_list_may(site: Site) -> None:
    for days in range(5):
        await put(site, GREEN, days=days)
    lead = await site.signed_in(site.world.larkmere, "ig_lead")
    statements = Statements(pools_of(site.app).app)
    assert (await lead.get(PAGE)).status_code == 200
    statements.stop()
    assert len(statements) <= LIST, statements.sent
