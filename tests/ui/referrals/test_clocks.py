"""A referral's clocks on its page: who says so, how often they stood still and for whom, and what a council chose."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from casework import Told, add_referral
from commonground.platform.calendar import WorkingCalendar
from commonground.platform.councils.types import Nation
from commonground.ui.shell.dates import weekday_day
from councils import World, canary
from told import tell
from web import Browser, Site

CALENDAR = WorkingCalendar(Nation.ENGLAND)
_EVENT = (
    "insert into tenants.referral_events"
    " (tenant_id, id, referral_id, at, verb, from_state, to_state, words, asked_whom)"
    " values (:council, gen_random_uuid(), :id, :at, :verb, :before, :after, '', :whom)"
)


async def _clock(browser: Browser, told: Told) -> str:
    page = (await browser.get(f"/referrals/{told.reference}")).text
    found = re.search(r'<span class="cg-clock[^"]*">(.*?)</span>', page)
    return re.sub(r"<[^>]+>", "", found[1]) if found else ""


async def _paused(world: World, told: Told, start: datetime, end: datetime, whom: str) -> None:
    """In the history; the deadline is set apart from it."""
    for at, verb, before, after in (
        (start, "ask_for_more", "screening", "waiting"), (end, "resume", "waiting", "screening")
    ):  # fmt: skip  # two lines of the history
        await tell(world, _EVENT, council=world.larkmere.id, id=told.id, at=at, verb=verb, before=before, after=after,
                   whom=whom if verb == "ask_for_more" else None)  # fmt: skip  # one line of it


async def test_a_clock_says_in_one_line_by_when_by_whose_rule_and_how_often_it_stood_still(
    site: Site, world: World
) -> None:
    now = datetime.now(UTC)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", received=now - timedelta(60))
    due = CALENDAR.due_after_working_days(now, 3)
    await tell(world, "update tenants.referrals set decision_due_at = :due where id = :id", due=due, id=told.id)
    browser = await site.signed_in(world.larkmere, "screener")
    policy = "1 working day by your council’s policy"
    assert await _clock(browser, told) == f"Decide by 5pm, {weekday_day(due)} {policy}"
    monday = CALENDAR.opening(CALENDAR.add_working_days((now - timedelta(50)).date(), 0))
    await _paused(world, told, monday, CALENDAR.closing(monday.date()), "Brook Lane School")
    assert await _clock(browser, told) == (
        f"Decide by 5pm, {weekday_day(due)} {policy}; paused once for 1 working day: waiting for Brook Lane School"
    )
    later = CALENDAR.opening(CALENDAR.add_working_days(monday.date(), 1))
    await _paused(world, told, later, later + timedelta(hours=2), "the police")
    assert await _clock(browser, told) == (
        f"Decide by 5pm, {weekday_day(due)} {policy}; paused twice for 1 working day: "
        "waiting for Brook Lane School and the police"
    )


async def test_whom_we_asked_stands_by_the_clock_while_we_wait_and_after_it(site: Site, world: World) -> None:
    received = datetime.now(UTC) - timedelta(hours=1)
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", received=received)
    due = CALENDAR.due_after_working_days(received, 1)
    await tell(world, "update tenants.referrals set decision_due_at = :due where id = :id", due=due, id=told.id)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    asked: dict[str, str | list[str]] = {"version": "1", "asked": "school", "of_whom": "", "question": "Seen anybody?"}
    assert (await browser.submit(f"{here}/ask", asked)).status_code == 303
    today = weekday_day(datetime.now(UTC))
    assert await _clock(browser, told) == (
        f"Paused waiting for the school since {today}; 1 working day by your council’s policy"
    )
    assert (await browser.submit(f"{here}/resume", {"version": "2", "words": ""})).status_code == 303
    said = await _clock(browser, told)
    assert said.endswith("; paused once for less than a working hour: waiting for the school")


async def test_a_clock_that_we_suggest_runs_only_where_the_council_switched_it_on(site: Site, world: World) -> None:
    """And in no other council."""
    switch = "update commons.councils set switched_off = :off where id = :id"
    councils = (world.larkmere, world.hallowdene)
    pages = []
    for council, off in zip(councils, ([], ["consultation_clock"]), strict=True):
        await tell(world, switch, off=off, id=council.id)
        told = await add_referral(world, council, state="decided", lead="screener", outcome="consultation")
        browser = await site.signed_in(council, "screener")
        pages.append((await browser.get(f"/referrals/{told.reference}")).text)
        await tell(world, switch, off=[], id=council.id)
    assert "5 working days by our suggestion" in pages[0]
    assert "our suggestion" not in pages[1]
    assert canary("larkmere") in pages[0]
    assert canary("larkmere") not in pages[1]
