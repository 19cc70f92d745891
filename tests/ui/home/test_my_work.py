"""My work shows what changed, whatever kind of line a colleague left in a referral's history."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework import acting, add_referral
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.tenants.referrals.events import write_line
from commonground.tenants.referrals.history import LINE_KINDS, LOOKS, LineKind
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.my_work import CHANGES, WAITING_MOST
from commonground.tenants.referrals.types import ReferralState
from commonground.ui.home.views import CHANGED
from commonground.ui.shell.dates import short_day
from pages import counting
from plain_rows import put_referral
from told import tell
from web import Site


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
    assert "None fits these filters. In all:" in nothing
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


async def clear(site: Site) -> None:
    """What earlier tests put in is decided."""
    await tell(
        site.world,
        "update tenants.referrals set state = 'decided', outcome = 'advice', rationale = 'x', paused_at = null,"
        " decided_by = (select s.id from council.staff s where s.tenant_id = referrals.tenant_id limit 1)",
    )


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


async def test_counts_are_of_all_that_waits_and_not_of_the_rows_shown(site: Site) -> None:
    await clear(site)
    larkmere, now = site.world.larkmere, datetime.now(UTC)
    midnight = now.astimezone(LONDON).replace(hour=23, minute=59, second=50)
    for number in range(WAITING_MOST + 3):
        await put_referral(site.world, larkmere, title=f"Today {number}", decision_due_at=midnight)
    for number in range(2):
        late = now - timedelta(minutes=1)
        await put_referral(site.world, larkmere, title=f"Late {number}", decision_due_at=late)
    await put_referral(site.world, larkmere, title="Far", decision_due_at=now + timedelta(days=20))
    await put_referral(site.world, larkmere, title="Elsewhere", team_id=larkmere.teams["locality"])
    await put_referral(site.world, site.world.hallowdene, decision_due_at=midnight)
    page = (await (await site.signed_in(larkmere, "screener")).get("/my-work")).text
    due = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", section(page, "due"))
    assert due == [("Overdue", "2 decisions"), ("Today", f"{WAITING_MOST + 3} decisions")]
    assert "Of what waits for you." in section(page, "due")
    waiting = section(page, "waiting")
    assert f"Also waiting for me ({WAITING_MOST + 5})" in waiting
    assert f"The {WAITING_MOST - 1} most urgent are shown." in waiting
    assert waiting.count('<th scope="row">') == WAITING_MOST - 1
    assert "12+" not in page


async def test_links_to_the_tracker_say_what_is_there(site: Site) -> None:
    await clear(site)
    larkmere = site.world.larkmere
    own = larkmere.people["screener"].staff_id
    await put_referral(site.world, larkmere, title="Own", state="screening", lead_id=own)
    for number in range(2):
        await put_referral(site.world, larkmere, title=f"Free {number}")
    screener = await site.signed_in(larkmere, "screener")
    waiting = section((await screener.get("/my-work")).text, "waiting")
    links = re.findall(r'href="(/tracker[^"]*)">([^<]*)</a>', waiting)
    assert links == [("/tracker?view=mine", "Yours in the tracker (1)"),
                     ("/tracker?view=nobody", "With nobody yet in the tracker (2)")]  # fmt: skip
    for (href, _), count in zip(links, (1, 2), strict=True):
        assert (await screener.get(href)).text.count('<th scope="row">') == count
    await put_referral(
        site.world, larkmere, state="screening", team_id=larkmere.teams["specialist"],
        lead_id=larkmere.people["practitioner"].staff_id,
    )  # fmt: skip
    waiting = section((await (await site.signed_in(larkmere, "practitioner")).get("/my-work")).text, "waiting")
    assert re.findall(r'href="(/tracker[^"]*)"', waiting) == ["/tracker?view=mine"]


@pytest.mark.parametrize(
    ("ago", "heading"),
    [
        (timedelta(days=3), "Changed since you looked"),
        (timedelta(hours=1), "Changed in the last day"),
        (None, "Changed in the last 7 days"),
    ],
)
async def test_what_changed_says_since_when(site: Site, ago: timedelta | None, heading: str) -> None:
    larkmere, now = site.world.larkmere, datetime.now(UTC)
    looked = now - ago if ago else None
    await tell(
        site.world, "update council.staff set looked_at = :looked where id = :id",
        looked=looked, id=larkmere.people["screener"].staff_id,
    )  # fmt: skip
    page = (await (await site.signed_in(larkmere, "screener")).get("/my-work")).text
    changed = section(page, "changed")
    assert heading in changed
    since = looked if ago == timedelta(days=3) else now - (timedelta(days=1) if ago else timedelta(days=7))
    assert since is not None
    assert f"Since {short_day(since)}" in changed


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"attention": "danger"}, "It comes first because the reporter says that somebody is in danger now."),
        ({"due": timedelta(days=-9)}, "It comes first because it is overdue the longest."),
        ({"due": timedelta(hours=2)}, "It comes first because its decision is due soonest."),
    ],
)
async def test_where_to_start_says_why_and_is_not_said_twice(site: Site, changes: dict[str, Any], why: str) -> None:
    if "due" in changes:
        changes = {"decision_due_at": datetime.now(UTC) + changes["due"]}
    await clear(site)
    await put_referral(site.world, site.world.larkmere, title="Later")
    await put_referral(site.world, site.world.larkmere, title="Urgent", **changes)
    page = (await (await site.signed_in(site.world.larkmere, "screener")).get("/my-work")).text
    first = page.split('aria-labelledby="first"')[1].split("</section>")[0]
    assert "Urgent" in first
    assert why in first
    waiting = section(page, "waiting")
    assert "Urgent" not in waiting
    assert "Later" in waiting
    assert "Also waiting for me (1)" in waiting


async def test_when_only_one_waits_nothing_else_does(site: Site) -> None:
    await clear(site)
    await put_referral(site.world, site.world.larkmere, title="The only one")
    page = (await (await site.signed_in(site.world.larkmere, "screener")).get("/my-work")).text
    assert page.count("The only one") == 1
    assert "Nothing else waits for you." in section(page, "waiting")
    assert "aiting for me (0)" not in page


async def test_the_page_takes_no_more_statements_however_much_waits(site: Site) -> None:
    screener = await site.signed_in(site.world.larkmere, "screener")
    await screener.get("/my-work")  # and notes that it was looked at
    with counting(site) as statements:
        await screener.get("/my-work")
    assert len(statements) <= 7, statements.sent


async def test_what_waits_after_a_decision_is_counted_for_whoever_leads_it_alone(site: Site) -> None:
    here = site.world.larkmere
    await add_referral(site.world, here, state="decided", outcome="strategy_discussion", team="specialist",
                       lead="practitioner")  # fmt: skip  # one referral
    page = (await (await site.signed_in(here, "practitioner")).get("/my-work")).text
    assert re.search(r'href="/worklist\?kind=record_agreed"[^>]*>Agreements to record \(1\)', page)
    manager = (await (await site.signed_in(here, "specialist_manager")).get("/my-work")).text
    assert "kind=record_agreed" not in manager, "it is in the list of their team"


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
