"""The directory over HTTP: whose area a place is, whom to ring, and what each council lists by itself."""

from __future__ import annotations

import re

import pytest

from commonground.platform.directory import queries
from councils import World
from pages import words_in
from told import rows, tell
from web import Browser, Site

Form = dict[str, str | list[str]]
DESK: Form = {"version": "1", "kind": "desk", "name": "Cross-border desk", "about": "Handoffs", "email": "",
              "phone": "020 7946 0121", "hours": "Weekdays 9am to 5pm"}  # fmt: skip


@pytest.fixture(autouse=True)
async def areas(site: Site) -> None:
    for council in (site.world.larkmere, site.world.hallowdene):
        named = "update commons.councils set areas = array[:area] where id = :id"
        await tell(site.world, named, area=council.slug.title(), id=council.id)


async def found(browser: Browser, words: str, *, htmx: bool = False) -> str:
    answer = await browser.get(f"/directory?q={words}", htmx=htmx)
    assert answer.status_code == 200
    return words_in(answer.text.partition('id="results"')[2]) if not htmx else words_in(answer.text)


async def test_a_boundary_street_answers_with_both_councils_the_nearer_first(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    for postcode, first, second in (("HW1+1AA", "Hallowdene", "Larkmere"), ("lm91aa", "Larkmere", "Hallowdene")):
        for htmx in (False, True):
            page = await found(browser, postcode, htmx=htmx)
            assert "It is near a border: look at the address as well, and ask both sides." in page
            assert "2 councils" in page
            near = f"{second} C" if second == "Hallowdene" else second
            assert page.index(f"{first} ") < page.index("It lies in their area") < page.rindex(near)
            assert "Their area begins within about 90 metres" in page
    inside = await found(browser, "HW7+3QA")
    assert "HW7 3QA lies in Dene Forest, Hallowdene." in inside
    assert "border" not in inside
    assert "Larkmere Council" not in inside


async def test_what_is_not_known_is_said(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    assert "ZZ9 9ZZ is not found in the table of postcodes" in await found(browser, "ZZ9+9ZZ")
    page = await found(browser, "GW2+5AA")
    assert "GW2 5AA lies in Glanwern. No council on this platform has that area." in page
    assert "This postcode is no longer in use." in await found(browser, "LM4+9ZZ")
    assert "No council on this platform is called so" in await found(browser, "atlantis%00%25")


async def test_by_name_and_all_of_them(site: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.signed_in(world.larkmere, "analyst")
    page = await found(browser, "hallow")
    assert "Hallowdene County Council" in page
    assert "020 7946 0143" in page
    assert "Larkmere Council" not in page
    assert "2 councils" in await found(browser, "")
    first = queries.first_councils
    monkeypatch.setattr(queries, "first_councils", lambda work: first(work, 1))
    assert "The first 1 by name are shown." in await found(browser, "")


async def test_a_search_is_recorded_without_its_words(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "consultant")
    await found(browser, "HW1+1AA")
    kept = (
        "select action, subject_kind, reference, why from audit.entries where staff_id = :id order by at desc limit 1"
    )
    (entry,) = await rows(world, kept, id=world.larkmere.people["consultant"].staff_id)
    assert tuple(entry) == ("see_directory", "directory", None, None)


# Long: a desk from its first line to its end is one story.
async def test_a_council_lists_its_own_desks_and_others_read_them(site: Site, world: World) -> None:
    keeper, neighbour = (
        await site.signed_in(world.larkmere, "admin"),
        await site.signed_in(world.hallowdene, "screener"),
    )
    assert "We list nothing yet" in (await keeper.get("/directory/ours")).text
    assert "They list none" in (await neighbour.get("/directory/councils/larkmere")).text
    empty = await keeper.submit("/directory/contacts/new", {**DESK, "name": "", "phone": "", "about": "Still here"})
    assert empty.status_code == 422
    for said in ("Say what the desk or the team is called", "Still here"):
        assert said in empty.text
    unreachable = await keeper.submit("/directory/contacts/new", {**DESK, "phone": ""})
    assert (unreachable.status_code, "Type a phone number or an e-mail address" in unreachable.text) == (422, True)
    for form in (DESK, {**DESK, "kind": "team", "name": "North team", "phone": "", "email": "north@larkmere.example"}):
        added = await keeper.submit("/directory/contacts/new", form)
        assert added.status_code == 303, added.text
    page = words_in((await neighbour.get("/directory/councils/larkmere")).text)
    for said in ("Cross-border desk Handoffs 020 7946 0121", "Weekdays 9am to 5pm", "North team",
                 "north@larkmere.example",
                 "Nothing is agreed that is in force today"):  # fmt: skip
        assert said in page
    ours = (await keeper.get("/directory/ours")).text
    (here,) = re.findall(r'href="(/directory/contacts/[0-9a-f-]{36})">Cross-border desk', ours)
    changed = await keeper.submit(here, {**DESK, "name": "Changed desk"})
    assert changed.status_code == 303
    late = await keeper.submit(here, {**DESK, "name": "Too late"})
    assert (late.status_code, 'value="Too late"' in late.text, 'name="version" value="2"' in late.text) == (
        409,
        True,
        True,
    )
    # Every council reads who has duty: that there is such a desk is no secret from a role that keeps none.
    for other, answer in ((neighbour, 403), (await site.signed_in(world.hallowdene, "ig_lead"), 404)):
        assert (await other.submit("/account", {**DESK, "version": "2"}, to=here)).status_code == answer
        assert (await other.submit("/account", {}, to=f"{here}/end")).status_code == answer
        assert (await other.get(here)).status_code == answer
    assert "Changed desk" in (await neighbour.get("/directory/councils/larkmere")).text
    assert (await keeper.submit(here, {}, to=f"{here}/end")).status_code == 303
    assert "Changed desk" not in (await neighbour.get("/directory/councils/larkmere")).text
    kept = "select count(*) from audit.entries where action = 'keep_agreements:list'"
    assert (await rows(world, kept))[0][0] == 4


async def test_who_may_see_what(site: Site, world: World) -> None:
    screener = await site.signed_in(world.larkmere, "screener")
    assert (await screener.get("/directory/ours")).status_code == 403
    assert "/directory/ours" not in (await screener.get("/directory")).text
    assert (await screener.get("/directory/councils/atlantis")).status_code == 404
    own = (await screener.get("/directory/councils/larkmere")).text
    assert "What we may do with them today" not in own
    partner = await site.signed_in(world.larkmere, "partner")
    assert (await partner.get("/directory")).status_code == 403
