"""A restricted record that has nobody left: said where one sees who could open it, listed, and given to somebody."""

from __future__ import annotations

import re

import pytest

from casework import Known, Told, add_context, add_referral
from councils import World
from pages import counting
from told import ask, lines_of, named_on, tell, trail_of
from web import Site

NOBODY = "Nobody who works here can look after it any more."
WORDS = ("Golden Spoon", "Mill Lane", "Young people", "Takeaway")
"""Of the records themselves."""


@pytest.fixture(autouse=True)
async def _gone(world: World) -> None:
    people = [council.people["manager"].staff_id for council in (world.larkmere, world.hallowdene)]
    await tell(world, "update council.staff set ended_at = now() where id = any (:people)", people=people)


async def alone(world: World, kind: str) -> Known | Told:
    if kind == "contexts":
        return await add_context(world, world.larkmere, named=("manager", "practitioner"), lead="practitioner")
    return await add_referral(world, world.larkmere, named=("manager", "practitioner"), lead="practitioner")


def chosen(world: World, person: str = "specialist_manager", why: str = "Joan left") -> dict[str, str | list[str]]:
    return {"keeper": str(world.larkmere.people[person].staff_id), "reason": why}


@pytest.mark.parametrize("kind", ["contexts", "referrals"])
async def test_from_who_could_see_it_to_somebody_who_does(site: Site, world: World, kind: str) -> None:
    record = await alone(world, kind)
    lead = await site.signed_in(world.larkmere, "ig_lead")
    here = f"/{kind}/{record.reference}"
    who = (await lead.get(f"{here}/who")).text
    assert NOBODY in who
    assert f'href="{here}/keeper"' in who
    page = (await lead.get(f"{here}/keeper")).text
    assert world.larkmere.people["specialist_manager"].name in page
    assert not [word for word in WORDS if word in who + page]
    answer = await lead.submit(f"{here}/keeper", chosen(world))
    assert (answer.status_code, answer.headers["location"]) == (303, "/keepers")
    assert world.larkmere.people["specialist_manager"].staff_id in await named_on(world, record)
    assert [verb for verb, _ in await lines_of(world, record)] == ["name_keeper"]
    assert NOBODY not in (await lead.get(f"{here}/who")).text
    assert (await lead.get(here)).status_code in (403, 404), "whoever named them opens nothing"
    assert (await lead.get(f"{here}/keeper")).status_code == 404
    keeper = await site.signed_in(world.larkmere, "specialist_manager")
    opened = (await keeper.get(here, follow=True)).text
    assert "named somebody to look after it, because nobody was left" in opened
    again = (await keeper.get(f"{here}/restrict")).text
    assert "Who is named?" in again


async def test_the_page_says_so_of_no_other_record_and_links_only_for_whoever_names(site: Site, world: World) -> None:
    """A lead who is named and still works here is told whom to ask."""
    record = await alone(world, "contexts")
    kept = await add_context(world, world.larkmere, named=("specialist_manager",), lead=None)
    plain = await add_context(world, world.larkmere)
    lead = await site.signed_in(world.larkmere, "ig_lead")
    for other in (kept, plain):
        page = (await lead.get(f"/contexts/{other.reference}/who")).text
        assert NOBODY not in page
        assert (await lead.get(f"/contexts/{other.reference}/keeper")).status_code == 404
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    page = (await practitioner.get(f"/contexts/{record.reference}/who")).text
    assert NOBODY in page
    assert "Ask the information-governance lead" in page
    assert "/keeper" not in page


async def test_the_list_has_references_alone_and_is_for_those_who_answer(site: Site, world: World) -> None:
    made = [await alone(world, kind) for kind in ("contexts", "referrals")]
    theirs = await add_context(world, world.hallowdene, named=("manager",), lead=None)
    for person in ("ig_lead", "admin"):
        browser = await site.signed_in(world.larkmere, person)
        before = await ask(world, "select count(*) from audit.entries where action = 'name_keeper'")
        with counting(site) as statements:
            page = (await browser.get("/keepers")).text
        assert len(statements) <= 6, statements.sent
        after = await ask(world, "select count(*) from audit.entries where action = 'name_keeper'")
        assert after[0] == before[0] + 1
        shown = re.findall(r'<tr id="([^"]+)"', page)
        assert {each.reference for each in made} <= set(shown)
        assert theirs.reference not in shown
        assert not [word for word in WORDS if word in page]
        assert f"Restricted records that have nobody left ({len(shown)})" in (await browser.get("/my-work")).text
    for person in ("screener", "specialist_manager", "practitioner"):
        browser = await site.signed_in(world.larkmere, person)
        assert (await browser.get("/keepers")).status_code == 403, person
        assert (await browser.get(f"/contexts/{made[0].reference}/keeper")).status_code == 404


async def test_a_neighbour_finds_nothing_and_names_nobody(site: Site, world: World) -> None:
    record = await alone(world, "contexts")
    own = await add_context(world, world.hallowdene, named=("manager",), lead=None)
    neighbour = await site.signed_in(world.hallowdene, "ig_lead")
    here = f"/contexts/{record.reference}/keeper"
    assert (await neighbour.get(here)).status_code == 404
    answer = await neighbour.submit(f"/contexts/{own.reference}/keeper", chosen(world), to=here)
    assert answer.status_code == 404
    assert record.reference not in (await neighbour.get("/keepers")).text
    refused = await neighbour.submit(f"/contexts/{own.reference}/keeper", chosen(world))
    assert refused.status_code == 422, "nor somebody of another council"
    assert set(await named_on(world, own)) == {world.hallowdene.people["manager"].staff_id}


@pytest.mark.parametrize("wrong", [{"keeper": ""}, {"reason": " "}, {"keeper": "somebody"}])
async def test_a_form_that_lacks_something_comes_back_as_it_was(
    site: Site, world: World, wrong: dict[str, str | list[str]]
) -> None:
    record = await alone(world, "contexts")
    lead = await site.signed_in(world.larkmere, "ig_lead")
    refused = await lead.submit(f"/contexts/{record.reference}/keeper", chosen(world, why="Joan left us") | wrong)
    assert refused.status_code == 422
    assert "govuk-error-summary" in refused.text
    assert ("Joan left us" in refused.text) is ("reason" not in wrong)
    assert await lines_of(world, record) == []
    looked = [action for action, _, _ in await trail_of(world, record)]
    assert looked == ["name_keeper", "name_keeper"], "the form, and the form again"


async def test_whoever_has_not_confirmed_that_it_is_they_does_so_first(site: Site, world: World) -> None:
    record = await alone(world, "referrals")
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "ig_lead", confirmed=False))
    answer = await browser.get(f"/referrals/{record.reference}/keeper")
    assert answer.status_code != 200
    assert "/account/confirm" in answer.headers.get("location", "") + answer.text


async def test_where_nobody_could_be_named_the_page_says_what_to_do(site: Site, world: World) -> None:
    record = await alone(world, "contexts")
    who = world.larkmere.people["specialist_manager"].staff_id
    await tell(world, "update council.staff set ended_at = now() where id = :id", id=who)
    try:
        lead = await site.signed_in(world.larkmere, "ig_lead")
        page = (await lead.get(f"/contexts/{record.reference}/keeper")).text
        assert "No team manager works here whom you could name" in page
        assert 'name="keeper"' not in page
    finally:
        await tell(world, "update council.staff set ended_at = null where id = :id", id=who)
