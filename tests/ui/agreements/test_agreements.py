"""Agreements over HTTP: proposed by one council, signed and left by another; a third finds nothing."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pytest

from agreeing import TODAY, days, name_keepers, propose, sign, third_council, withdraw
from commonground.platform.access import confirming
from councils import TestCouncil, World, make_world
from pages import masked, words_in
from postgres import Database
from told import rows
from web import Browser, Site

Form = dict[str, str | list[str]]
_HIDDEN = re.compile(r'<input type="hidden"[^>]*>')
MISSING = "01890000-0000-7000-8000-00000000dead"


@pytest.fixture(scope="module")
def three(database: Database) -> tuple[World, TestCouncil]:
    async def made() -> tuple[World, TestCouncil]:
        found = await make_world(database)
        third = await third_council(found)
        await name_keepers(found, found.larkmere, found.hallowdene, third)
        return found, third

    return asyncio.run(made())


@pytest.fixture(scope="module")
def world(three: tuple[World, TestCouncil]) -> World:
    return three[0]


@pytest.fixture(scope="module")
def third(three: tuple[World, TestCouncil]) -> TestCouncil:
    """A council that no agreement here names."""
    return three[1]


def typed(*councils: TestCouncil, **more: str | list[str]) -> Form:
    form: Form = {"name": "Work across the border", "region": "", "words": "With legal services", "job": "Head of IG"}
    form |= {
        "councils": [str(each.id) for each in councils],
        "verbs": ["inform", "hand_over"],
        "kinds": ["child_placed"],
    }
    start = TODAY - timedelta(days=1)
    form |= {"from_on-day": str(start.day), "from_on-month": str(start.month), "from_on-year": str(start.year)}
    return form | more


async def keeper(site: Site, council: TestCouncil, person: str = "ig_lead") -> Browser:
    return await site.signed_in(council, person)


async def sections(browser: Browser) -> dict[str, str]:
    """The text of each section of the list, by its id."""
    page = (await browser.get("/agreements")).text
    parts = re.findall(r'<section class="cg-sec "[^>]*aria-labelledby="([\w-]+)">(.*?)</section>', page, re.DOTALL)
    return {key: words_in(part) for key, part in parts}


async def test_one_is_proposed_signed_and_left(site: Site, world: World) -> None:
    ours, theirs = await keeper(site, world.larkmere), await keeper(site, world.hallowdene, "admin")
    added = await ours.submit("/agreements/new", typed(world.hallowdene))
    assert added.status_code == 303, added.text
    here = str(added.headers["location"])
    assert "Work across the border, version 1" in (await sections(ours))["others"]
    waits = await sections(theirs)
    assert "Work across the border" in waits["ours"]
    assert "Nothing is agreed that is in force today." in waits["today"]
    page = (await theirs.get(here)).text
    for said in ("Ig_Lead of Larkmere, Head of IG", "Not signed yet", "Inform and Hand over", "With legal services",
                 "A child or young person is placed", "Council administrator"):  # fmt: skip
        assert said in page
    signed = await theirs.submit(here, {"job": "Head of service"}, to=f"{here}/sign", follow=True)
    assert "Signed. The other councils are told." in signed.text
    for browser in (ours, theirs):
        found = await sections(browser)
        assert "Work across the border" in found["in-force"]
        assert "Hand over, about: A child or young person is placed" in found["today"]
    assert (
        "Hand over, about: A child or young person is placed" in (await ours.get("/directory/councils/hallowdene")).text
    )
    left = await ours.submit(here, {"words": "It is written anew"}, to=f"{here}/withdraw", follow=True)
    assert "It counts from now on" in left.text
    page = (await theirs.get(here)).text
    assert "It is written anew" in page
    assert "Withdrawn" in page
    assert "Work across the border" in (await sections(ours))["over"]
    assert "We have withdrawn" in (await sections(ours))["over"]
    assert "Not signed by Larkmere Council" in (await sections(theirs))["others"]


async def test_what_is_missing_is_said_at_its_question_and_what_was_typed_stays(site: Site, world: World) -> None:
    browser = await keeper(site, world.larkmere)
    nothing: Form = {"name": "", "job": "", "words": "Still here", "region": ""}
    refused = await browser.submit("/agreements/new", nothing)
    assert refused.status_code == 422
    for field in ("name", "councils", "verbs", "from_on-day", "job"):
        assert f'href="#{field}"' in refused.text, field
    assert "Still here" in refused.text
    late = {"until_on-day": "1", "until_on-month": "2", "until_on-year": "2020"}
    refused = await browser.submit("/agreements/new", typed(world.hallowdene, **late))
    assert (refused.status_code, "That day is over." in refused.text) == (422, True)
    stranger = await browser.submit("/agreements/new", typed(world.hallowdene, councils=[MISSING]))
    assert stranger.status_code == 422
    here = f"/agreements/{await propose(world, world.hallowdene, world.larkmere, name='To be signed')}"
    for verb, form in (("sign", {"job": " "}), ("withdraw", {"words": " "})):
        empty = await browser.submit(here, {**form}, to=f"{here}/{verb}")
        assert empty.status_code == 422, verb
    again = await browser.submit(here, {"words": "Never signed"}, to=f"{here}/withdraw")
    assert (again.status_code, "It has changed meanwhile" in again.text) == (409, True)


async def test_a_newer_version_begins_from_the_one_before(site: Site, world: World) -> None:
    old = await propose(world, world.larkmere, world.hallowdene, name="Renewed", kinds=("online",))
    await sign(world, world.hallowdene, old)
    here, browser = f"/agreements/{old}", await keeper(site, world.hallowdene)
    assert f'href="{here}/version"' in (await browser.get(here)).text
    page = (await browser.get(f"{here}/version")).text
    assert 'value="Renewed"' in page
    for ticked in (str(world.larkmere.id), "work_jointly", "online"):
        assert re.search(rf'value="{ticked}"[^>]*checked', page), ticked
    made = await browser.submit(f"{here}/version", typed(world.larkmere, name="Renewed", verbs=["inform"]))
    assert made.status_code == 303, made.text
    newer = str(made.headers["location"])
    assert "Renewed, version 2" in (await browser.get(newer)).text
    assert f'href="{here}"' in (await browser.get(newer)).text
    page = (await browser.get(here)).text
    assert f'href="{newer}"' in page
    assert f'href="{here}/version"' not in page
    twice = await browser.submit(newer, typed(world.larkmere, name="Typed twice"), to=f"{here}/version")
    assert (twice.status_code, "A newer version waits" in twice.text, "Typed twice" in twice.text) == (409, True, True)
    assert "Renewed, version 1" in (await sections(browser))["in-force"]
    assert (
        await (await keeper(site, world.larkmere)).submit(newer, {"job": "Lead"}, to=f"{newer}/sign")
    ).status_code == 303
    found = await sections(browser)
    assert "Renewed, version 2" in found["in-force"]
    assert "Renewed, version 1 A newer version has taken its place" in found["over"]
    late = await browser.submit(newer, {"job": "Lead"}, to=f"{here}/sign")
    assert late.status_code == 303, "it was signed once already"


async def test_one_that_ends_soon_or_waits_says_so_where_work_is_found(site: Site, world: World) -> None:
    made = await propose(world, world.larkmere, world.hallowdene, name="Ends soon", until_on=days(20))
    theirs = await keeper(site, world.hallowdene)
    page = (await theirs.get("/worklist?kind=agreement")).text
    assert f'href="/agreements/{made}"' in page
    assert "Sign it or leave it" in page
    await sign(world, world.hallowdene, made)
    assert re.search(r"Ends soon, version 1 Ends soon", (await sections(theirs))["in-force"])
    assert "Ends soon" in (await theirs.get("/worklist?kind=agreement")).text
    await withdraw(world, world.hallowdene, made)
    assert f'href="/agreements/{made}"' not in (await theirs.get("/worklist?kind=agreement")).text


async def test_a_council_that_it_does_not_name_finds_nothing(site: Site, world: World, third: TestCouncil) -> None:
    made = await propose(world, world.larkmere, world.hallowdene, name="Between two alone")
    browser = await keeper(site, third)
    assert "Nothing is agreed with another council yet" in (await browser.get("/agreements")).text
    forms: dict[str, Form] = {"sign": {"job": "Lead"}, "withdraw": {"words": "Why"}, "version": typed(world.larkmere)}
    said = []
    for which in (made, MISSING):
        answers = [await browser.get(f"/agreements/{which}"), await browser.get(f"/agreements/{which}/version")]
        for verb, form in forms.items():
            answers.append(await browser.submit("/account", form, to=f"/agreements/{which}/{verb}"))
        assert [each.status_code for each in answers] == [404] * 5
        said.append([_HIDDEN.sub("", masked(each.text.replace(str(which), ""))) for each in answers])
    lines = zip("\n".join(said[0]).splitlines(), "\n".join(said[1]).splitlines(), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [], "what is there and what is not are one answer"
    assert len(await rows(world, "select id from crossing.agreement_signatures where agreement_id = :id", id=made)) == 1


async def test_colleagues_read_and_only_keepers_act(site: Site, world: World) -> None:
    made = await propose(world, world.hallowdene, world.larkmere, name="Read by all")
    reader = await site.signed_in(world.larkmere, "practitioner")
    page = await reader.get(f"/agreements/{made}")
    assert page.status_code == 200
    for kept in (f"/agreements/{made}/sign", f"/agreements/{made}/version", "/agreements/new"):
        assert f'"{kept}"' not in page.text + (await reader.get("/agreements")).text
    assert (await reader.get("/agreements/new")).status_code == 403
    assert (await reader.submit("/account", {"job": "x"}, to=f"/agreements/{made}/sign")).status_code == 404
    partner = await site.signed_in(world.larkmere, "partner")
    assert (await partner.get("/agreements")).status_code == 403
    assert (await partner.get(f"/agreements/{made}")).status_code == 404
    assert "<title>Agreement – " in page.text, "no free word in the title"


@pytest.mark.parametrize("verb", ["sign", "withdraw"])
async def test_signing_and_leaving_take_ones_own_confirmation(site: Site, world: World, verb: str) -> None:
    made = await propose(world, world.hallowdene, world.larkmere, name="Confirmed first")
    browser = site.browser()
    browser.client.cookies.set("cg_session", await world.token(world.larkmere, "ig_lead", confirmed=False))
    here = f"/agreements/{made}"
    asked = await browser.submit(here, {"job": "Lead", "words": "Why"}, to=f"{here}/{verb}")
    assert asked.status_code == confirming.ConfirmFirstError.status
    assert len(await rows(world, "select id from crossing.agreement_signatures where agreement_id = :id", id=made)) == 1
