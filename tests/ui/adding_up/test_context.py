"""What adds up on one context: counted by what the reader may open, and one lead proposed where teams worry apart."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from casework import Known, Told, add_context, add_referral, as_owner, say_plainly
from councils import TestCouncil, World
from pages import counting
from told import tell
from web import Site

NOW = datetime.now(UTC)


async def add_contact(
    world: World, council: TestCouncil, context: Known, ago: float, *, harm: str = "cce", named: tuple[str, ...] = (),
    team: str = "specialist",
) -> Told:  # fmt: skip  # what differs between them
    received = NOW - timedelta(days=ago)
    return await add_referral(
        world, council, state="decided", outcome="added_to_context", context=context, received=received, harms=(harm,),
        team=team, named=named,
    )  # fmt: skip  # a row


async def test_it_says_why_now_and_what_the_guidance_is(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Kiosk, Tanner Walk")
    for ago, harm in ((100, "cce"), (50, "cce"), (9, "cce"), (4, "cce"), (2, "weapons")):
        await add_contact(world, larkmere, known, ago, harm=harm)
    browser = await site.signed_in(larkmere, "practitioner")
    with counting(site) as statements:
        page = (await browser.get(f"/contexts/{known.reference}/adding-up")).text
    assert len(statements) <= 7, statements.sent
    assert re.search(r"3 contacts in 28 days, up to [^.]*\. Your council wants to hear of 3\.", page)
    assert re.search(r"More often: 3 in 28 days up to [^.]*, 1 in as many before\.", page)
    assert "Named here for the first time on" in page
    assert "5 contacts in all, 3 in the last 28 days." in page
    assert "at least 3 children" in page
    assert "28 days: 3 contacts" in page, "the pattern is shaded in the picture"
    assert "Something small, seldom" in page
    harms = re.search(r'id="harms".*?</section>', page, re.DOTALL)
    assert harms
    assert re.findall(r"</svg> (\d+)", harms.group()) == ["4", "1"]
    assert "Other teams have it" not in page


async def test_how_many_children_are_believed_affected_stands_beside_the_guidance(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Kiosk, Fuller Walk")
    browser, here = await site.signed_in(world.larkmere, "practitioner"), f"/contexts/{known.reference}"
    assert "nobody has said how many" in (await browser.get(f"{here}/adding-up")).text
    put = ("insert into tenants.children_affected (tenant_id, id, context_id, band, age_band, source, believed_on,"
           " words, put_by, put_at) values (:council, gen_random_uuid(), :id, :band, '13_15', 'police', :day, :words,"
           " :by, now())")  # fmt: skip  # one row
    for band, day, words in (("3_5", date(2026, 3, 5), "Earlier."), ("6_10", date(2026, 5, 3), "Counted twice.")):
        by = world.larkmere.people["practitioner"].staff_id
        await tell(world, put, council=world.larkmere.id, id=known.id, band=band, day=day, words=words, by=by)
    with counting(site) as statements:
        page = (await browser.get(f"{here}/adding-up")).text
    assert len(statements) <= 7, statements.sent
    section = page.split('id="levels"')[1].split("</section>")[0]
    assert "6 to 10" in section
    assert "13 to 15" in section
    assert "3 May 2026, says Police" in section
    assert "Counted twice." in section
    assert "Earlier." not in section
    assert f'href="{here}/children"' in section


async def test_what_was_met_long_ago_is_folded_away_and_not_lost(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, name="Weir, Mill Street")
    for number, harm in enumerate(("cce", "cse", "weapons", "missing", "bullying", "county_lines", "sexual", "hate")):
        await add_contact(world, world.larkmere, known, 900 - 100 * number, harm=harm)
    browser = await site.signed_in(world.larkmere, "practitioner")
    page = (await browser.get(f"/contexts/{known.reference}/adding-up")).text
    assert "Earlier still: 2" in page
    assert page.count("Named here for the first time on") == 7


async def test_what_the_reader_may_not_open_does_not_add_up_for_them(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Lido")
    for ago in (5, 4):
        await add_contact(world, larkmere, known, ago)
    await add_contact(world, larkmere, known, 3, named=("manager",))
    address = f"/contexts/{known.reference}/adding-up"
    page = (await (await site.signed_in(larkmere, "practitioner")).get(address)).text
    assert "No pattern that your council wants to hear of is met now." in page
    assert "2 contacts in all" in page
    assert "28 days: 2 contacts" in page, "what there is, not what it would take"
    assert page.index('id="levels"') < page.index('id="harms"'), "on a narrow page too"


async def test_what_another_team_has_adds_up_for_the_lead_and_stays_closed(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Slipway kiosk")
    for ago in (5, 4):
        await add_contact(world, larkmere, known, ago)
    theirs = await add_contact(world, larkmere, known, 3, harm="weapons", team="locality")
    here, lead = f"/contexts/{known.reference}", await site.signed_in(larkmere, "practitioner")
    with counting(site) as statements:
        page = (await lead.get(f"{here}/adding-up")).text
    assert len(statements) <= 7, statements.sent
    assert re.search(r"3 contacts in 28 days, up to [^.]*\. Your council wants to hear of 3\.", page)
    assert "3 contacts in all" in page
    assert "1 of them is with another team." in page
    assert "Named here for the first time on" in page
    assert "Counted is what you can open" not in page
    with counting(site) as statements:
        listed = (await lead.get(f"{here}/contacts")).text
    assert len(statements) <= 10, statements.sent
    section = listed.split('id="elsewhere"')[1].split("</section>")[0]
    assert section.count("<li>") == 1
    assert "Weapon" in section
    for said in (page, listed, (await lead.get(here)).text, (await lead.get(f"{here}/timeline")).text):
        assert theirs.reference not in said
        assert str(theirs.id) not in said
    assert (await lead.get(f"/referrals/{theirs.reference}")).status_code == 404
    other = await site.signed_in(larkmere, "consultant")
    page = (await other.get(f"{here}/adding-up")).text
    assert "2 contacts in all" in page
    assert "another team" not in page
    assert 'id="elsewhere"' not in (await other.get(f"{here}/contacts")).text


async def test_nobody_reads_it_who_may_not_open_the_context(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, name="Cabin", named=("manager",))
    theirs = await add_context(world, world.hallowdene, name="Mill")
    browser = await site.signed_in(world.larkmere, "practitioner")
    for known in (hidden, theirs):
        assert (await browser.get(f"/contexts/{known.reference}/adding-up")).status_code == 404


async def add_place(world: World, name: str, address: str, **more: Any) -> Known:
    """Without canaries: a word that every name has in common would make all of them alike."""
    known = await add_context(world, world.larkmere, name=name, address=address, **more)
    async with as_owner(world.database) as engine, engine.begin() as connection:
        plain = text("update tenants.contexts set name = :name, address = :address where id = :id")
        await connection.execute(plain, {"name": name, "address": address, "id": known.id})
    return known


async def test_worries_of_several_teams_about_one_place_stand_together(site: Site, world: World) -> None:
    larkmere = world.larkmere
    mine = await add_place(world, "Otter Chicken", "3 Otter Row")
    other = await add_place(world, "Otter Chicken", "3 Otter Row", team="locality", lead=None)
    hidden = await add_place(world, "Otter Chicken", "3 Otter Row", team="front_door", named=("manager",))
    far = await add_place(world, "Quarry", "9 Slate Hill", team="locality")
    alone = [await add_place(world, "Weir Grill", "8 Weir Street") for _ in range(2)]
    await add_contact(world, larkmere, mine, 3)
    browser = await site.signed_in(larkmere, "practitioner")
    page = (await browser.get(f"/contexts/{mine.reference}/adding-up")).text
    assert "Other teams have it too" in page
    assert other.reference in page
    assert hidden.reference not in page
    assert far.reference not in page
    assert f"we propose {larkmere.people['practitioner'].name}" in page
    one_team = (await browser.get(f"/contexts/{alone[0].reference}/adding-up")).text
    assert "Other teams have it" not in one_team


async def add_report(world: World, where: str, address: str, *, state: str = "screening", **more: Any) -> Told:
    """A worry that nobody has decided, without canaries in what it is compared by."""
    told = await add_referral(world, world.larkmere, state=state, title=where, **more)
    return await say_plainly(world, told, where, address)


async def test_a_worry_that_nobody_has_decided_stands_beside_the_context(site: Site, world: World) -> None:
    known = await add_place(world, "Heron Fried Fish", "77 Heron Way", lead=None)
    waits = await add_report(world, "Heron Fried Fish", "77 Heron Way", team="locality", lead="locality_practitioner")
    decided = await add_report(world, "Heron Fried Fish", "77 Heron Way", state="decided")
    hidden = await add_report(world, "Heron Fried Fish", "77 Heron Way", named=("manager",))
    group = await add_report(world, "Heron Fried Fish", "77 Heron Way", kind="group")
    far = await add_report(world, "Slipway", "2 Anchor Street")
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    page = (await browser.get(f"/contexts/{known.reference}/adding-up")).text
    assert waits.reference in page
    assert "not decided yet" in page
    assert f"we propose {world.larkmere.people['locality_practitioner'].name}" in page
    for other in (decided, hidden, group, far):
        assert other.reference not in page


async def test_a_screener_sees_what_else_is_open_about_the_same_place(site: Site, world: World) -> None:
    this = await add_report(world, "Teal Barbers", "6 Teal Court", lead="screener")
    page_of = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{this.reference}"
    assert "Also open about" not in (await page_of.get(here)).text
    known = await add_place(world, "Teal Barbers", "6 Teal Court")
    assert "Also open about" not in (await page_of.get(here)).text, "it can be chosen beside the decision"
    other = await add_report(world, "Teal Barber’s", "6 Teal Court")
    hidden = await add_report(world, "Teal Barbers", "6 Teal Court", named=("manager",))
    page = (await page_of.get(here)).text
    overlap = page[page.index('id="overlap"') :]
    assert other.reference in overlap
    assert known.reference in overlap
    assert hidden.reference not in page
    assert f"we propose {world.larkmere.people['practitioner'].name}" in overlap


async def test_whoever_decides_has_the_guidance_and_why_now_before_them(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Quay steps")
    this = await add_referral(world, larkmere, state="screening", lead="screener", context=known, received=NOW)
    browser = await site.signed_in(larkmere, "screener")
    page = (await browser.get(f"/referrals/{this.reference}")).text
    assert 'id="levels"><summary' in page
    assert "Something small, seldom" in page
    for ago in (4, 2):
        await add_contact(world, larkmere, known, ago)
    with counting(site) as statements:
        page = (await browser.get(f"/referrals/{this.reference}")).text
    assert len(statements) <= 12, statements.sent
    assert 'id="levels" open>' in page
    assert re.search(r"3 contacts in 28 days, up to [^.]*\. Your council wants to hear of 3\.", page)


async def test_what_was_withdrawn_counts_nowhere(site: Site, world: World) -> None:
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Ferry shelter")
    this = await add_referral(world, larkmere, state="screening", lead="screener", context=known, received=NOW)
    await add_contact(world, larkmere, known, 3)
    await add_referral(world, larkmere, state="withdrawn", team="specialist", context=known)
    browser = await site.signed_in(larkmere, "screener")
    assert "This is the second contact." in (await browser.get(f"/referrals/{this.reference}")).text
    page = (await (await site.signed_in(larkmere, "consultant")).get(f"/contexts/{known.reference}/adding-up")).text
    assert "1 contact in all" in page
    assert "1 more was withdrawn and does not count." in page


async def test_what_was_put_there_late_is_said_with_the_day_on_which_it_was(site: Site, world: World) -> None:
    """Whoever was told of it finds it, though it came in long ago."""
    larkmere = world.larkmere
    known = await add_context(world, larkmere, name="Allotments")
    await add_contact(world, larkmere, known, 2)
    for ago in (300, 299, 298):
        await add_contact(world, larkmere, known, ago, harm="weapons")
    await link_now(world, known)
    page = (await (await site.signed_in(larkmere, "practitioner")).get(f"/contexts/{known.reference}/adding-up")).text
    now, earlier = page.index("Named here for the first time"), page.index("<h3>Earlier</h3>")
    assert now < earlier < page.index("3 contacts in 28 days")


async def link_now(world: World, known: Known) -> None:
    """All that stands on it was put there just now, what came in first last."""
    add = text(
        "insert into tenants.context_events (tenant_id, id, context_id, referral_id, at, verb, words)"
        " select tenant_id, gen_random_uuid(), context_id, id,"
        " now() - interval '1 hour' + (now() - received_at) / 100000, 'link', ''"
        " from tenants.referrals where context_id = :id"
    )
    async with as_owner(world.database) as engine, engine.begin() as connection:
        await connection.execute(add, {"id": known.id})


async def test_a_day_of_an_earlier_tracker_is_no_hour(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere)
    brought = await add_referral(world, world.larkmere, state="decided", context=known)
    manager = await site.signed_in(world.larkmere, "specialist_manager")
    before = (await manager.get(f"/contexts/{known.reference}/adding-up")).text.split('id="hours"')[1]
    assert "Not known" not in before.split("</table>")[0]
    async with as_owner(world.database) as engine, engine.begin() as connection:
        await connection.execute(
            text("update tenants.referrals set route = 'tracker' where id = :id"), {"id": brought.id}
        )
    hours = (
        (await manager.get(f"/contexts/{known.reference}/adding-up")).text.split('id="hours"')[1].split("</table>")[0]
    )
    assert "Not known" in hours
    assert "Afternoon" not in hours
