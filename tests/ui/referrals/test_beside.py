"""A referral beside the other contacts about the same: what differs, and only what the reader may open."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from casework import ARRIVED, add_context, add_referral, as_owner
from councils import World
from pages import counting
from told import rows, tell
from web import Site

AWAY = "Zephyr"
"""What is like no context."""


async def test_it_says_what_differs_in_each_that_the_reader_may_open(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    earlier = await add_referral(
        world, world.larkmere, state="decided", context=context, harms=("substances",), what="Ayesha was there too",
        masked="[name hidden] was there too", received=ARRIVED - timedelta(weeks=3),
    )  # fmt: skip  # a contact
    same = await add_referral(world, world.larkmere, state="decided", context=context, harms=("cce",))
    hidden = await add_referral(
        world, world.larkmere, state="decided", context=context, named=("manager",), what="Only for the manager"
    )
    foreign = await add_referral(world, world.hallowdene, state="decided")
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=context)
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}/beside")).text
    assert "Harm: criminal exploitation here, substances there." in page
    assert "Nothing in harm, children, ages or source." in page
    assert earlier.reference in page
    assert same.reference in page
    assert "[name hidden] was there too" in page
    for away in ("Ayesha", hidden.reference, "Only for the manager", foreign.reference):
        assert away not in page
    query = "select action from audit.entries where subject_id = :id"
    async with as_owner(world.database) as engine, engine.connect() as connection:
        assert list((await connection.execute(text(query), {"id": told.id})).scalars()) == ["read_referral"]
        for other in (earlier, same):
            read = list((await connection.execute(text(query), {"id": other.id})).scalars())
            assert read == ["read_referral:beside"], "its words were read too"
        assert not list((await connection.execute(text(query), {"id": hidden.id})).scalars())


async def test_contacts_on_what_it_likely_is_are_named_with_their_context(site: Site, world: World) -> None:
    likely = await add_context(world, world.larkmere, name="Marlowe’s Bakery", address="3 Tern Row")
    closed_off = await add_context(
        world, world.larkmere, name="Marlowe’s Bakery", address="3 Tern Row", named=("manager",)
    )
    there = await add_referral(world, world.larkmere, state="decided", context=likely)
    away = await add_referral(world, world.larkmere, state="decided", context=closed_off, named=("manager",))
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", where="Marlowe’s Bakery, 3 Tern Row"
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}/beside")).text
    assert "On Marlowe’s Bakery" in page
    assert there.reference in page
    assert away.reference not in page


async def test_nothing_else_is_said_as_such(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", with_report=False, title=AWAY)
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}/beside")).text
    assert "Nothing else has come in about it that you can open" in page


async def test_many_come_twenty_at_a_time_in_few_statements(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere, name="Quay steps", address="1 Quay")
    others = [
        await add_referral(
            world, world.larkmere, state="decided", context=context, received=ARRIVED - timedelta(days=day)
        )
        for day in range(22)
    ]
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", context=context, with_report=False, title=AWAY
    )
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}"
    assert 'id="all-beside"' in (await browser.get(here)).text
    with counting(site) as statements:
        page = (await browser.get(f"{here}/beside")).text
    assert len(statements) <= 7, statements.sent
    assert [each.reference in page for each in others] == [True] * 20 + [False] * 2
    older = f"{here}/beside?older={others[19].reference}"
    assert f'href="{older}"' in page
    page = (await browser.get(older)).text
    assert [each.reference in page for each in others] == [False] * 20 + [True] * 2


async def test_a_page_begins_at_nothing_that_the_reader_may_not_open(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere, name="Lock cottage", address="2 Lock Lane")
    old = await add_referral(
        world, world.larkmere, state="decided", context=context, received=ARRIVED - timedelta(days=9)
    )
    hidden = await add_referral(world, world.larkmere, state="decided", context=context, named=("manager",))
    foreign = await add_referral(world, world.hallowdene, state="decided")
    told = await add_referral(
        world, world.larkmere, state="screening", lead="screener", context=context, with_report=False, title=AWAY
    )
    browser = await site.signed_in(world.larkmere, "screener")
    here = f"/referrals/{told.reference}/beside"
    assert old.reference in (await browser.get(here)).text
    for reference in (hidden.reference, foreign.reference, "CR-0000-00A"):
        assert old.reference not in (await browser.get(f"{here}?older={reference}")).text


async def test_where_two_others_are_all_there_is_no_further_page(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere, name="Boat shed", address="5 Slip")
    for day in (1, 2):
        await add_referral(
            world, world.larkmere, state="decided", context=context, received=ARRIVED - timedelta(days=day)
        )
    told = await add_referral(world, world.larkmere, state="decided", lead="screener", context=context)
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "Side by side" in page
    assert "What differs" in page
    assert 'id="all-beside"' not in page


async def test_words_of_a_restricted_one_are_withheld_until_its_reader_has_confirmed(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere, name="Weavers Yard")
    hidden = await add_referral(
        world, world.larkmere, state="decided", context=context, named=("screener",), what="Only for those named"
    )
    told = await add_referral(world, world.larkmere, state="screening", lead="screener", context=context)
    browser, here = await site.signed_in(world.larkmere, "screener"), f"/referrals/{told.reference}"
    query = "select action from audit.entries where subject_id = :id"
    await tell(world, "update identity.sessions set confirmed_at = null")
    for address in (here, f"{here}/beside"):
        page = (await browser.get(address)).text
        assert hidden.reference in page
        assert "Only for those named" not in page
        assert "Restricted. Open it to read what it says" in page
    assert not [row for row in await rows(world, query, id=hidden.id) if row.action.endswith(":beside")]
    await tell(world, "update identity.sessions set confirmed_at = now()")
    for number, address in enumerate((here, f"{here}/beside"), 1):
        assert "Only for those named" in (await browser.get(address)).text
        read = [row for row in await rows(world, query, id=hidden.id) if row.action.endswith(":beside")]
        assert len(read) == number
