"""What to do about a shop: from the context in one click, in the council's words where it has some."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from casework import add_context, add_referral
from commonground.platform.reference.playbooks import ALWAYS, PLAYBOOKS
from councils import World
from pages import counting
from told import ask, tell
from web import Site, token_in

SHOP = PLAYBOOKS["shop"]
Form = dict[str, str | list[str]]
FIRST = SHOP.words.steps[0].do
OWN: Form = {
    "version": "0", "of": "shop", "step_1": "Ring the high street desk", "why_1": "They know every owner",
    "say": "", "record": "", "escalate": "Anybody is in danger", "avoid": "Do not go alone",
}  # fmt: skip  # a form


@pytest.fixture(autouse=True)
async def _ours(world: World) -> None:
    for table in ("own_playbooks", "ring_contacts", "drafts"):
        await tell(world, f"delete from council.{table}")


async def test_from_a_takeaway_in_one_click_to_what_to_do_about_it(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    await tell(world, "update tenants.contexts set venue = 'takeaway' where id = :id", id=known.id)
    await add_referral(world, world.larkmere, context=known, state="decided", team="specialist", harms=("weapons",))
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    assert f'href="{here}/playbook"' in (await browser.get(here)).text
    with counting(site) as statements:
        page = (await browser.get(f"{here}/playbook")).text
    assert len(statements) <= 7, statements.sent
    assert "What do I do about a shop?" in page
    assert page.index(ALWAYS) < page.index(SHOP.words.escalate[0])
    for line in (FIRST, SHOP.words.say[0], SHOP.words.record[0], SHOP.words.avoid[0], "When it is violence or weapons"):
        assert line in page
    assert "In the platform’s words" in page
    assert f'href="{here}/actions/new?step=shop-1"' in page
    assert "What do I do about a shop?" in page.split("<title>")[1].split("</title>")[0]


async def test_whom_to_ring_begins_with_the_front_door_everywhere(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    browser = await site.signed_in(world.larkmere, "practitioner")
    (number,) = await ask(world, "select front_door_phone from commons.councils where id = :id", id=world.larkmere.id)
    for here in (f"/contexts/{known.reference}/playbook", "/playbooks/read?of=shop"):
        ring = (await browser.get(here)).text.split('id="ring"')[1].split("</dl>")[0]
        door = ring.split("<dt>Front door</dt>")[1].split("</dd>")[0]
        assert number in door
        assert "Outside office hours: 020 7946 0143" in door


async def test_every_harm_that_was_reported_there_is_named(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    harms = ("cse", "cce", "weapons", "substances", "radicalisation")
    await add_referral(world, world.larkmere, context=known, state="decided", team="specialist", harms=harms)
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get(f"/contexts/{known.reference}/playbook")).text
    also = page.partition("Reported here too:")[2].partition("</p>")[0]
    assert re.findall(r"/playbooks/read\?of=(\w+)", also)
    for href in re.findall(r'href="([^"]+)"', also):
        assert (await browser.get(href)).status_code == 200


async def test_an_action_made_of_a_step_that_was_rewritten_is_not_of_the_new_one(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    await tell(world, "update tenants.contexts set venue = 'takeaway' where id = :id", id=known.id)
    browser, here = await site.signed_in(world.larkmere, "practitioner"), f"/contexts/{known.reference}"
    due = datetime.now(UTC) + timedelta(days=20)
    when = {"due_on-day": str(due.day), "due_on-month": str(due.month), "due_on-year": str(due.year)}
    mine = {"owner": str(world.larkmere.people["practitioner"].staff_id), "what": FIRST, "step": "shop-1"}
    made = await browser.submit(f"{here}/actions/new?step=shop-1", {**mine, **when}, to=f"{here}/actions/new")
    assert made.status_code == 303, made.text
    assert "Add again" in (await browser.get(f"{here}/playbook")).text
    manager = await site.signed_in(world.larkmere, "manager")
    saved = await manager.submit("/playbooks/write?of=shop", OWN, to="/playbooks/write")
    assert saved.status_code == 303
    page = (await browser.get(f"{here}/playbook")).text
    assert ("Make it an action" in page, "Add again" in page) == (True, False)
    before = page.split('id="before"')[1].split("</section>")[0]
    assert FIRST in before, "nobody makes it a second time for not finding it here"
    assert "Practitioner" in before


async def test_it_is_as_closed_as_its_context(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    theirs = await add_context(world, world.hallowdene)
    browser = await site.signed_in(world.larkmere, "practitioner")
    for known in (hidden, theirs):
        assert (await browser.get(f"/contexts/{known.reference}/playbook")).status_code == 404
    plain = await add_context(world, world.larkmere, team="front_door", lead=None)
    page = (await browser.get(f"/contexts/{plain.reference}/playbook")).text
    assert "/actions/new" not in page, "another team's context: read, not worked on"


async def test_contacts_that_the_reader_may_not_open_add_nothing(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    await add_referral(
        world, world.larkmere, context=known, state="decided", harms=("online_images",), named=("manager",)
    )
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert "When pictures are passed around" not in (await browser.get(f"/contexts/{known.reference}/playbook")).text


async def test_a_council_says_it_its_own_way_and_takes_ours_back(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    form = (await manager.get("/playbooks/write?of=shop")).text
    assert FIRST in form
    read = "select count(*) from audit.entries where action = 'read_playbooks'"
    (before,) = await ask(world, read)
    lacking = await manager.submit("/playbooks/write?of=shop", {**OWN, "escalate": ""}, to="/playbooks/write")
    assert lacking.status_code == 422
    assert await ask(world, read) == (before + 2,), "the form, and what is shown of it when it is refused"
    assert "nothing to mind" in lacking.text
    answer = await manager.submit("/playbooks/write?of=shop", OWN, to="/playbooks/write")
    assert (answer.status_code, answer.headers["location"]) == (303, "/playbooks/read?of=shop")
    page = (await manager.get("/playbooks/read?of=shop")).text
    assert "Ring the high street desk" in page
    assert FIRST not in page
    assert f"In your council’s words, saved by {world.larkmere.people['manager'].name}" in page
    assert ALWAYS in page, "nobody can write that away"
    again = await manager.submit("/playbooks/write?of=shop", OWN, to="/playbooks/write")
    assert again.status_code == 409, "somebody was quicker"
    theirs = await site.signed_in(world.hallowdene, "manager")
    assert FIRST in (await theirs.get("/playbooks/read?of=shop")).text
    back: Form = {"version": "1", "of": "shop"}
    answer = await manager.submit("/playbooks/write?of=shop", back, to="/playbooks/ours")
    assert answer.status_code == 303
    page = (await manager.get("/playbooks/read?of=shop")).text
    assert FIRST in page
    assert "The platform’s words again" in page
    assert "Ring the high street desk" in (await manager.get("/playbooks/read?of=shop&version=1")).text
    for nowhere in ("of=shop&version=7", "of=casino", "of=casino&version=1"):
        assert (await manager.get(f"/playbooks/read?{nowhere}")).status_code == 404


async def test_what_is_being_typed_is_kept_until_it_is_saved_or_thrown_away(site: Site, world: World) -> None:
    manager, admin = [await site.signed_in(world.larkmere, who) for who in ("manager", "admin")]
    write, here = "/playbooks/write?of=shop", "/playbooks/draft"
    form = (await manager.get(write)).text
    assert 'data-autosave="/playbooks/draft"' in form
    typed: Form = {**OWN, "step_1": "Ring the night desk", "avoid": ""}
    kept = await manager.post(here, {"_token": token_in(form), **typed}, htmx=True)
    assert (kept.status_code, kept.text) == (204, "")
    again = (await manager.get(write)).text
    assert "Ring the night desk" in again
    assert "Your draft of " in again
    assert FIRST in (await manager.get("/playbooks/read?of=shop")).text, "nobody reads a draft"
    assert "Ring the night desk" not in (await admin.get(write)).text, "nor anybody else's"
    assert (await admin.submit(write, {**OWN}, to="/playbooks/write")).status_code == 303
    late = (await manager.get(write)).text
    assert "Ring the night desk" in late
    assert "Somebody changed this" in late.split('id="conflict"')[1], "written over what was there before"
    assert (await manager.submit(write, {**typed, "_drop": "1"}, to=here)).status_code == 303
    assert "Ring the night desk" not in (await manager.get(write)).text
    lacking = await manager.submit(
        write, {**OWN, "version": "1", "step_1": "", "why_1": "Alone"}, to="/playbooks/write"
    )
    assert lacking.status_code == 422
    assert 'value="Alone"' in (await manager.get(write)).text, "a refused form is kept too"
    assert (await manager.submit(write, {**OWN, "version": "1"}, to="/playbooks/write")).status_code == 303
    assert "Your draft of " not in (await manager.get(write)).text


async def test_a_name_is_asked_about_once(site: Site, world: World) -> None:
    manager = await site.signed_in(world.larkmere, "manager")
    named: Form = {**OWN, "avoid": "Do not ring Priya Raman at home"}
    asked = await manager.submit("/playbooks/write?of=shop", named, to="/playbooks/write")
    assert asked.status_code == 422
    assert "may be a name" in asked.text


async def test_whoever_does_not_write_reads(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get("/playbooks")).text
    assert all(each.question in page for each in PLAYBOOKS.values())
    assert "/playbooks/write" not in (await browser.get("/playbooks/read?of=park")).text
    assert (await browser.get("/playbooks/write?of=park")).status_code == 403
    assert (await browser.get("/playbooks/contacts/new")).status_code == 403


async def test_whom_to_ring_is_kept_once_and_stands_on_every_page_that_names_them(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    wrong: Form = {"agency": "licensing", "post": "Licensing duty desk", "phone": "", "email": "", "hours": ""}
    assert (await admin.submit("/playbooks/contacts/new", wrong)).status_code == 422
    assert (await admin.submit("/playbooks/contacts/new", {**wrong, "phone": "12"})).status_code == 422
    answer = await admin.submit("/playbooks/contacts/new", {**wrong, "phone": "020 7946 0121"})
    assert answer.status_code == 303
    browser = await site.signed_in(world.larkmere, "practitioner")
    for code in ("shop", "licensed"):
        page = (await browser.get(f"/playbooks/read?of={code}")).text
        assert "Licensing duty desk" in page
        assert "020 7946 0121" in page
    assert "Licensing duty desk" not in (await browser.get("/playbooks/read?of=group")).text
    theirs = await site.signed_in(world.hallowdene, "admin")
    assert "Licensing duty desk" not in (await theirs.get("/playbooks/contacts")).text
    (contact,) = await ask(world, "select id from council.ring_contacts")
    here = f"/playbooks/contacts/{contact}"
    assert (await theirs.get(here)).status_code == 404
    changed: Form = {**wrong, "version": "1", "phone": "020 7946 0199"}
    assert (await admin.submit(here, changed)).status_code == 303
    assert (await admin.submit(here, changed)).status_code == 409
    assert "020 7946 0199" in (await browser.get("/playbooks/contacts")).text
    assert (await admin.submit(here, {}, to=f"{here}/end")).status_code == 303
    assert "Licensing duty desk" not in (await browser.get("/playbooks/read?of=shop")).text


@pytest.mark.parametrize("number", ["101", "020 7946 0121 ext 14", "01632 960001, option 2"])
async def test_a_number_is_taken_as_people_know_it(site: Site, world: World, number: str) -> None:
    """The police are rung at 101: the form takes what the rule takes."""
    admin = await site.signed_in(world.larkmere, "admin")
    contact: Form = {"agency": "police", "post": "Neighbourhood team", "phone": number, "email": "", "hours": ""}
    assert (await admin.submit("/playbooks/contacts/new", contact)).status_code == 303
    assert "Neighbourhood team" in (await admin.get("/playbooks/contacts")).text
    assert number in await ask(world, "select phone from council.ring_contacts")


async def test_they_are_found_from_the_contexts_and_from_the_councils_settings(site: Site, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert 'href="/playbooks"' in (await browser.get("/contexts")).text
    admin = await site.signed_in(world.larkmere, "admin")
    assert 'href="/playbooks"' in (await admin.get("/council")).text
    assert (await admin.get("/playbooks")).status_code == 200
