"""Contacts on no context: whoever reads the next one about the same sees them, with what became of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from casework import ARRIVED, Told, add_context, add_referral, say_plainly
from councils import World
from pages import counting
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
