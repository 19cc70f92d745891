"""Whoever leads the context that a referral is about is proposed before any rule, and chosen without a reason."""

from __future__ import annotations

import re

import pytest

from allocating import rule_form, set_rules, team_ids
from casework import Known, add_context, add_referral
from councils import World
from decisions import Form, decide, decision, rows, screened
from pages import counting
from told import referral_of, tell
from web import Site

# Canaries make every context alike, so that one with a lead would be chosen beforehand.
NOBODY_LEADS = "update tenants.contexts set lead_id = null"


async def _led(world: World, name: str, **more: object) -> Known:
    return await add_context(world, world.larkmere, name=name, address=f"9 {name} Row", **more)  # type: ignore[arg-type]  # its own arguments


def _proposal(page: str) -> str:
    found = re.search(r'id="proposal">(.*?)</p>', page, re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


def _sent(page: str) -> str:
    found = re.search(r'name="proposed"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


async def _words(world: World, told_id: object) -> str:
    said = await rows(world, "select words from tenants.referral_events where referral_id = :id", id=told_id)
    return " ".join(each.words for each in said)


async def test_the_lead_of_the_context_it_is_on_is_proposed_when_it_is_decided(site: Site, world: World) -> None:
    council, (specialist, locality) = world.larkmere, team_ids(world)
    await set_rules(site, world, rule_form(locality, venues=["takeaway"]))
    known, lead = await _led(world, "Bittern"), str(council.place("practitioner"))
    told, browser = await screened(world, context=known), await site.signed_in(council, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert f"{council.people['practitioner'].name}, Specialist" in _proposal(page)
    assert "who leads Bittern" in _proposal(page)
    assert "(rule 1)" not in page
    first = page.split('name="context"')[1]
    assert f"{council.people['practitioner'].name} leads it" in first.split("</div>")[1] + first.split("</div>")[0]
    form = decision(context=known.reference, outcome="context_assessment", proposed=_sent(page))
    refused = await decide(browser, told, form | {"place": locality})
    assert 'href="#place_why"' in refused.text, "a second lead is a choice with a reason"
    assert (await decide(browser, told, form | {"place": lead})).status_code == 303
    row = await referral_of(world, told)
    assert (str(row.team_id), row.lead_id) == (specialist, council.people["practitioner"].staff_id)
    assert "Proposed as the context’s lead" in await _words(world, told.id)


async def test_the_lead_of_another_context_that_is_chosen_needs_no_reason(site: Site, world: World) -> None:
    """Neither over a rule, nor over the lead of the one that stood there first."""
    council, (_, locality) = world.larkmere, team_ids(world)
    await set_rules(site, world, rule_form(locality, venues=["takeaway"]))
    await tell(world, NOBODY_LEADS)
    browser, whom = await site.signed_in(council, "screener"), str(council.place("practitioner"))
    alone, other = await screened(world), await screened(world)
    page = (await browser.get(f"/referrals/{alone.reference}")).text
    assert "(rule 1)" in _proposal(page)
    on = await screened(world, context=await _led(world, "Widgeon", lead="consultant"))
    chosen = await _led(world, "Dabchick")
    form = decision(context=chosen.reference, outcome="panel", place=whom)
    assert (await decide(browser, alone, form | {"proposed": _sent(page)})).status_code == 303
    assert "who leads the context" in await _words(world, alone.id)
    page = (await browser.get(f"/referrals/{on.reference}")).text
    assert "who leads Widgeon" in _proposal(page)
    assert (await decide(browser, on, form | {"proposed": _sent(page)})).status_code == 303
    elsewhere = form | {"proposed": _sent(page), "place": locality}
    assert (await decide(browser, other, elsewhere)).status_code == 303, "it was proposed for another context"


async def test_the_lead_is_proposed_where_a_lead_is_given_and_needs_no_reason(site: Site, world: World) -> None:
    council, (_, locality) = world.larkmere, team_ids(world)
    await set_rules(site, world, rule_form(locality, venues=["takeaway"]))
    manager = await site.signed_in(council, "manager")
    told = await add_referral(world, council, state="needs_lead", team="locality", context=await _led(world, "Teal"))
    here = f"/referrals/{told.reference}/give-lead"
    page = (await manager.get(here)).text
    assert "who leads Teal" in _proposal(page)
    form: Form = {"version": "1", "proposed": _sent(page), "words": ""}
    refused = await manager.submit(here, form | {"place": str(council.place("locality_practitioner"))})
    assert 'href="#place_why"' in refused.text
    with counting(site) as statements:
        assert (await manager.submit(here, form | {"place": str(council.place("practitioner"))})).status_code == 303
    assert len(statements) <= 30, statements.sent
    assert "Proposed as the context’s lead" in await _words(world, told.id)


async def test_of_a_rule_that_was_shown_the_lead_is_chosen_without_a_reason(site: Site, world: World) -> None:
    """Somebody came to lead the context while the page was open."""
    council, (_, locality) = world.larkmere, team_ids(world)
    await set_rules(site, world, rule_form(locality, venues=["takeaway"], person="least"))
    manager = await site.signed_in(council, "manager")
    told = await add_referral(world, council, state="needs_lead", context=await _led(world, "Smew"))
    form: Form = {"version": "1", "words": "", "place": str(council.place("practitioner"))}
    stale = f"{await _version(world)}.1.{council.place('locality_practitioner')}"
    assert (
        await manager.submit(f"/referrals/{told.reference}/give-lead", form | {"proposed": stale})
    ).status_code == 303
    assert "who leads the context" in await _words(world, told.id)


async def _version(world: World) -> int:
    newest = "select max(version) as version from council.allocation_rules where tenant_id = :id"
    return int((await rows(world, newest, id=world.larkmere.id))[0].version)


@pytest.mark.parametrize(
    ("state", "person", "page"), [("screening", "screener", ""), ("needs_lead", "manager", "/give-lead")]
)
async def test_the_lead_of_a_context_that_the_reader_may_not_open_is_never_named(
    site: Site, world: World, state: str, person: str, page: str
) -> None:
    council, (_, locality) = world.larkmere, team_ids(world)
    await set_rules(site, world, rule_form(locality))
    await tell(world, NOBODY_LEADS)
    hidden = await _led(world, "Garganey", named=("practitioner",))
    lead = "screener" if state == "screening" else None
    told = await add_referral(world, council, state=state, lead=lead, context=hidden)
    said = (await (await site.signed_in(council, person)).get(f"/referrals/{told.reference}{page}")).text
    assert "(rule 1)" in _proposal(said)
    assert "Garganey" not in said
    assert f"{council.people['practitioner'].name} leads it" not in said
    assert "who leads" not in said
