"""Referrals that are begun in two tabs: neither loses a word; each is gone on with, sent or thrown away by itself."""

from __future__ import annotations

import re

import pytest

from councils import World
from referrer import Form, answers, row_of
from told import ask, rows, tell
from web import Browser, Site, hidden_in, token_in

PEOPLE = ["practitioner", "partner"]


@pytest.fixture(autouse=True)
async def nothing_begun(world: World) -> None:
    await tell(world, "delete from council.drafts")


async def opened(browser: Browser, address: str = "/refer") -> Form:
    """The form of a tab, as its script or its button would send it."""
    page = (await browser.get(address)).text
    return {"_token": token_in(page), **hidden_in(page), **answers()}


async def keep(browser: Browser, tab: Form, where: str) -> Form:
    """What the tab is after this was typed into it and kept."""
    typed = tab | {"where": where}
    assert (await browser.post("/refer/draft", typed, htmx=True)).status_code == 204
    return typed


async def kept(world: World) -> list[str]:
    found = await rows(world, "select answers #>> '{where,0}' as said from council.drafts where form = 'refer'")
    return sorted(each.said for each in found)


def offered(page: str) -> list[str]:
    """The addresses at which one goes on with another draft."""
    return re.findall(r'id="go-on-\d+" href="(/refer\?draft=[0-9a-f-]{36})"', page)


