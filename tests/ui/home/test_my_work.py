"""My work shows what changed, whatever kind of line a colleague left in a referral's history."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from casework import acting, add_referral
from commonground.platform.access import Action
from commonground.tenants.referrals.events import write_line
from commonground.tenants.referrals.history import LINE_KINDS, LOOKS, LineKind
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.my_work import CHANGES, WAITING_MOST
from commonground.tenants.referrals.types import ReferralState
from commonground.ui.home.views import CHANGED
from councils import World, make_world
from plain_rows import put_referral
from postgres import Database
from told import tell
from web import Site, running_site


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    return asyncio.run(make_world(database))


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running_site(world) as running:
        yield running


def test_every_kind_of_change_has_its_words_and_looking_is_none() -> None:
    assert set(CHANGED) == set(CHANGES) == set(LINE_KINDS) - LOOKS


@pytest.mark.parametrize("kind", LINE_KINDS)
async def test_my_work_stands_whatever_a_colleague_did(site: Site, kind: LineKind) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere, title=f"Line of {kind}", state="decided")
    async with acting(site.world, larkmere, "screener") as work:
        row = await load_referral(work, told.reference, to=Action.READ_REFERRAL)
        write_line(work, row, kind, ReferralState(row.state))
    page = await (await site.signed_in(larkmere, "second_screener")).get("/my-work")
    assert page.status_code == 200
    shown = page.text.split('id="changed"')[1]
    assert (f"Line of {kind} " in shown) is (kind not in LOOKS)


@pytest.mark.parametrize(
    ("person", "words", "others"),
    [
        ("screener", "Open at the front door", "Open in your teams"),
        ("practitioner", "Open in your teams", "at the front door:"),
    ],
)
async def test_what_is_open_is_named_by_what_was_counted(site: Site, person: str, words: str, others: str) -> None:
    browser = await site.signed_in(site.world.larkmere, person)
    page = (await browser.get("/my-work")).text
    assert f"{words}:" in page
    assert others not in page
    tracker = (await browser.get("/tracker")).text
    assert words in tracker
    nothing = (await browser.get("/tracker?words=nothing-fits-this")).text
    assert "Nothing fits these filters" in nothing
    assert "Filtered. Without filters:" in nothing
    assert "open, overdue first" not in nothing


async def test_danger_now_is_where_work_begins(site: Site) -> None:
    """However late everything else is, and however much of it there is."""
    larkmere, now = site.world.larkmere, datetime.now(UTC)
    for number in range(WAITING_MOST + 2):
        late = now - timedelta(days=5)
        await put_referral(site.world, larkmere, title=f"Late {number}", decision_due_at=late)
    urgent = now + timedelta(days=1)
    await put_referral(site.world, larkmere, title="Danger quay", decision_due_at=urgent, attention="danger")
    page = (await (await site.signed_in(larkmere, "screener")).get("/my-work")).text
    assert page.index("Danger quay") < page.index("Late ")
    first = page.split('aria-labelledby="first"')[1].split("</section>")[0]
    assert "Danger quay" in first
    assert "Danger now, they say" in first


async def test_looking_at_masked_words_leaves_the_colleagues_page_alone(site: Site) -> None:
    larkmere = site.world.larkmere
    told = await add_referral(site.world, larkmere, masked="Most evenings.")
    screener = await site.signed_in(larkmere, "screener")
    assert (
        await screener.submit(f"/referrals/{told.reference}", {}, to=f"/referrals/{told.reference}/names")
    ).is_success
    for colleague in ("second_screener", "manager"):
        assert (await (await site.signed_in(larkmere, colleague)).get("/my-work")).status_code == 200


async def test_no_two_things_on_my_work_have_one_name(site: Site) -> None:
    """Somebody who practises and sets the council up starts in two places."""
    council = site.world.hallowdene
    await add_referral(site.world, council, title="To be read first")
    browser, who = await site.signed_in(council, "screener"), council.people["screener"].staff_id
    await tell(site.world, "update council.staff set roles = roles || '{council_admin}' where id = :id", id=who)
    await tell(site.world, "update commons.councils set opened_at = null where id = :id", id=council.id)
    page = (await browser.get("/my-work")).text
    assert "Set up your council" in page
    assert "To be read first" in page
    names = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in names.items() if times > 1] == []
