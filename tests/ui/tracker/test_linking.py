"""Several rows of the tracker are put on one context: first it is said what becomes of each, then all is done."""

from __future__ import annotations

import asyncio
import re

from casework import Known, Told, add_context, add_referral
from councils import World, canary
from glass import break_glass
from pages import counting
from told import ask, referral_of, tell, trail_of
from web import Browser, Site

Form = dict[str, str | list[str]]
HERE = "/tracker/link"


def address(*told: Told, context: str = "", words: str = "") -> str:
    picks = "&".join(f"pick={each.reference}.1" for each in told)
    return f"{HERE}?{picks}" + (f"&context={context}" if context else "") + (f"&q={words}" if words else "")


def form(context: Known, *told: Told, version: int = 1) -> Form:
    return {
        "pick": [f"{each.reference}.{version}" for each in told],
        "context": context.reference,
        "asked": "",
        "seen": "1",
    }


async def send(browser: Browser, sent: Form) -> tuple[int, str, str]:
    answer = await browser.submit("/account", sent, to=HERE)
    return answer.status_code, answer.text, str(answer.headers.get("location", ""))


def picks_in(page: str) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', page)


async def test_from_the_tracker_to_the_context_without_a_script(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere, name="Golden Spoon")
    told = [await add_referral(world, world.larkmere) for _ in range(3)]
    screener = await site.signed_in(world.larkmere, "screener")
    await screener.get(f"/referrals/{told[0].reference}")
    assert 'id="several-link"' in (await screener.get("/tracker")).text
    chosen: Form = {"do": "link", "pick": [f"{each.reference}.1" for each in told], "asked": "view=nobody"}
    answer = await screener.submit("/account", chosen, to="/tracker/several")
    assert answer.status_code == 303
    page = (await screener.get(answer.headers["location"])).text
    assert len(picks_in(page)) == 3
    assert 'href="/tracker?view=nobody"' in page
    with counting(site) as statements:
        found = (await screener.get(f"{answer.headers['location']}&q=golden")).text
    assert len(statements) <= 6, statements.sent
    assert "3 will be put on it." in (await screener.get(f"{answer.headers['location']}&q={context.reference}")).text
    (link,) = re.findall(rf'href="([^"]+context={context.reference}[^"]*)"', found)
    with counting(site) as statements:
        before = (await screener.get(link.replace("&amp;", "&"))).text
    assert len(statements) <= 7, statements.sent
    assert before.count("Will be put on it, and goes to") == 0
    assert before.count(">Will be put on it<") == 3
    assert "3 will be put on it." in before
    with counting(site) as statements:
        status, _, location = await send(screener, form(context, *told))
    assert (status, location) == (303, f"/contexts/{context.reference}/contacts")
    contacts = (await screener.get(location)).text
    for each in told:
        assert each.reference in contacts
        assert (await referral_of(world, each)).context_id == context.id
        assert "link_referral:link" in [action for action, *_ in await trail_of(world, each)]
    assert ">Stands on it already<" in (await screener.get(address(*told, context=context.reference))).text
    status, _, _ = await send(screener, form(context, *told))
    assert status == 303, "twice is once"
    assert told[0].reference not in (await screener.get("/tracker?changed=1")).text, "it was their own work"


async def test_the_list_comes_while_somebody_types_and_tells_of_nothing_hidden(site: Site, world: World) -> None:
    told = await add_referral(world, world.larkmere)
    mine = await add_context(world, world.larkmere, name="Harbour steps")
    hidden = await add_context(world, world.larkmere, name="Harbour wall", named=("manager",), lead=None)
    theirs = await add_context(world, world.hallowdene, name="Harbour lights")
    screener = await site.signed_in(world.larkmere, "screener")
    typed = (await screener.get(address(told, words="harb"), htmx=True)).text
    assert mine.reference in typed
    assert hidden.reference not in typed
    assert theirs.reference not in typed
    assert "1 found" in typed
    assert "<h1" not in typed
    assert mine.reference not in (await screener.get(address(told, words="h"), htmx=True)).text
    # Asked for by its reference, what is hidden, next door or nowhere is one answer.
    answers = [
        await screener.get(address(told, context=reference))
        for reference in (hidden.reference, theirs.reference, "CX-4T8N-M2P", "nonsense")
    ]
    assert 'value="nonsense"' in answers[-1].text
    for answer in answers:
        assert answer.status_code == 422
        assert "There is no context under this reference that you can open" in answer.text
        assert 'aria-describedby="link-words-error"' in answer.text
        assert canary("hallowdene") not in answer.text
    assert len({re.sub(r"value=\"[^\"]*\"|nonce=\"[^\"]*\"", "", answer.text) for answer in answers}) == 1
    status, page, _ = await send(screener, form(hidden, told))
    assert (status, "There is no context under this reference" in page) == (422, True)
    assert picks_in(page) == [f"{told.reference}.1"], "the choice is kept"