@pytest.mark.parametrize("person", PEOPLE)
async def test_two_tabs_are_two_drafts_and_both_are_offered(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    one, other = await opened(browser), await opened(browser)
    await keep(browser, one, "The bandstand")
    await keep(browser, other, "The boat house")
    await keep(browser, one, "The bandstand at night")
    assert await kept(world) == ["The bandstand at night", "The boat house"]
    again = await site.signed_in(world.larkmere, person)
    page = (await again.get("/refer")).text
    assert 'value="The bandstand at night"' in page, "what was kept last stands in the form"
    (address,) = offered(page)
    assert "Begun" in page
    assert "The boat" not in address
    second = (await again.get(address)).text
    assert 'value="The boat house"' in second
    assert "“The bandstand at night”" in second


async def test_what_is_begun_is_offered_to_nobody_else(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    tabs = [await opened(browser), await opened(browser)]
    for tab, where in zip(tabs, ("Tollgate one", "Tollgate two"), strict=True):
        await keep(browser, tab, where)
    for council, person in ((world.larkmere, "screener"), (world.larkmere, "partner"), (world.hallowdene, "screener")):
        other = await site.signed_in(council, person)
        for tab in tabs:
            found = await other.client.get(f"/refer?draft={tab['key']}", follow_redirects=True)
            assert (found.status_code, "Tollgate" in found.text) == (200, False)
            await other.submit("/refer", {"draft": f"{tab['key']}."}, to="/refer/drop")
    assert await kept(world) == ["Tollgate one", "Tollgate two"]


@pytest.mark.parametrize("person", PEOPLE)
async def test_one_draft_gone_on_with_in_two_tabs_becomes_two(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    await keep(browser, await opened(browser), "Weir")
    one, other = await opened(browser), await opened(browser)
    assert one["key"] == other["key"], "both show the same draft"
    await keep(browser, one, "Weir path")
    await keep(browser, other, "Weir bridge")
    await keep(browser, one, "Weir path, north")
    await keep(browser, other, "Weir bridge, south")
    assert await kept(world) == ["Weir bridge, south", "Weir path, north"]


async def test_what_the_first_tab_went_on_to_write_is_not_written_over_by_the_second(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    one = await keep(browser, await opened(browser), "Weir")
    other = await opened(browser)
    assert other["key"] == one["key"]
    await keep(browser, one, "Weir path")
    await keep(browser, other, "Weir bridge")
    assert await kept(world) == ["Weir bridge", "Weir path"]


async def test_one_tab_that_keeps_itself_again_and_again_is_one_draft(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    for where in ("W", "We", "Weir"):
        tab = await opened(browser)
        await keep(browser, tab, f"{where}.")
        await keep(browser, tab, where)
    assert await kept(world) == ["Weir"], "opened again, it goes on"


@pytest.mark.parametrize("person", PEOPLE)
async def test_sending_one_tab_leaves_what_was_typed_in_the_other(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    await keep(browser, await opened(browser), "Ferry")
    one, other, there = await opened(browser), await opened(browser), f"Ferry road of the {person}"
    await keep(browser, other, "Ferry steps")
    sent = [await browser.post("/refer", one | {"where": there}) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"], "sent twice is sent once"
    assert (await row_of(world, sent[0].headers["location"].rpartition("/")[2])).title == there
    assert await kept(world) == ["Ferry steps"]
    other["where"] = "Ferry steps"
    last = await browser.post("/refer", other)
    assert last.headers["location"] not in ("/refer", sent[0].headers["location"])
    assert await kept(world) == []
    assert (await ask(world, "select count(*) from tenants.referrals where title = :there", there=there)).count == 1


@pytest.mark.parametrize("person", PEOPLE)
async def test_the_tab_that_was_second_sends_twice_what_is_sent_once(site: Site, world: World, person: str) -> None:
    """Also when nothing is left of what the first one showed."""
    browser = await site.signed_in(world.larkmere, person)
    await keep(browser, await opened(browser), "Tow")
    one, other = await opened(browser), await opened(browser)
    second = await keep(browser, other, f"Tow rope of the {person}")
    first = await browser.post("/refer", one | {"where": f"Tow path of the {person}"})
    sent = [(await browser.post("/refer", second)).headers["location"] for _ in range(2)]
    assert sent[0] == sent[1] != first.headers["location"]


CHANGED: list[Form] = [
    {"danger": "yes"},
    {"harms": ["missing"]},
    {"ages": ["13_15"]},
    {"children": "6_10"},
    {"adults": "A man who waits there"},
    {"case_references": "LCS20447"},
    {"phone": "020 7946 0155"},
    {"basis": "legal_obligation"},
]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("changed", CHANGED, ids=lambda each: next(iter(each)))
async def test_an_answer_that_is_changed_before_the_second_press_is_not_lost(
    site: Site, world: World, person: str, changed: Form
) -> None:
    browser = await site.signed_in(world.larkmere, person)
    form = (await opened(browser, "/refer?draft=new")) | {"where": f"Weir of the {person}"}
    form |= {"harms": ["cce", "missing"], "ages": ["13_15", "16_17"]}
    first, second, again = [
        (await browser.post("/refer", each)).headers["location"] for each in (form, form | changed, form | changed)
    ]
    assert first != second == again
    if "danger" in changed:
        assert (await row_of(world, second.rpartition("/")[2])).attention == "danger"


async def test_a_form_that_was_refused_writes_over_no_other_tab(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    await keep(browser, await opened(browser), "Mill")
    one, other = await opened(browser), await opened(browser)
    await keep(browser, other, "Mill race")
    refused = await browser.post("/refer", one | {"where": "Mill lane", "harms": []})
    assert refused.status_code == 422
    assert await kept(world) == ["Mill lane", "Mill race"]
    mended = {**one, **hidden_in(refused.text), "where": "Mill lane"}
    assert (await browser.post("/refer", mended)).status_code == 303
    assert await kept(world) == ["Mill race"]


async def test_without_a_script_the_button_keeps_it_and_says_that_it_is_two(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    await keep(browser, await opened(browser), "Lock")
    one, other = await opened(browser), await opened(browser)
    first = await browser.post("/refer/draft", one | {"where": "Lock gate"}, follow=True)
    assert "Your draft is kept." in first.text
    assert "Another tab" not in first.text
    second = await browser.post("/refer/draft", other | {"where": "Lock house"}, follow=True)
    assert "Another tab wrote on where this one began" in second.text
    assert 'value="Lock house"' in second.text
    assert len(offered(second.text)) == 1


async def test_each_is_thrown_away_by_itself(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    one, other = await opened(browser), await opened(browser)
    await keep(browser, one, "Barn")
    await keep(browser, other, "Byre")
    page = (await browser.get("/refer")).text
    (which,) = re.findall(r'name="draft" value="([^"]+)"', page)
    await keep(browser, one, "Barn door")
    late = await browser.submit("/refer", {"draft": which}, to="/refer/drop", follow=True)
    assert "written on in another tab" in late.text
    assert await kept(world) == ["Barn door", "Byre"], "nobody throws away what they have not seen"
    (which,) = re.findall(r'name="draft" value="([^"]+)"', (await browser.get("/refer")).text)
    stood = str(one["key"])
    assert f'name="open" value="{stood}"' in (await browser.get("/refer")).text
    gone = await browser.submit("/refer", {"draft": which, "open": stood}, to="/refer/drop", follow=True)
    assert "The draft is gone." in gone.text
    assert 'value="Barn door"' in gone.text, "what stood in the form stands in it still"
    assert await kept(world) == ["Barn door"]
    dropped = await browser.post("/refer/drop", await opened(browser), follow=True)
    assert "The draft is gone." in dropped.text
    assert await kept(world) == []


async def test_throwing_away_in_one_tab_leaves_what_the_other_wrote(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    await keep(browser, await opened(browser), "Quay")
    one, other = await opened(browser), await opened(browser)
    await keep(browser, other, "Quay wall")
    await browser.post("/refer/drop", one)
    assert await kept(world) == ["Quay wall"]


async def test_another_is_begun_beside_the_one_that_is_kept(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    first = await keep(browser, await opened(browser), "Yard")
    page = (await browser.get("/refer")).text
    assert 'href="/refer?draft=new"' in page
    new = await opened(browser, "/refer?draft=new")
    assert new["key"] != first["key"]
    await keep(browser, new, "Yard two")
    assert await kept(world) == ["Yard", "Yard two"]


@pytest.mark.parametrize("which", ["0192f000-0000-7000-8000-000000000000", "none", "'"])
async def test_a_draft_that_is_not_there_leads_to_the_form(site: Site, world: World, which: str) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    found = await browser.client.get("/refer", params={"draft": which}, follow_redirects=True)
    assert found.status_code == 200
    assert "sent or thrown away meanwhile" in found.text


@pytest.mark.parametrize("sent", ["x.\x00", "\x00", ".", f"{'0' * 36}.{'9' * 900}"])
async def test_an_odd_press_throws_nothing_away(site: Site, world: World, sent: str) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    await keep(browser, await opened(browser), "Hedge")
    pressed = await browser.submit("/refer", {"draft": sent, "open": sent}, to="/refer/drop")
    assert pressed.status_code == 303
    assert await kept(world) == ["Hedge"]
