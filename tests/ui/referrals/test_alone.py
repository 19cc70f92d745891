"""Contacts on no context: whoever reads the next one about the same sees them, with what became of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from casework import ARRIVED, Told, add_context, add_referral, say_plainly
from councils import World
from pages import counting
from told import tell
from web import Site

OTTER = ("Otter Chicken", "3 Otter Row")


async def add_alone(world: World, where: str, address: str, **more: Any) -> Told:
    more = {"state": "decided", "outcome": "advice", "title": where} | more
    told = await add_referral(world, more.pop("council", world.larkmere), **more)
    return await say_plainly(world, told, where, address)


async def test_a_screener_sees_what_was_told_before_though_it_was_closed_on_its_own(site: Site, world: World) -> None:
    monday = await add_alone(world, *OTTER, received=ARRIVED - timedelta(days=3), harms=("substances",))
    withdrawn = await add_alone(world, *OTTER, state="withdrawn", received=ARRIVED - timedelta(days=4))
    hidden = await add_alone(world, *OTTER, named=("manager",))
    foreign = await add_alone(world, *OTTER, council=world.hallowdene)
    old = await add_alone(world, *OTTER, received=ARRIVED - timedelta(days=366))
    new = await add_alone(world, *OTTER, state="new")
    thursday = await add_alone(world, *OTTER, state="screening", lead="screener")
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{thursday.reference}"
    with counting(site) as statements:
        page = (await browser.get(here)).text
    assert len(statements) <= 12, statements.sent
    alone = page[page.index('id="alone"') : page.index('id="history"')]
    assert re.search(rf"{monday.reference}.*?15 November 2026, [^<]*: No further action, with advice", alone, re.DOTALL)
    assert re.search(rf"{withdrawn.reference}.*?: Withdrawn", alone, re.DOTALL)
    assert new.reference not in alone, "it stands among what is open"
    assert new.reference in page
    assert monday.reference in (await browser.get(f"/referrals/{new.reference}")).text, "before anybody takes it too"
    with counting(site) as statements:
        beside = (await browser.get(f"{here}/beside")).text
    assert len(statements) <= 7, statements.sent
    alone = beside[beside.index("On no context") :]
    for each in (monday, withdrawn, new):
        assert f'href="/referrals/{each.reference}"' in alone
    assert "Harm: criminal exploitation here, substances there." in alone
    for away in (hidden, foreign, old):
        assert away.reference not in page
        assert away.reference not in beside


async def test_from_one_on_a_context_the_others_are_put_there(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Heron Fish", address="7 Heron Way")
    monday = await add_alone(world, "Heron Fish", "7 Heron Way")
    told = await add_alone(world, "Heron Fish", "7 Heron Way", outcome="added_to_context", context=known)
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    assert f'href="{here}/beside"' in (await browser.get(here)).text
    page = (await browser.get(f"{here}/beside")).text
    link = re.search(rf'href="(/tracker/link\?pick={monday.reference}[^"]*)"', page)
    assert link
    preview = (await browser.get(link.group(1).replace("&amp;", "&"))).text
    assert "1 will be put on it" in preview
    assert known.reference in preview


async def test_only_what_may_be_put_on_a_context_leads_there(site: Site, world: World) -> None:
    own = {"team": "specialist", "received": ARRIVED - timedelta(days=2)}
    monday = await add_alone(world, "Weir Grill", "8 Weir Street", **own)
    theirs = await add_alone(world, "Weir Grill", "8 Weir Street")
    told = await add_alone(world, "Weir Grill", "8 Weir Street", team="specialist")
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get(f"/referrals/{told.reference}/beside")).text
    assert monday.reference in page
    assert theirs.reference not in page
    assert "/tracker/link" not in page


async def test_those_on_no_context_are_counted_where_the_next_one_is_decided(site: Site, world: World) -> None:
    """Not in sentences of their own that somebody has to count."""
    now = datetime.now(UTC)
    for hours, harms in ((30, ("substances",)), (20, ("cce",))):
        await add_alone(world, "Teal Kebab", "5 Teal Row", received=now - timedelta(hours=hours), harms=harms)
    await add_alone(world, "Teal Kebab", "5 Teal Row", state="withdrawn", received=now - timedelta(hours=9))
    third = await add_alone(
        world, "Teal Kebab", "5 Teal Row", state="screening", lead="screener", received=now - timedelta(hours=6)
    )
    page = (await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{third.reference}")).text
    assert re.search(r"It adds up if they are about the same: 3 on no context in [12] days?", page)
    assert "Why now:</b> This is the third contact." in page
    assert "It is the first to name" not in page
    assert "3 contacts in 28 days" in page
    first = await add_alone(world, "Velvet Scoter’s Bakery", "2 Velvet Mews", state="screening", lead="screener")
    page = (await (await site.signed_in(world.larkmere, "screener")).get(f"/referrals/{first.reference}")).text
    assert "It adds up" not in page


async def test_a_neighbour_that_only_shares_the_postcode_is_not_what_it_adds_up_with(site: Site, world: World) -> None:
    """Another name, street and number: whoever decides may still choose it, but nothing is counted on it."""
    known = await add_context(world, world.larkmere, name="Plover Pantry", address="14 Plover Lane")
    plain = "name = 'Plover Pantry', address = '14 Plover Lane', postcode = 'LM4 2QU'"
    await tell(world, f"update tenants.contexts set {plain} where id = :id", id=known.id)
    for days in (3, 2):
        await add_referral(
            world, world.larkmere, state="decided", context=known, received=ARRIVED - timedelta(days=days)
        )
    told = await add_alone(world, "Grebe Chicken", "9 Grebe Street", state="screening", lead="screener")
    await tell(world, "update tenants.reports set postcode = 'LM4 2QU' where id = :id", id=told.report_id)
    before = await add_alone(world, "Grebe Chicken", "9 Grebe Street", received=ARRIVED - timedelta(days=1))
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "Same postcode" in page, "it is proposed all the same"
    assert "It adds up if this is" not in page
    assert "2 on no context in 1 day" in page
    await tell(world, "update tenants.reports set address = '14 Plover Lane' where id = :id", id=told.report_id)
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "It adds up if this is Plover Pantry: 3 contacts in 3 days" in page
    assert before.reference in page
    assert "With this one, 2 on no context in 1 day." in page
