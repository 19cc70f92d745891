"""A council says which pathways there are, and in which order; and what whoever decides sees and is refused."""

from __future__ import annotations

import re

import pytest

from councils import World, canary
from decisions import Form, decide, decision, screened, state_of
from pathway_set import HERE, ONE, ours_again, pathway_form, save_pathway, version_in
from web import Site


async def test_a_council_sets_its_own_and_who_changed_what_is_kept(site: Site, world: World) -> None:
    page = (await (await site.signed_in(world.hallowdene, "admin")).get(HERE)).text
    assert "Our suggestion." in page
    admin = await save_pathway(site, world, when="Two teams know it.", days="5", step_1="Ring the school", days_1="2",
                        who_1="school", harms=["cse"], children="3")  # fmt: skip  # one pathway
    page = " ".join((await admin.get(HERE)).text.split())
    assert "Two teams know it." in page
    assert "Held within 5 working days" in page
    assert "Ring the school: School, 2 working days" in page
    assert "3 or more children; " in page
    assert "Who changed what" in page
    assert "when to choose it" in page
    assert "Our suggestion." in (await admin.get(f"{HERE}?of=group")).text
    theirs = (await (await site.signed_in(world.hallowdene, "admin")).get(HERE)).text
    assert "Two teams know it." not in theirs
    assert canary("larkmere") not in theirs


async def test_they_go_up_and_down_in_and_out_and_ours_come_back(site: Site, world: World) -> None:
    admin = await ours_again(site, world, "school")
    page = (await admin.get(f"{HERE}?of=school")).text
    assert page.index('value="consultation.down"') < page.index('value="single_agency.up"')
    for move in ("single_agency.up", "panel.out"):
        sent: Form = {"version": version_in(page), "of": "school", "move": move}
        page = (await admin.submit(HERE, sent, follow=True)).text
    assert page.index('value="single_agency.down"') < page.index('value="consultation.up"')
    assert "Not offered" in page
    late = await admin.submit(HERE, {"version": "0", "of": "school", "move": "panel.in"})
    assert late.status_code == 409
    assert (await admin.submit(HERE, {"version": "0", "of": "school", "move": "x"})).status_code == 404
    assert (await admin.submit(HERE, {"version": "0", "of": "x", "move": "panel.in"})).status_code == 404
    page = (await (await ours_again(site, world, "school")).get(f"{HERE}?of=school")).text
    assert "Our suggestion." in page
    assert "Our suggestion stands again" in page


async def test_the_last_that_is_offered_stays(site: Site, world: World) -> None:
    admin = await ours_again(site, world, "online")
    page = (await admin.get(f"{HERE}?of=online")).text
    answer = await admin.get(HERE)
    for code in re.findall(r'value="(\w+)\.out"', page):
        answer = await admin.submit(HERE, {"version": version_in(page), "of": "online", "move": f"{code}.out"})
        page = (await admin.get(f"{HERE}?of=online")).text
    assert answer.status_code == 422
    assert 'id="refused"' in answer.text
    await ours_again(site, world, "online")


async def test_the_second_of_two_sees_what_stands_beside_what_they_typed(site: Site, world: World) -> None:
    admin = await ours_again(site, world)
    version = version_in((await admin.get(f"{ONE}?of=place&pathway=panel")).text)
    typed = pathway_form(outcome="panel", when="The first of them.") | {"version": version}
    assert (await admin.submit(ONE, typed)).status_code == 303
    second = await admin.submit(ONE, typed | {"when": "The second of them."})
    assert second.status_code == 409
    assert "The first of them." in second.text
    assert "The second of them.</textarea>" in second.text
    again = (await admin.get(f"{ONE}?of=place&pathway=panel")).text
    assert "The second of them.</textarea>" in again, "kept as a draft"
    assert (await admin.submit(ONE, typed | {"_drop": "1"}, to=f"{HERE}/draft")).status_code == 303
    assert "The first of them.</textarea>" in (await admin.get(f"{ONE}?of=place&pathway=panel")).text
    assert (await admin.submit(ONE, typed | {"when": "Half a"}, to=f"{HERE}/draft")).status_code == 303
    assert "Half a</textarea>" in (await admin.get(f"{ONE}?of=place&pathway=panel")).text
    await admin.submit(ONE, typed | {"_drop": "1"}, to=f"{HERE}/draft")


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [("offered", "", "offered"), ("harms", ["x"], "harms"), ("levels", ["x"], "levels"), ("children", "2", "children"),
     ("days", "4", "days"), ("step_3", "Ring them", "days_3"), ("days_2", "5", "step_2"), ("who_1", "x", "who_1")],
)  # fmt: skip  # one line to a field
async def test_what_is_wrong_is_refused_beside_its_question(
    site: Site, world: World, field: str, value: str | list[str], at: str
) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    version = version_in((await admin.get(ONE)).text)
    answer = await admin.submit(ONE, pathway_form(version=version) | {field: value})
    assert answer.status_code == 422
    assert f'href="#{at}' in answer.text
    await admin.submit(ONE, pathway_form() | {"_drop": "1"}, to=f"{HERE}/draft")


@pytest.mark.parametrize("person", ["screener", "practitioner", "manager"])
async def test_nobody_else_sets_them(site: Site, world: World, person: str) -> None:
    browser = await site.signed_in(world.larkmere, person)
    for page in (HERE, ONE):
        assert (await browser.get(page)).status_code == 403


async def test_one_is_suggested_with_its_reason_and_nothing_is_chosen(site: Site, world: World) -> None:
    await ours_again(site, world)
    told = await screened(world)
    browser = await site.signed_in(world.larkmere, "screener")
    page = " ".join((await browser.get(f"/referrals/{told.reference}")).text.split())
    assert "Assess the context, because: 3 or more children. You decide." in page
    assert not re.search(r'name="outcome"[^>]*checked', page)
    form, here = decision(outcome="", level="statutory"), f"/referrals/{told.reference}"
    page = " ".join((await browser.submit(here, form, to=f"{here}/words", htmx=True)).text.split())
    assert "Strategy discussion, because:" in page, "significant harm comes before how many there are"
    assert "because: 3 or more children" not in page


async def test_what_is_not_offered_is_refused_at_its_question_and_what_was_decided_stands(
    site: Site, world: World
) -> None:
    await ours_again(site, world)
    browser = await site.signed_in(world.larkmere, "screener")
    before = await screened(world)
    assert (await decide(browser, before, decision(outcome="signpost"))).status_code == 303
    await save_pathway(site, world, outcome="signpost", offered="no", when="Never here.")
    told = await screened(world)
    assert "Never here." not in (await browser.get(f"/referrals/{told.reference}")).text
    refused = await decide(browser, told, decision(outcome="signpost"))
    assert refused.status_code == 422
    assert 'href="#outcome' in refused.text
    assert "does not offer this" in refused.text
    assert (await state_of(world, told)).state == "screening"
    assert "Signpost to a service for everyone" in (await browser.get(f"/referrals/{before.reference}")).text
    group = await screened(world, kind="group")
    assert (await decide(browser, group, decision(outcome="signpost"))).status_code == 303, "a group has its own"
    await ours_again(site, world)