async def test_that_fewer_people_may_open_it_is_said_first(site: Site, world: World) -> None:
    group = await add_context(world, world.larkmere, kind="group", team="front_door", lead=None)
    told = await add_referral(world, world.larkmere)
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get(address(told, context=group.reference))).text
    assert "Will be put on it. From then on fewer people may open it" in page
    assert (await send(screener, form(group, told)))[0] == 303
    assert (await referral_of(world, told)).subject_kind == "group"


async def test_a_decided_group_does_not_go_to_another_team_by_the_way(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    group = await add_referral(world, world.larkmere, state="decided", outcome="advice", kind="group")
    screener = await site.signed_in(world.larkmere, "screener")
    status, page, _ = await send(screener, form(context, group))
    assert status == 409
    assert "a group is open to its own team alone" in page
    assert (await referral_of(world, group)).context_id is None


async def test_a_context_that_changed_meanwhile_is_looked_at_again(site: Site, world: World) -> None:
    context, told = await add_context(world, world.larkmere), await add_referral(world, world.larkmere)
    screener = await site.signed_in(world.larkmere, "screener")
    await tell(world, "update tenants.contexts set version = 2 where id = :id", id=context.id)
    status, page, _ = await send(screener, form(context, told))
    assert (status, 'name="seen" value="2"' in page) == (409, True)
    assert (await referral_of(world, told)).context_id is None
    assert (await send(screener, form(context, told) | {"seen": "2"}))[0] == 303


async def test_breaking_the_glass_puts_nothing_on_a_context(site: Site, world: World) -> None:
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    told = await add_referral(world, world.larkmere)
    screener = await site.signed_in(world.larkmere, "screener")
    await break_glass(world, world.larkmere, "screener", hidden.reference)
    assert (await screener.get(f"/contexts/{hidden.reference}")).status_code == 200
    status, _, _ = await send(screener, form(hidden, told))
    assert status == 422
    assert (await referral_of(world, told)).context_id is None


async def test_what_cannot_be_put_there_stays_and_says_why(site: Site, world: World) -> None:
    context, other = [await add_context(world, world.larkmere) for _ in range(2)]
    fine = await add_referral(world, world.larkmere)
    over = await add_referral(world, world.larkmere, state="decided", outcome="advice")
    there = await add_referral(world, world.larkmere, context=other)
    hidden = await add_referral(world, world.larkmere, named=("manager",), title="Secret")
    theirs = await add_referral(world, world.hallowdene)
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get(address(fine, over, there, hidden, theirs, context=context.reference))).text
    assert "2 will be put on it, 3 will not." in page
    assert "Put 2 referrals on it" in page
    assert "Stays where it is: it stands on another context" in page
    assert page.count("There is no such record for you here") == 2
    assert "Secret" not in page
    assert "and goes to the team that has it" in page
    assert sorted(picks_in(page)) == sorted([f"{fine.reference}.1", f"{over.reference}.1"]), "only those that can"
    status, page, _ = await send(screener, form(context, fine, there))
    assert status == 409
    assert "Nothing was put anywhere" in page
    assert (await referral_of(world, fine)).context_id is None
    assert f"{fine.reference}.1" in picks_in(page), "and it can be sent again without the other"


