"""A new password by a link: for an hour, once, at its own council's address, and nobody learns who has an account."""

from __future__ import annotations

import re

import pytest
from httpx import Response

from councils import World
from local_people import PASSWORD, LocalPerson, invite, knock, last_token, letters, newcomer, show, sign_in
from told import ask, tell
from web import Browser, Site

HERE = "/sign-in/larkmere"
NEW = "lantern gravel oyster tuesday"
_MOVING = re.compile(r'nonce(="[^"]*"|-[\w-]+)|name="_token" value="[^"]*"')


async def forgotten(browser: Browser, email: str, slug: str = "larkmere") -> Response:
    return await browser.submit(f"/sign-in/{slug}/forgotten", {"email": email})


async def link(site: Site, world: World, person: LocalPerson) -> str:
    assert (await forgotten(site.browser(), person.email)).status_code == 303
    return await last_token(world, "password_reset")


async def follow(site: Site, token: str, slug: str = "larkmere") -> Browser:
    browser = site.browser()
    followed = await browser.get(f"/sign-in/{slug}/reset/{token}")
    assert followed.headers["location"] == f"/sign-in/{slug}/new-password"
    assert followed.headers["referrer-policy"] == "no-referrer"
    return browser


async def test_the_new_password_counts_and_the_old_one_does_not(site: Site, world: World) -> None:
    person, there = await newcomer(site, world.larkmere, "forgot@partner.example")
    token = await link(site, world, person)
    browser = await follow(site, token)
    page = (await browser.get(f"{HERE}/new-password")).text
    assert person.email in page
    assert 'autocomplete="new-password"' in page
    saved = await browser.submit(f"{HERE}/new-password", {"new_password": NEW})
    assert saved.headers["location"] == f"{HERE}/password"
    assert (await browser.get("/account")).status_code == 303, "nobody is signed in by it"
    assert (await there.get("/account")).status_code == 303, "whoever was signed in with the old one is out"
    assert (await knock(site.browser(), "larkmere", person.email, PASSWORD)).status_code == 422
    assert (await knock(browser, "larkmere", person.email, NEW)).status_code == 303
    assert (await show(browser, "larkmere", "000000")).status_code == 422, "the second factor is asked as ever"
    assert [each.kind for each in await letters(world) if each.address == person.email][-1] == "password_changed"


async def test_it_works_once_and_for_an_hour(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "hour@partner.example")
    browser = await follow(site, await link(site, world, person))
    await tell(world, "update identity.password_resets set asked_at = now() - interval '1 hour'")
    assert (await browser.get(f"{HERE}/new-password")).status_code == 404
    token = await link(site, world, person)
    browser = await follow(site, token)
    assert (await browser.submit(f"{HERE}/new-password", {"new_password": NEW})).status_code == 303
    again = await follow(site, token)
    assert (await again.get(f"{HERE}/new-password")).status_code == 404


async def test_a_newer_link_takes_the_place_of_the_one_before(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "newer@partner.example")
    first, second = await link(site, world, person), await link(site, world, person)
    assert (await (await follow(site, first)).get(f"{HERE}/new-password")).status_code == 404
    assert (await (await follow(site, second)).get(f"{HERE}/new-password")).status_code == 200


async def test_a_link_of_one_council_opens_nothing_at_anothers_address(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "across@partner.example")
    await newcomer(site, world.hallowdene, "neighbour@partner.example")
    token = await link(site, world, person)
    there = await follow(site, token, "hallowdene")
    page = await there.get("/sign-in/hallowdene/new-password")
    assert page.status_code == 404
    assert person.email not in page.text
    field = (await there.get("/sign-in/hallowdene/forgotten")).text.split('name="_token" value="')[1].split('"')[0]
    sent = await there.post("/sign-in/hallowdene/new-password", {"new_password": NEW, "_token": field})
    assert sent.status_code == 404
    assert (await knock(site.browser(), "larkmere", person.email)).status_code == 303


async def test_known_and_unknown_addresses_are_answered_alike_and_leave_as_much(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "alike@partner.example")
    await newcomer(site, world.hallowdene, "other@partner.example")
    answers = []
    for email in (person.email, "nobody@partner.example", "other@partner.example"):
        before = await _rows(world)
        browser = site.browser()
        answer = await forgotten(browser, email)
        notice = (await browser.get(answer.headers["location"])).text
        after = await _rows(world)
        grown = [new - old for new, old in zip(after, before, strict=True)]
        answers.append((answer.status_code, answer.headers["location"], _MOVING.sub("", notice), grown))
    assert answers[0] == answers[1] == answers[2]
    addressed = [each.address for each in await letters(world, "password_reset")]
    assert addressed.count(person.email) == 1
    assert "nobody@partner.example" not in addressed
    assert "other@partner.example" not in addressed, "of another council"


async def _rows(world: World) -> tuple[int, int]:
    return tuple(await ask(world, "select (select count(*) from identity.password_resets),"
                           " (select count(*) from identity.letters)"))  # fmt: skip


async def test_five_links_in_an_hour_for_whoever_it_is(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "often@partner.example")
    for email in (person.email, "nobody.ever@partner.example"):
        await tell(world, "delete from identity.throttles")
        answers = []
        for _ in range(7):
            await tell(world, "delete from identity.throttles where bucket = 'sign_in'")
            answers.append((await forgotten(site.browser(), email)).status_code)
        assert answers == [303] * 5 + [429] * 2


@pytest.mark.parametrize("token", ["x", "%00", "a" * 43, "a" * 300])
async def test_what_is_no_link_opens_nothing(site: Site, world: World, token: str) -> None:
    await newcomer(site, world.larkmere, f"no-link-{len(token)}@partner.example")
    browser = site.browser()
    assert (await browser.get(f"{HERE}/reset/{token}")).status_code in (303, 404)
    assert (await browser.get(f"{HERE}/new-password")).status_code == 404


async def test_a_weak_password_is_refused_and_the_link_still_works(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "strong@partner.example")
    browser = await follow(site, await link(site, world, person))
    assert (await browser.submit(f"{HERE}/new-password", {"new_password": "qwertyuiop12"})).status_code == 422
    assert (await browser.submit(f"{HERE}/new-password", {"new_password": NEW})).status_code == 303


async def test_an_invitations_link_changes_no_password(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "mixed@partner.example")
    token = await invite(site, world.larkmere, "invited@partner.example")
    browser = await follow(site, token)
    assert (await browser.get(f"{HERE}/new-password")).status_code == 404
    await sign_in(site, "larkmere", person)
