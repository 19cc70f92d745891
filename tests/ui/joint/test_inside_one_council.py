"""What stands between colleagues of one council: minutes given back, messages of coordinators, and all its receipts."""

from __future__ import annotations

import re

import pytest

from commonground.platform.joint import queries
from commonground.platform.joint.types import PartKind
from councils import World
from jointly import add, check, joined, minuted
from told import ask, rows
from web import Site

BOSS = "specialist_manager"
Form = dict[str, str | list[str]]


async def test_minutes_given_back_are_there_to_be_changed_and_listed_until_then(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    day = (await ask(world, "select current_date as day")).day
    meeting = await add(world, begun, world.larkmere, world.hallowdene, kind=PartKind.MEETING, due_on=day)
    made = await minuted(world, begun, meeting, world.larkmere)
    browser, place = await site.signed_in(world.larkmere, "practitioner"), f"/joint/{begun.reference}"
    anew = f"{place}/parts/{meeting}/minutes"
    assert "We agreed on two evenings." not in (await browser.get(anew)).text
    await check(world, made, world.larkmere, publish=False)
    page = (await browser.get(f"{place}/minutes/{made}")).text
    assert f'href="{anew}"' in page
    page = (await browser.get(anew)).text
    assert "We agreed on two evenings." in page
    assert re.search(r'name="people"[^>]*value="4"', page)
    assert re.search(r'value="police"[^>]*checked', page)
    assert "given back" in (await browser.get(place)).text
    typed: Form = {"words": "We agreed on two.", "people": "4", "agencies": ["police"]}
    assert (await browser.submit(anew, typed)).status_code == 303
    page = (await browser.get(place)).text
    assert "given back" not in page
    assert "wait for a second person" in page
    newer = await ask(world, "select id from tenants.joint_minutes where meeting_id = :id order by id desc", id=meeting)
    await check(world, newer.id, world.larkmere, publish=True)
    assert "Minutes that wait" not in (await browser.get(place)).text
    assert "We agreed on two evenings." not in (await browser.get(anew)).text


async def test_a_message_between_coordinators_is_opened_by_no_colleague(site: Site, world: World) -> None:
    begun = await joined(world, world.hallowdene)
    made = await add(world, begun, world.larkmere, world.hallowdene, words="A marked-message", kind=PartKind.MESSAGE)
    colleague, ours = await site.signed_in(world.larkmere, "practitioner"), await site.signed_in(world.larkmere, BOSS)
    for path in ("withdraw", "show"):
        here = f"/joint/{begun.reference}/parts/{made}/{path}"
        assert (await colleague.get(here)).status_code == 404, path
        assert (await colleague.submit("/account", {"words": ""}, to=here)).status_code == 404, path
        assert "marked-message" in (await ours.get(here)).text, path


async def test_every_receipt_can_be_reached_however_many_there_are(
    site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_RECEIPTS", 2)
    begun = await joined(world, world.hallowdene)
    for _ in range(5):
        await add(world, begun, world.larkmere, world.hallowdene)
    kept = "select id, no from council.receipts where crossing_id = :id and tenant_id = :ours order by no desc"
    receipts = await rows(world, kept, id=begun.id, ours=world.larkmere.id)
    browser, place = await site.signed_in(world.larkmere, "practitioner"), f"/joint/{begun.reference}"
    page = (await browser.get(f"{place}/history")).text
    assert "The newest receipts" not in page
    seen: list[str] = re.findall(r"/receipts/([0-9a-f-]+)/file", page)
    while older := re.search(r'href="([^"]+)#receipts" rel="next">Older receipts', page):
        assert "At most 2 are shown at once." in page
        page = (await browser.get(older[1])).text
        assert f'href="{place}/history#receipts">The newest receipts' in page
        seen += re.findall(r"/receipts/([0-9a-f-]+)/file", page)
    assert seen == [str(row.id) for row in receipts]
    assert len(seen) == 5
    assert "shown at once" not in page, "these are the last"
    beyond = (await browser.get(f"{place}/history?before={receipts[-1].no}")).text
    assert "No older ones." in beyond
    for odd in ("", "x", "-1", "9" * 30):
        assert str(receipts[0].id) in (await browser.get(f"{place}/history?before={odd}")).text, odd
