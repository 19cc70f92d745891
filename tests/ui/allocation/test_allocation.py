"""A council's rules, set by itself; and what a screener sees of them, and chooses."""

from __future__ import annotations

import re

import pytest

from allocating import HERE, RULE, rule_form, set_rules, team_ids
from casework import add_context, add_referral
from councils import World, canary
from decisions import Form, decide, decision, rows, screened
from pages import counting
from told import referral_of, tell
from web import Browser, Site


async def test_a_council_sets_its_own_rules_and_their_order(site: Site, world: World) -> None:
    specialist, locality = team_ids(world)
    admin = await set_rules(site, world, rule_form(locality, venues=["park"], areas="LM4, LM5 1", under="10"),
                       rule_form(specialist, person="least"))  # fmt: skip  # two rules
    page = " ".join((await admin.get(HERE)).text.split())
    assert "Park or open space; LM4 or LM5 1; the team has fewer than 10 open" in page
    assert page.index("LM5 1") < page.index("Everything else")
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    page = (await admin.submit(HERE, {"version": version, "move": "2.up"}, follow=True)).text
    assert page.index("Everything else") < page.index("LM5 1")
    late = await admin.submit(HERE, {"version": version, "move": "1.out"})
    assert late.status_code == 409
    assert "LM5 1" in late.text
    changed = await admin.get(f"{RULE}?number=2")
    assert 'value="LM4, LM5 1"' in changed.text
    assert (await admin.get(f"{RULE}?number=3")).status_code == 404
    theirs = (await (await site.signed_in(world.hallowdene, "admin")).get(HERE)).text
    assert "There are no rules yet" in theirs
    assert canary("larkmere") not in theirs


async def test_the_second_of_two_does_not_write_over_the_first(site: Site, world: World) -> None:
    specialist, _ = team_ids(world)
    admin = await set_rules(site, world)
    version = re.findall(r'name="version" value="(\d+)"', (await admin.get(RULE)).text)[0]
    typed = rule_form(specialist, version=version, areas="LM9")
    assert (await admin.submit(RULE, typed)).status_code == 303
    second = await admin.submit(RULE, typed | {"areas": "LM8"})
    assert second.status_code == 409
    assert 'value="LM8"' in second.text
    assert 'name="number" value="0"' in second.text


async def _versions(browser: Browser) -> str:
    return str(re.findall(r'name="version" value="(\d+)"', (await browser.get(RULE)).text)[0])


async def test_a_rule_that_somebody_changed_meanwhile_is_shown_beside_what_was_typed(site: Site, world: World) -> None:
    specialist, locality = team_ids(world)
    admin = await set_rules(site, world, rule_form(specialist, areas="LM1", venues=["park"]))
    typed = rule_form(specialist, version=await _versions(admin), number="1")
    theirs = typed | {"areas": "LM2", "team_id": locality, "venues": ["park"]}
    assert (await admin.submit(RULE, theirs)).status_code == 303
    late = await admin.submit(RULE, typed | {"areas": "LM3"})
    assert late.status_code == 409
    for said in ('value="LM3"', "Saved now: “LM2”", "Saved now: Park or open space", 'name="number" value="1"'):
        assert said in late.text, said


async def test_a_rule_that_moved_meanwhile_is_followed_and_one_taken_out_is_added_anew(
    site: Site, world: World
) -> None:
    specialist, locality = team_ids(world)
    admin = await set_rules(site, world, rule_form(specialist, areas="LM1"), rule_form(locality, areas="LM2"))
    version = await _versions(admin)
    assert (await admin.submit(HERE, {"version": version, "move": "2.up"})).status_code == 303
    typed = rule_form(specialist, version=version, number="1", areas="LM1, LM9")
    late = await admin.submit(RULE, typed)
    assert late.status_code == 409
    assert 'name="number" value="2"' in late.text
    assert "Saved now" not in late.text
    version = await _versions(admin)
    assert (await admin.submit(HERE, {"version": version, "move": "2.out"})).status_code == 303
    late = await admin.submit(RULE, typed | {"version": version, "number": "2"})
    assert 'name="number" value="0"' in late.text
    assert 'value="LM1, LM9"' in late.text
    forged = await admin.submit(RULE, typed | {"version": "9999999999", "number": "9999999999"})
    assert forged.status_code in (409, 422)


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [("team_id", "", "team_id"), ("venues", ["x"], "venues"), ("areas", "!!", "areas"), ("under", "6", "under"),
     ("person", "", "person")],
)  # fmt: skip  # one line to a field
async def test_what_is_not_offered_is_refused_beside_its_question(
    site: Site, world: World, field: str, value: str | list[str], at: str
) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    version = re.findall(r'name="version" value="(\d+)"', (await admin.get(RULE)).text)[0]
    answer = await admin.submit(RULE, rule_form(team_ids(world)[0], version=version) | {field: value})
    assert answer.status_code == 422
    assert f'href="#{at}' in answer.text


