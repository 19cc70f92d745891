"""Which context a decision puts a referral on: the one it is on, another by name or reference, a hidden one, none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from casework import Known, add_context, as_owner
from councils import World, canary
from decisions import decide, decision, linked, rows, screened, state_of
from pages import counting
from web import Site, token_in


async def timeline(world: World, context: Known) -> list[tuple[str, Any]]:
    query = "select verb, referral_id from tenants.context_events where context_id = :id and verb <> 'open' order by id"
    return [tuple(each) for each in await rows(world, query, id=context.id)]


async def test_a_context_that_may_not_be_opened_is_refused_like_one_that_is_not_there(site: Site, world: World) -> None:
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    theirs = await add_context(world, world.hallowdene)
    hidden = await add_context(world, world.larkmere, named=("manager",))
    answers = []
    for reference in (theirs.reference, hidden.reference, "CX-0000-00N"):
        form = decision(context="other", reference=reference, outcome="added_to_context")
        page = await decide(browser, told, form)
        assert page.status_code == 422
        assert "There is no context under this reference that you can open" in page.text
        answers.append(page.status_code)
        chosen = await decide(browser, told, linked(Known(theirs.id, reference)))
        assert chosen.status_code == 422
    assert (await state_of(world, told)).state == "screening"


async def test_the_context_it_is_on_is_offered_first_ticked_and_linked(site: Site, world: World) -> None:
    on = await add_context(world, world.larkmere, name="Bus station", address="1 Far Road")
    told = await screened(world, context=on)
    browser = await site.signed_in(world.larkmere, "screener")
    page = " ".join((await browser.get(f"/referrals/{told.reference}")).text.split())
    radios = page.split('name="context"')
    assert f'value="{on.reference}" checked' in radios[1]
    assert "The context it is on" in radios[1]
    assert page.count(f'value="{on.reference}"') == 1
    assert f'It is on <a class="govuk-link" href="/contexts/{on.reference}">Bus station' in page
    assert (await decide(browser, told, linked(on))).status_code == 303
    assert (await state_of(world, told)).context_id == on.id
    assert await timeline(world, on) == [], "it was there before"


@pytest.mark.parametrize("to", ["none", "other"])
async def test_taking_it_off_its_context_is_written_on_both(site: Site, world: World, to: str) -> None:
    on, other = await add_context(world, world.larkmere), await add_context(world, world.larkmere, name="Quayside")
    told = await screened(world, context=on)
    browser = await site.signed_in(world.larkmere, "screener")
    token = token_in((await browser.get(f"/referrals/{told.reference}")).text)
    form = decision() if to == "none" else linked(other)
    with counting(site) as statements:
        assert (await browser.post(f"/referrals/{told.reference}", {"_token": token, **form})).status_code == 303
    assert len(statements) <= 10, statements.sent
    assert (await state_of(world, told)).context_id == (None if to == "none" else other.id)
    assert await timeline(world, on) == [("unlink", told.id)]
    assert await timeline(world, other) == ([] if to == "none" else [("link", told.id)])
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert f"Taken off the context that it was on, {on.reference}." in page
    assert "You took a contact off it" in (await browser.get(f"/contexts/{on.reference}")).text


async def test_a_context_that_may_not_be_opened_is_kept_and_never_named(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, name="Hidden yard", named=("manager",))
    told = await screened(world, context=hidden)
    browser = await site.signed_in(world.larkmere, "screener")
    page = " ".join((await browser.get(f"/referrals/{told.reference}")).text.split())
    assert 'value="kept" checked' in page
    assert "The context it is on" in page
    assert hidden.reference not in page
    assert "Hidden yard" not in page
    assert (await decide(browser, told, decision(context="kept", outcome="added_to_context"))).status_code == 303
    assert (await state_of(world, told)).context_id == hidden.id
    assert await timeline(world, hidden) == []
    other = await screened(world, context=hidden)
    assert (await decide(browser, other, decision())).status_code == 303
    assert (await state_of(world, other)).context_id is None
    assert await timeline(world, hidden) == [("unlink", other.id)]
    page = (await browser.get(f"/referrals/{other.reference}")).text
    assert "Taken off the context that it was on." in page
    assert hidden.reference not in page
    alone = await screened(world)
    refused = await decide(browser, alone, decision(context="kept", outcome="added_to_context"))
    assert refused.status_code == 422
    assert "Choose one of the answers on this page" in refused.text


@pytest.mark.parametrize("typed", ["OLD brewery {}", "Beer yard, {}", "brewery", "yard beer"])
async def test_a_context_is_taken_by_what_people_call_it(site: Site, world: World, typed: str) -> None:
    mark = canary("larkmere")
    known = await add_context(world, world.larkmere, name="Old Brewery", aliases=("Beer Yard",))
    await add_context(world, world.hallowdene, name="Old Brewery", aliases=("Beer Yard",))
    await add_context(world, world.larkmere, name="Old Brewery", named=("manager",))
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    token = token_in((await browser.get(f"/referrals/{told.reference}")).text)
    form = decision(context="other", reference=typed.format(mark), outcome="added_to_context")
    with counting(site) as statements:
        saved = await browser.post(f"/referrals/{told.reference}", {"_token": token, **form})
    assert saved.status_code == 303
    assert len(statements) <= 10, statements.sent
    assert f"It is on Old Brewery {mark} now." in (await browser.get("/tracker")).text
    assert (await state_of(world, told)).context_id == known.id
    async with as_owner(world.database) as engine, engine.begin() as connection:
        await connection.execute(text("update tenants.contexts set name = 'Other', aliases = '{}'"))  # for the next


@pytest.mark.parametrize("htmx", [False, True])
async def test_of_several_contexts_of_a_name_one_is_chosen(site: Site, world: World, htmx: bool) -> None:
    one = await add_context(world, world.larkmere, name=f"Lido {htmx} north", address="1 Pool Lane")
    two = await add_context(world, world.larkmere, name=f"Lido {htmx} south", address="2 Pool Lane")
    hidden = await add_context(world, world.larkmere, name=f"Lido {htmx} west", named=("manager",))
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    form = decision(context="other", reference=f"lido {htmx}", outcome="added_to_context")
    page = await decide(browser, told, form, htmx=htmx)
    assert page.status_code == 422
    assert "2 contexts have this in their name. Choose one of them above" in page.text
    assert hidden.reference not in page.text
    for known in (one, two):
        assert f'value="{known.reference}"' in page.text
    assert "2 Pool Lane" in page.text
    chosen = await decide(browser, told, form | {"context": two.reference}, htmx=htmx)
    assert chosen.status_code == (200 if htmx else 303)
    assert (await state_of(world, told)).context_id == two.id


async def test_a_name_of_nothing_that_may_be_opened_is_said_plainly(site: Site, world: World) -> None:
    await add_context(world, world.larkmere, name="Secret arches", named=("manager",))
    await add_context(world, world.hallowdene, name="Their arches")
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    for typed in ("Secret arches", "Their arches", "Nowhere at all", "CX-1234-567", "100%", "%!", "  "):
        page = await decide(browser, told, decision(context="other", reference=typed, outcome="added_to_context"))
        assert page.status_code == 422
        said = "There is no context of this name that you can open" if typed.strip() else "Write the name or the"
        assert said in page.text
    assert (await state_of(world, told)).version == 1


async def test_what_stays_on_a_group_that_is_hidden_stays_with_its_team(site: Site, world: World) -> None:
    group = await add_context(world, world.larkmere, kind="group", name="Hidden group")
    told = await screened(world, context=group, kind="group")
    browser = await site.signed_in(world.larkmere, "screener")
    assert group.reference not in (await browser.get(f"/referrals/{told.reference}")).text
    other, own = (str(world.larkmere.place(each)) for each in ("practitioner", "second_screener"))
    form = decision(context="kept", outcome="consultation")
    refused = await decide(browser, told, form | {"place": other})
    assert refused.status_code == 422
    assert "A group is open to its own team alone. Choose from it." in refused.text
    assert (await decide(browser, told, form | {"place": own})).status_code == 303
    assert (await state_of(world, told)).context_id == group.id
