"""Why something was shared is read afterwards too, by whoever answers for it; and what shows on the page works."""

from __future__ import annotations

import re

import pytest

from casework import add_context
from councils import World
from handing_over import REASONS, Hands
from told import ask, rows, tell
from web import Site

pytestmark = pytest.mark.crosses("larkmere", "hallowdene")
STAYS = (REASONS["necessity"], REASONS["advice"], "stays-here-84")
_LINK = re.compile(r'id="act-\d+" href="([^"]+)"')


@pytest.fixture
def hands(site: Site) -> Hands:
    return Hands(site)


async def test_necessity_advice_and_the_reason_stand_on_the_senders_page(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.accept(reference)
    read = {
        ("larkmere", "practitioner"): STAYS,
        ("larkmere", "specialist_manager"): STAYS,
        ("larkmere", "ig_lead"): STAYS,
        ("larkmere", "screener"): (),
        ("larkmere", "manager"): (),
        ("larkmere", "overlap_coordinator"): (),
        ("hallowdene", "practitioner"): (),
        ("hallowdene", "ig_lead"): (),
    }
    for (council, person), marks in read.items():
        browser = await hands.of(getattr(world, council), person)
        page = (await browser.get(f"/handoffs/{reference}")).text
        assert tuple(mark for mark in STAYS if mark in page) == marks, (council, person)
    noted = "select count(*) from audit.entries where reference = :it and action = 'read_handoff' and staff_id = :who"
    lead = world.larkmere.people["ig_lead"].staff_id
    assert (await ask(world, noted, it=reference, who=lead))[0] == 1, "that they read it is in the trail"


async def test_of_a_restricted_record_nobody_reads_why_who_is_not_named(hands: Hands, world: World) -> None:
    known = await add_context(world, world.larkmere, team="specialist", lead="practitioner")
    reference = await hands.begin(about=known)
    await hands.propose(reference)
    await hands.agree(reference)
    priya = await hands.of(world.larkmere, "practitioner")
    assert (await priya.submit(f"/handoffs/{reference}/send", {})).status_code == 303
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=known.id)
    columns = "(tenant_id, record_id, staff_id, since)"
    named = f"insert into tenants.named_people {columns} values (:council, :record, :who, now())"
    who = world.larkmere.people["practitioner"].staff_id
    await tell(world, named, council=world.larkmere.id, record=known.id, who=who)
    assert STAYS[0] in (await priya.get(f"/handoffs/{reference}")).text
    await tell(world, "update identity.sessions set confirmed_at = null")
    unconfirmed = await priya.get(f"/handoffs/{reference}")
    assert STAYS[0] not in unconfirmed.text, "that it is they is to be shown first, as for its package"
    lead = await hands.of(world.larkmere, "ig_lead")
    assert (await lead.get(f"/handoffs/{reference}")).status_code == 404


async def test_every_act_that_shows_opens(hands: Hands, world: World) -> None:
    """Whoever took it reads it, and may still not be of those who answer for the council."""
    reference = await hands.offer()
    await hands.accept(reference)
    here, there = ("practitioner", "specialist_manager", "ig_lead"), ("practitioner", "specialist_manager", "screener")
    for council, person in (*(("larkmere", each) for each in here), *(("hallowdene", each) for each in there)):
        browser = await hands.of(getattr(world, council), person)
        links = _LINK.findall((await browser.get(f"/handoffs/{reference}")).text)
        for link in links:
            assert (await browser.get(link)).status_code == 200, (council, person, link)
        declines = [link for link in links if link.endswith("/decline")]
        assert bool(declines) == ((council, person) == ("hallowdene", "specialist_manager")), (council, person)


async def test_later_news_of_what_has_moved_on_says_so_and_stays_typed(hands: Hands, world: World) -> None:
    reference = await hands.offer()
    await hands.act("hallowdene", reference, "decline", reason="not_ours", words="It lies beyond the river.")
    priya = await hands.of(world.larkmere, "practitioner")
    late = await priya.submit("/account", {"f_tried": "later-news-91"}, to=f"/handoffs/{reference}/supplement")
    assert late.status_code == 409
    assert "It has moved on meanwhile" in late.text
    assert "later-news-91" in late.text
    sealed = "select 1 from tenants.packages p join tenants.disclosures d on d.id = p.crossing_id and p.no = 2"
    assert not await rows(world, f"{sealed} where d.reference = :it", it=reference)