async def test_another_councils_team_is_no_team(site: Site, world: World) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    answer = await admin.submit(RULE, rule_form(str(world.hallowdene.teams["specialist"])))
    assert answer.status_code == 422


@pytest.mark.parametrize("person", ["screener", "practitioner", "manager"])
async def test_nobody_else_sets_them(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    assert (await browser.get(HERE)).status_code == 403
    assert (await browser.get(RULE)).status_code == 403


async def _decided_words(world: World, told_id: object) -> str:
    said = await rows(world, "select words from tenants.referral_events where referral_id = :id and verb = 'decide'",
                      id=told_id)  # fmt: skip  # one query
    return str(said[0].words)


def _proposed(page: str) -> str:
    found = re.search(r'name="proposed"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


async def test_the_closest_fit_is_proposed_with_its_reason_and_chosen_by_nobody(site: Site, world: World) -> None:
    specialist, locality = team_ids(world)
    await set_rules(
        site, world, rule_form(locality, venues=["park"]), rule_form(specialist, venues=["takeaway"], harms=["missing"])
    )
    told, context = (
        await screened(world),
        await add_context(world, world.larkmere, name="Fit", address="7 Fit Street", lead=None),
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    assert "Closest fit:" in page
    assert "because it is about: takeaway (rule 2)." in page
    assert f'<option value="{specialist}" selected' not in page
    form = decision(context=context.reference, outcome="consultation", proposed=_proposed(page), place=specialist)
    assert (await decide(browser, told, form)).status_code == 303
    words = await _decided_words(world, told.id)
    assert "Proposed by rule 2" in words
    assert "So it was chosen." in words


async def test_another_team_needs_a_reason_which_stands_in_the_history(site: Site, world: World) -> None:
    specialist, locality = team_ids(world)
    await set_rules(site, world, rule_form(specialist, venues=["takeaway"]))
    told, context = (
        await screened(world),
        await add_context(world, world.larkmere, name="Why", address="8 Why Street", lead=None),
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    form = decision(context=context.reference, outcome="consultation", proposed=_proposed(page), place=locality)
    refused = await decide(browser, told, form)
    assert refused.status_code == 422
    assert 'href="#place_why"' in refused.text
    shown = (await browser.get(f"/referrals/{told.reference}")).text
    assert "Proposed by rule" not in shown
    assert (await decide(browser, told, form | {"place_why": "They know the owner."})).status_code == 303
    words = await _decided_words(world, told.id)
    assert "Proposed by rule 1" in words
    assert "Why: They know the owner." in words


async def test_what_no_rule_proposes_is_not_said_to_have_been_proposed(site: Site, world: World) -> None:
    specialist, locality = team_ids(world)
    await set_rules(site, world, rule_form(specialist, venues=["takeaway"]))
    context = await add_context(world, world.larkmere, name="Forged", address="9 Forged Street", lead=None)
    browser = await site.signed_in(world.larkmere, "screener")
    told = await screened(world)
    version = _proposed((await browser.get(f"/referrals/{told.reference}")).text).split(".")[0]
    for forged in (f"{version}.1.{locality}", f"{version}.9.{specialist}", f"99.1.{specialist}", "x"):
        told = await screened(world)
        form = decision(context=context.reference, outcome="consultation", proposed=forged, place=locality)
        assert (await decide(browser, told, form)).status_code == 303
        assert "Proposed" not in await _decided_words(world, told.id)


async def test_deciding_takes_no_statement_more_for_it(site: Site, world: World) -> None:
    specialist, _ = team_ids(world)
    await set_rules(site, world, rule_form(specialist, person="least"))
    told, context = (
        await screened(world),
        await add_context(world, world.larkmere, name="Ten", address="10 Ten Street", lead=None),
    )
    browser = await site.signed_in(world.larkmere, "screener")
    page = (await browser.get(f"/referrals/{told.reference}")).text
    place = _proposed(page).split(".", 2)[2]
    form = decision(context=context.reference, outcome="consultation", proposed=_proposed(page), place=place)
    token = re.findall(r'name="_token" value="([^"]+)"', page)[0]
    with counting(site) as statements:
        assert (await browser.post(f"/referrals/{told.reference}", form | {"_token": token})).status_code == 303
    assert len(statements) <= 10, statements.sent
    assert "So it was chosen." in await _decided_words(world, told.id)


async def test_a_restricted_record_weighs_only_for_whoever_may_open_it(site: Site, world: World) -> None:
    """Whoever may not open it must not learn by a number, nor by who is proposed, that there is one more."""
    specialist, _ = team_ids(world)
    await set_rules(site, world, rule_form(specialist, person="least"))
    page = f"/referrals/{(await screened(world)).reference}"
    screener = await site.signed_in(world.larkmere, "screener")
    before = re.findall(r'id="proposal">(.*?)</p>', (await screener.get(page)).text)
    lead = "consultant" if "Consultant" in before[0] else "practitioner"
    assert _proposed((await screener.get(page)).text).endswith(str(world.larkmere.people[lead].staff_id))
    await add_referral(world, world.larkmere, state="screening", lead=lead, team="specialist", named=(lead, "manager"))
    await add_context(world, world.larkmere, name="Hidden", address="11 Hidden Street", lead=lead, named=(lead,))
    assert re.findall(r'id="proposal">(.*?)</p>', (await screener.get(page)).text) == before
    manager = await site.signed_in(world.larkmere, "manager")
    assert re.findall(r'id="proposal">(.*?)</p>', (await manager.get(page)).text) != before


async def test_a_lead_is_proposed_where_one_is_given(site: Site, world: World) -> None:
    specialist, locality = team_ids(world)
    await set_rules(site, world, rule_form(specialist, venues=["takeaway"]))
    told = await add_referral(world, world.larkmere, state="needs_lead")
    manager = await site.signed_in(world.larkmere, "manager")
    here = f"/referrals/{told.reference}/give-lead"
    page = (await manager.get(here)).text
    assert "(rule 1)" in page
    other = str(world.larkmere.place("locality_practitioner"))
    form: Form = {"version": "1", "proposed": _proposed(page), "place": other, "words": ""}
    refused = await manager.submit(here, form)
    assert refused.status_code == 422
    assert 'href="#place_why"' in refused.text
    with counting(site) as statements:
        assert (await manager.submit(here, form | {"place_why": "She knows the park."})).status_code == 303
    said = await rows(world, "select words from tenants.referral_events where referral_id = :id", id=told.id)
    assert any("Why: She knows the park." in each.words for each in said)
    assert len(statements) <= 30, locality


async def test_without_rules_nothing_is_proposed_nor_asked(site: Site, world: World) -> None:
    await set_rules(site, world)
    told = await add_referral(world, world.larkmere, state="needs_lead")
    manager = await site.signed_in(world.larkmere, "manager")
    page = (await manager.get(f"/referrals/{told.reference}/give-lead")).text
    assert 'id="proposal"' not in page
    assert "place_why" not in page
    screening = (await (await site.signed_in(world.larkmere, "screener")).get(
        f"/referrals/{(await screened(world)).reference}"
    )).text  # fmt: skip  # one page
    assert 'id="proposal"' not in screening


async def test_whoever_is_in_two_teams_takes_it_in_the_one_that_is_proposed(site: Site, world: World) -> None:
    """Nobody is asked why it does not go where it goes."""
    council, (specialist, locality) = world.larkmere, team_ids(world)
    whom = council.people["locality_practitioner"].staff_id
    member = "insert into council.team_members (tenant_id, team_id, staff_id) values (:council, :team, :staff)"
    await tell(world, member, council=council.id, team=council.teams["specialist"], staff=whom)
    for team in (specialist, locality):
        await set_rules(site, world, rule_form(team, venues=["takeaway"]))
        told = await add_referral(world, council, state="needs_lead")
        manager = await site.signed_in(council, "manager")
        here = f"/referrals/{told.reference}/give-lead"
        page = (await manager.get(here)).text
        place = f"{team}.{whom}"
        assert f'<option value="{place}"' in page
        form: Form = {"version": "1", "proposed": _proposed(page), "place": place, "words": ""}
        assert (await manager.submit(here, form)).status_code == 303
        row = await referral_of(world, told)
        assert (str(row.team_id), row.lead_id) == (team, whom)
    leave = "delete from council.team_members where team_id = :team and staff_id = :staff"
    await tell(world, leave, team=council.teams["specialist"], staff=whom)
