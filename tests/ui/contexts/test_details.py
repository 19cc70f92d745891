"""A context is asked only what its kind has."""

from __future__ import annotations

import pytest

from casework import add_context
from commonground.tenants.contexts.details import DETAILS
from told import context_of, lines_of
from web import Site

Form = dict[str, str | list[str]]
GIVEN: dict[str, Form] = {
    "place": {"owner": "Spoon Foods, the manager", "owner_reach": "020 7946 0155", "opening": "Daily, 11am to 11pm"},
    "group": {"size": "6_10", "age_band": "13_15", "common_link": "One bus"},
    "school": {"establishment": "217 4038", "dsl_post": "Deputy head", "dsl_phone": "020 7946 0121"},
    "online": {"audience": "invited", "platform": "Blockforge", "handle": "nightriders"},
}
SHOWN = {
    "place": ("Spoon Foods, the manager", "020 7946 0155", "Daily, 11am to 11pm"),
    "group": ("6 to 10", "13 to 15", "One bus"),
    "school": ("217/4038", "Deputy head", "020 7946 0121"),
    "online": ("Only those who are let in", "Blockforge"),
}


@pytest.mark.parametrize("kind", GIVEN)
async def test_its_form_asks_what_its_kind_has_and_the_page_shows_it(site: Site, kind: str) -> None:
    world = site.world
    known = await add_context(world, world.larkmere, kind=kind)
    browser = await site.signed_in(world.larkmere, "practitioner")
    here = f"/contexts/{known.reference}"
    form = (await browser.get(f"{here}/change")).text
    for name, detail in DETAILS.items():
        assert (f'name="{name}"' in form) is (detail.kind == kind), name
    typed: Form = {"version": "1", "name": "Spoon", **GIVEN[kind]}
    done = await browser.submit(f"{here}/change", typed, follow=True)
    for words in SHOWN[kind]:
        assert words in done.text
    ((verb, said),) = await lines_of(world, known)
    assert verb == "change"
    assert SHOWN[kind][0] in said


async def test_what_another_kind_has_is_not_taken(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere, kind="group")
    browser = await site.signed_in(world.larkmere, "practitioner")
    typed: Form = {"version": "1", "name": "Friends", "owner": "Somebody", "establishment": "217/4038"}
    assert (await browser.submit(f"/contexts/{known.reference}/change", typed)).status_code == 303
    row = await context_of(world, known)
    assert (row.owner, row.establishment) == ("", "")


async def test_a_wrong_number_is_said_at_its_field_and_what_was_typed_is_kept(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere, kind="school")
    browser = await site.signed_in(world.larkmere, "practitioner")
    typed: Form = {"version": "1", "name": "Brook Lane", "establishment": "4038", "dsl_phone": "ring the office"}
    page = await browser.submit(f"/contexts/{known.reference}/change", typed)
    assert page.status_code == 422
    assert "Type a telephone number" in page.text
    typed["dsl_phone"] = "020 7946 0121"
    page = await browser.submit(f"/contexts/{known.reference}/change", typed)
    assert page.status_code == 422
    assert "like 201/4012" in page.text
    assert 'value="4038"' in page.text
    assert 'value="4038"' in (await browser.get(f"/contexts/{known.reference}/change")).text


async def test_two_who_change_details_see_each_other(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere)
    one, other = [await site.signed_in(world.larkmere, person) for person in ("practitioner", "screener")]
    here = f"/contexts/{known.reference}/change"
    assert (await one.submit(here, {"version": "1", "name": "Spoon", "opening": "Daily"})).status_code == 303
    page = await other.submit(here, {"version": "1", "name": "Spoon", "opening": "Never"})
    assert page.status_code == 409
    assert "Daily" in page.text
    assert 'value="Never"' in page.text


async def test_a_childs_name_in_what_links_a_group_is_asked_about(site: Site) -> None:
    world = site.world
    known = await add_context(world, world.larkmere, kind="group")
    browser = await site.signed_in(world.larkmere, "practitioner")
    typed: Form = {"version": "1", "name": "Friends", "common_link": "All of them know Jaydon Smith"}
    page = await browser.submit(f"/contexts/{known.reference}/change", typed)
    assert page.status_code == 422
    assert "No child’s name belongs here" in page.text
