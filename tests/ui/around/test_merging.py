"""Putting two records together and taking them apart, over HTTP."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from casework import acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merged import parts_of
from commonground.tenants.contexts.merging import merge, take_apart
from pages import counting
from told import context_of, referral_of, tell
from web import Site, token_in

Form = dict[str, str | list[str]]
WHY = "Both are the yard behind the shop."


async def test_another_is_offered_for_what_this_one_is_also_called(site: Site) -> None:
    world = site.world
    one = await add_context(
        world, world.larkmere, name="The back yard", address="2 Flax Row", aliases=["Saffron Kebab"]
    )
    other = await add_context(world, world.larkmere, name="Saffron Kebab", address="90 Weir Street")
    browser = await site.signed_in(world.larkmere, "practitioner")
    for this, likely in ((one, other), (other, one)):
        assert likely.reference in (await browser.get(f"/contexts/{this.reference}/merge")).text


async def test_the_likeliest_is_offered_and_the_old_reference_leads_on(site: Site) -> None:
    world = site.world
    one = await add_context(world, world.larkmere, name="Quill Lane yard", address="7 Quill Lane, rear")
    other = await add_context(world, world.larkmere, name="Quill Lane yard", address="7 Quill Lane")
    hidden = await add_context(world, world.larkmere, name="Quill Lane yard", named=("manager",), lead=None)
    theirs = await add_context(world, world.hallowdene, name="Quill Lane yard", address="7 Quill Lane")
    closed = await add_context(world, world.larkmere, name="Quill Lane yard", address="7 Quill Lane", status="closed")
    told = await add_referral(world, world.larkmere, state="decided", team="specialist", context=one)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{one.reference}"
    page = (await browser.get(f"{here}/merge")).text
    assert other.reference in page
    for each in (hidden, theirs, closed):
        assert each.reference not in page
    assert other.reference in (await browser.get(f"/contexts/{closed.reference}/merge")).text
    done = await browser.submit(f"{here}/merge", {"version": "1", "into": other.reference, "reason": WHY})
    assert done.status_code == 303
    led = await browser.get(here)
    assert (led.status_code, led.headers["location"]) == (303, f"/contexts/{other.reference}")
    led = await browser.get(f"{here}/timeline")
    assert led.headers["location"] == f"/contexts/{other.reference}/timeline"
    assert (await referral_of(world, told)).context_id == other.id

    around = (await browser.get(f"/contexts/{other.reference}/around")).text
    assert one.reference in around
    assert WHY in around
    assert "7 Quill Lane, rear" in around, "what it says stands nowhere else now"
    apart = f"/contexts/{other.reference}/take-apart"
    form = (await browser.get(apart)).text
    part = form.split('name="part" ')[1].split('value="')[1].split('"')[0]
    sent: Form = {"version": "2", "part": part, "reason": "They are two yards."}
    done = await browser.submit(apart, sent, follow=True)
    assert f"Taken apart. {one.reference} stands by itself again." in done.text
    assert (await browser.get(here)).status_code == 200
    assert (await referral_of(world, told)).context_id == one.id
    around = (await browser.get(f"/contexts/{other.reference}/around")).text
    assert "They are two yards." in around
    assert "Taken apart again" in around


async def test_what_came_since_is_said_before_they_are_taken_apart(site: Site) -> None:
    world = site.world
    one, other = [await add_context(world, world.larkmere, name="Quill Lane yard") for _ in range(2)]
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await merge(work, row, other.reference, WHY, version=1)
    browser = await site.signed_in(world.larkmere, "practitioner")
    timeline = (await browser.get(f"/contexts/{other.reference}/timeline")).text
    assert f"You put it together with another context ({one.reference})" in timeline
    apart = f"/contexts/{other.reference}/take-apart"
    assert "Since then came" not in (await browser.get(apart)).text
    children: Form = {"version": "2", "band": "3_5", "source": "police"}
    moment = datetime.now(ZoneInfo("Europe/London"))
    children |= {f"believed_on-{part}": str(getattr(moment, part)) for part in ("day", "month", "year")}
    assert (await browser.submit(f"/contexts/{other.reference}/children", children)).status_code == 303
    said = "Since then came, as far as you can open it: 1 figure of children affected. That stays here."
    assert said in (await browser.get(apart)).text


async def test_what_was_taken_apart_and_is_restricted_since_is_named_to_nobody_else(site: Site) -> None:
    world = site.world
    one, other = [await add_context(world, world.larkmere, name="Holly passage") for _ in range(2)]
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, one.reference, to=Action.CHANGE_CONTEXT)
        await merge(work, row, other.reference, WHY, version=1)
    async with acting(world, world.larkmere, "practitioner") as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        (part,) = await parts_of(work, row.id)
        await take_apart(work, row, part.merge_id, "They are two passages.")
    browser = await site.signed_in(world.larkmere, "practitioner")
    assert one.reference in (await browser.get(f"/contexts/{other.reference}/around")).text
    pages = [f"/contexts/{other.reference}{part}" for part in ("/around", "", "/timeline")]
    for each in pages[1:]:
        assert "They are two passages." in (await browser.get(each)).text
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=one.id)
    for each in pages:
        page = (await browser.get(each)).text
        assert one.reference not in page
        assert "They are two passages." not in page
    await tell(world, "update tenants.contexts set restricted = false where id = :id", id=one.id)
    assert "They are two passages." in (await browser.get(pages[1])).text, "it stands there still"


async def test_what_was_typed_meanwhile_is_kept_and_can_be_sent_there(site: Site) -> None:
    world = site.world
    one, other = [await add_context(world, world.larkmere, name="Fern Court") for _ in range(2)]
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{one.reference}"
    token = token_in((await browser.get(here)).text)
    merged: Form = {"version": "1", "into": "another", "reference": other.reference, "reason": WHY}
    assert (await browser.submit(f"{here}/merge", merged)).status_code == 303
    typed: Form = {"_token": token, "version": "1", "words": "The lamp is mended."}
    page = await browser.post(f"{here}/note", typed)
    assert page.status_code == 409
    assert "The lamp is mended." in page.text
    assert f'action="/contexts/{other.reference}/note"' in page.text
    done = await browser.post(f"/contexts/{other.reference}/note", typed)
    assert done.status_code == 303
    stranger = await site.signed_in(world.hallowdene, "practitioner")
    token = token_in((await stranger.get("/contexts")).text)
    assert (await stranger.post(f"{here}/note", {**typed, "_token": token})).status_code == 404


async def test_what_hinders_it_is_said_beside_the_question(site: Site) -> None:
    world = site.world
    one = await add_context(world, world.larkmere, name="Hazel steps")
    group = await add_context(world, world.larkmere, kind="group")
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{one.reference}/merge"
    for reference, sentence in (
        ("", "Write the reference of the one that stays"),
        ("CX-0000-00N", "There is no other context of this reference that you can change."),
        (group.reference, "They are of different kinds."),
    ):
        sent: Form = {"version": "1", "into": "another", "reference": reference, "reason": WHY}
        page = await browser.submit(here, sent)
        assert page.status_code == 422
        assert sentence in page.text
        assert WHY in page.text
    assert (await context_of(world, one)).version == 1


async def test_how_many_statements_it_takes(site: Site) -> None:
    world = site.world
    one, other = [await add_context(world, world.larkmere, name="Ivy arch") for _ in range(2)]
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{one.reference}"
    token = token_in((await browser.get(here)).text)
    sent: Form = {"_token": token, "version": "1", "into": "another", "reference": other.reference, "reason": WHY}
    with counting(site) as statements:
        assert (await browser.post(f"{here}/merge", sent)).status_code == 303
    assert len(statements) <= 14, statements.sent
    with counting(site) as statements:
        form = (await browser.get(f"/contexts/{other.reference}/take-apart")).text
    assert len(statements) <= 7, statements.sent
    part = form.split('name="part" ')[1].split('value="')[1].split('"')[0]
    apart: Form = {"_token": token, "version": "2", "part": part, "reason": "Two arches."}
    with counting(site) as statements:
        assert (await browser.post(f"/contexts/{other.reference}/take-apart", apart)).status_code == 303
    assert len(statements) <= 15, statements.sent
