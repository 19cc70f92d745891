"""What did not arrive and every mail, over HTTP: all of it can be reached, and all of it tried again in one press."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from casework import Statements
from commonground.ui.edge import pools_of
from councils import TestCouncil, World, canary
from told import ask, rows, tell
from web import Browser, Site, running_site

HERE, LOG, ALL = "/council/notices", "/council/notices/log", "/council/notices/all-again"
_PUT = (
    "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at, attempts)"
    " select :council, ('01900000-0000-7000-8000-' || lpad(to_hex(:first + n), 12, '0'))::uuid, :staff,"
    " gen_random_uuid(), gen_random_uuid(), false, :state, now(), now(), 7 from generate_series(1, :many) n"
)
_STATES = "select state, count(*) from council.mails where tenant_id = :id group by 1 order by 1"


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    await tell(world, "truncate council.mails")
    async with running_site(world) as running:
        yield running


async def put(world: World, council: TestCouncil, state: str, many: int, first: int = 0) -> None:
    staff = council.people["screener"].staff_id
    await tell(world, _PUT, council=council.id, staff=staff, state=state, many=many, first=first)


async def states(world: World, council: TestCouncil) -> dict[str, int]:
    return {row.state: row.count for row in await rows(world, _STATES, id=council.id)}


async def walked(browser: Browser, page: str) -> list[list[str]]:
    """What stands on each page: the newest first, and then whatever it leads to."""
    found = []
    while page:
        text = (await browser.get(page)).text
        found.append(re.findall(r"<li.*?</li>", text.partition("<main")[2], re.DOTALL))
        older = re.search(r'id="page-next" href="([^"]+)"', text)
        page = older[1] if older else ""
    return found


async def test_every_one_that_did_not_arrive_can_be_reached(site: Site) -> None:
    larkmere = site.world.larkmere
    await put(site.world, larkmere, "refused", 70)
    await put(site.world, larkmere, "gave_up", 51, first=70)
    await put(site.world, larkmere, "sent", 9, first=200)
    await put(site.world, site.world.hallowdene, "refused", 30, first=300)
    admin = await site.signed_in(larkmere, "admin")
    pages = await walked(admin, HERE)
    mails = [re.findall(rf'action="{HERE}/([0-9a-f-]+)/again"', "".join(page)) for page in pages]
    assert [len(page) for page in mails] == [50, 50, 21]
    listed = [UUID(mail) for page in mails for mail in page]
    assert listed == sorted(set(listed), reverse=True)
    for page in (HERE, LOG):
        text = (await admin.get(page)).text
        assert canary("hallowdene") not in text
        assert ("121 mails, newest first." in text) is (page == HERE)


async def test_every_mail_can_be_reached(site: Site) -> None:
    larkmere = site.world.larkmere
    await put(site.world, larkmere, "sent", 60)
    await put(site.world, larkmere, "for_digest", 5, first=100)
    await put(site.world, site.world.hallowdene, "sent", 7, first=200)
    pages = await walked(await site.signed_in(larkmere, "admin"), LOG)
    assert [len(page) for page in pages] == [50, 10], "a line of a digest is no mail of its own"


@pytest.mark.parametrize("page", [HERE, LOG])
async def test_a_mail_of_anothers_marks_no_place(site: Site, page: str) -> None:
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    await put(site.world, larkmere, "refused", 3)
    await put(site.world, hallowdene, "refused", 1, first=100)
    foreign = (await ask(site.world, "select id from council.mails where tenant_id = :id", id=hallowdene.id))[0]
    admin = await site.signed_in(larkmere, "admin")
    own = (await ask(site.world, "select max(id::text) from council.mails where tenant_id = :id", id=larkmere.id))[0]
    assert "The daily digest" in (await admin.get(f"{page}?before={own}")).text
    for before in (foreign, "01900000-0000-7000-8000-00000000dead"):
        assert "The daily digest" not in (await admin.get(f"{page}?before={before}")).text


async def test_all_are_tried_again_in_one_press_and_the_second_does_nothing(site: Site) -> None:
    larkmere, hallowdene = site.world.larkmere, site.world.hallowdene
    for number, state in enumerate(("refused", "gave_up", "set_aside", "no_address")):
        await put(site.world, larkmere, state, 30, first=100 * number)
    await put(site.world, larkmere, "sent", 2, first=400)
    await put(site.world, hallowdene, "refused", 2, first=500)
    admin = await site.signed_in(larkmere, "admin")
    assert "Try all 120 again" in (await admin.get(HERE)).text
    statements = Statements(pools_of(site.app).app)
    done = await admin.submit(HERE, {}, to=ALL, follow=True)
    statements.stop()
    assert "120 are tried again now." in done.text
    assert "Nothing. Every mail was taken" in done.text
    assert sum("UPDATE council.mails" in each for each in statements.sent) == 1
    assert await states(site.world, larkmere) == {"queued": 120, "sent": 2}
    assert await states(site.world, hallowdene) == {"refused": 2}
    begun = "select count(*) from council.mails where tenant_id = :id and state = 'queued' and attempts = 0"
    assert (await ask(site.world, begun, id=larkmere.id))[0] == 120
    assert "Nothing was left to try again." in (await admin.submit(HERE, {}, to=ALL, follow=True)).text
    did = "select count(*) from audit.entries where action = 'set_notices:all_again' and tenant_id = :id"
    assert (await ask(site.world, did, id=larkmere.id))[0] == 1
    assert "Tried again all mail that did not arrive" in (await admin.get("/audit")).text


@pytest.mark.parametrize("person", ["screener", "manager", "ig_lead"])
async def test_only_an_administrator_reads_the_log_or_tries_all_again(site: Site, person: str) -> None:
    await put(site.world, site.world.larkmere, "refused", 2)
    browser = await site.signed_in(site.world.larkmere, person)
    assert (await browser.get(LOG)).status_code == 403
    assert (await browser.submit("/account", {}, to=ALL)).status_code == 403
    assert await states(site.world, site.world.larkmere) == {"refused": 2}


@pytest.mark.parametrize("page", [HERE, LOG])
async def test_as_many_statements_for_a_full_page_as_for_one(site: Site, page: str) -> None:
    counted = []
    admin = await site.signed_in(site.world.larkmere, "admin")
    for many, first in ((1, 0), (70, 100)):
        await put(site.world, site.world.larkmere, "refused", many, first)
        statements = Statements(pools_of(site.app).app)
        await admin.get(page)
        counted.append(len(statements))
        statements.stop()
    assert counted[0] == counted[1] <= 6