async def test_what_changed_meanwhile_keeps_all_back_and_is_shown_anew(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    told = [await add_referral(world, world.larkmere) for _ in range(2)]
    await tell(world, "update tenants.referrals set version = 7 where id = :id", id=told[0].id)
    screener = await site.signed_in(world.larkmere, "screener")
    status, page, _ = await send(screener, form(context, *told))
    assert status == 409
    assert f"{told[0].reference}.7" in picks_in(page)
    again: Form = {"pick": picks_in(page), "context": context.reference, "asked": "", "seen": "1"}
    status, _, _ = await send(screener, again)
    assert status == 303


async def test_two_people_at_once_lose_nothing(site: Site, world: World) -> None:
    one, other = [await add_context(world, world.larkmere) for _ in range(2)]
    told = [await add_referral(world, world.larkmere) for _ in range(5)]
    first = await site.signed_in(world.larkmere, "screener")
    second = await site.signed_in(world.larkmere, "second_screener")
    answers = await asyncio.gather(send(first, form(one, *told)), send(second, form(other, *reversed(told))))
    assert sorted(status for status, _, _ in answers) == [303, 409]
    assert len({(await referral_of(world, each)).context_id for each in told}) == 1


async def test_a_new_context_is_made_with_the_choice_kept(site: Site, world: World) -> None:
    told = [await add_referral(world, world.larkmere) for _ in range(2)]
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get(address(*told))).text
    (new,) = re.findall(r'id="make-new" href="([^"]+)"', page)
    shown = (await screener.get(new)).text
    assert 'href="/tracker/link?pick=' in shown, "and back"
    link = re.findall(r'name="link"[^>]*value="([^"]*)"', shown)[0]
    sent: Form = {"kind": "place", "name": "", "aliases": "", "description": "", "place": "", "link": link}
    refused = await screener.submit(new, sent, to="/contexts/new")
    assert refused.status_code == 422
    assert f'value="{link}"' in refused.text, "also when something is to be put right"
    made = await screener.submit(new, {**sent, "name": "Bus shelter, Quarry Road"}, to="/contexts/new")
    assert made.status_code == 303
    before = await screener.get(made.headers["location"])
    assert "2 will be put on it." in before.text
    assert "Bus shelter, Quarry Road" in before.text
    plain = await screener.submit("/contexts/new", {**sent, "name": "Depot, Quarry Road", "link": "<script>"})
    while plain.status_code == 200:  # what it may already be is asked first
        alike = re.findall(r'name="alike"[^>]*value="([^"]*)"', plain.text)[0]
        plain = await screener.submit(
            "/contexts/new", {**sent, "name": "Depot, Quarry Road", "link": "<script>", "alike": alike}
        )
    assert plain.headers["location"].startswith("/contexts/CX-")


async def test_too_many_or_none_are_refused(site: Site, world: World) -> None:
    screener = await site.signed_in(world.larkmere, "screener")
    context = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere)
    assert "Choose rows first" in (await screener.get(HERE)).text
    assert (await send(screener, form(context)))[2] == "/tracker"
    many = [f"CR-{number:04d}-XX" for number in range(3)]
    assert (await send(screener, {**form(context, told), "pick": many}))[2] == "/tracker", "none of them is a reference"
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    assert 'id="several-link"' not in (await practitioner.get("/tracker")).text
    assert (await practitioner.get(address(told))).status_code == 403
    assert (await send(practitioner, form(context, told)))[0] == 403


async def test_an_imported_one_adds_up_and_can_be_taken_off_again(site: Site, world: World) -> None:
    context = await add_context(world, world.larkmere)
    told = await add_referral(world, world.larkmere, state="decided", outcome="panel", with_report=False)
    await tell(world, "update tenants.referrals set route = 'tracker', decided_by = null where id = :id", id=told.id)
    screener = await site.signed_in(world.larkmere, "screener")
    page = (await screener.get(f"/referrals/{told.reference}")).text
    (put,) = re.findall(r'href="(/tracker/link\?[^"]+)"', page)
    assert (await screener.get(put)).status_code == 200
    await send(screener, form(context, told))
    assert told.reference in (await screener.get(f"/contexts/{context.reference}/contacts")).text
    here = f"/referrals/{told.reference}/unlink"
    assert here in (await screener.get(f"/referrals/{told.reference}")).text
    assert (await screener.submit(here, {"version": "2", "reason": ""})).status_code == 422
    assert (await screener.submit(here, {"version": "1", "reason": "Another park"})).status_code == 409
    assert (await screener.submit(here, {"version": "2", "reason": "Another park"})).status_code == 303
    assert (await referral_of(world, told)).context_id is None
    assert (await screener.get(here)).status_code == 409, "there is nothing to take off"
    timeline = "select array_agg(verb order by id) from tenants.context_events where referral_id = :id"
    assert (await ask(world, timeline, id=told.id))[0] == ["link", "unlink"]
