"""Signing in with an account of ours: two factors, half a sign-in that is none, a session that is new."""

# Long: both steps of signing in, and each way to fail at them.

from __future__ import annotations

import re

import pytest

from commonground.platform.access import Role
from councils import World, canary
from local_people import (
    PASSWORD,
    LocalPerson,
    confirm,
    forget_step,
    invite,
    knock,
    letters,
    newcomer,
    show,
    sign_in,
)
from told import ask, tell
from web import Browser, Site

HERE = "/sign-in/larkmere"
_MOVING = re.compile(r'nonce(="[^"]*"|-[\w-]+)|name="_token" value="[^"]*"')


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/account")).status_code == 200


def fixed(page: str) -> str:
    return _MOVING.sub("…", page)


async def test_whoever_was_invited_arrives_with_role_team_and_ten_codes(site: Site, world: World) -> None:
    person, browser = await newcomer(site, world.larkmere, "first@partner.example", Role.PRACTITIONER)
    page = (await browser.get("/account")).text
    assert "Practitioner" in page
    assert "Larkmere Council" in page
    assert person.email in page
    assert canary("hallowdene") not in page
    assert len(set(person.codes)) == 10
    neighbour = await site.signed_in(world.hallowdene, "admin")
    assert person.email not in (await neighbour.get("/team/people")).text


async def test_both_factors_and_nothing_less(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "both@partner.example")
    browser = site.browser()
    before = browser.client.cookies.get("cg_session")
    assert (await knock(browser, "larkmere", person.email)).headers["location"] == f"{HERE}/code"
    assert browser.client.cookies.get("cg_session") == before is None
    assert not await is_in(browser), "half a sign-in is none"
    for wrong in ("000000", "123 456", "", "AAAA-AAAA-AAAA", person.code(-2), "٣٣٣٣٣٣"):
        assert (await show(browser, "larkmere", wrong)).status_code == 422, wrong
        await tell(world, "delete from identity.throttles")
    assert not await is_in(browser)
    assert (await show(browser, "larkmere", person.code())).headers["location"] == "/my-work"
    assert await is_in(browser)


async def test_a_half_sign_in_opens_no_pass_and_no_page(site: Site, world: World) -> None:
    """Its cookie in the place of the session's."""
    person, _ = await newcomer(site, world.larkmere, "half@partner.example")
    browser = site.browser()
    await knock(browser, "larkmere", person.email)
    half = browser.client.cookies.get("cg_half")
    assert half
    thief = site.browser()
    thief.client.cookies.set("cg_session", half)
    assert (await thief.get("/my-work")).headers["location"].startswith("/sign-in")
    # Stolen as what it is, it asks for the second factor like everybody's.
    thief.client.cookies.clear()
    thief.client.cookies.set("cg_half", half)
    assert (await show(thief, "larkmere", "000000")).status_code == 422


async def test_the_sessions_token_is_new_each_time_and_a_planted_one_stays_nothing(site: Site, world: World) -> None:
    person, first = await newcomer(site, world.larkmere, "fixed@partner.example")
    planted = "p" * 43
    browser = site.browser()
    browser.client.cookies.set("cg_session", planted, domain="127.0.0.1", path="/")
    await sign_in(site, "larkmere", person, browser)
    tokens = {each.client.cookies.get("cg_session") for each in (first, browser)}
    assert len(tokens | {planted}) == 3
    again = site.browser()
    again.client.cookies.set("cg_session", planted)
    assert not await is_in(again)
    old = browser.client.cookies.get("cg_session")
    await sign_in(site, "larkmere", person, browser)
    again.client.cookies.set("cg_session", str(old))
    assert not await is_in(again), "the session that the browser held before is over"


async def test_a_code_works_once(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "once@partner.example")
    code = person.code()
    browser = site.browser()
    for expected in (303, 422):
        browser = site.browser()
        await knock(browser, "larkmere", person.email)
        assert (await show(browser, "larkmere", code)).status_code == expected
    # Nor one that is older than the last that was taken, though it is in the window still.
    assert (await show(browser, "larkmere", person.code(-1))).status_code == 422
    assert (await show(browser, "larkmere", person.code(1))).status_code == 303


async def test_the_code_that_began_the_account_is_used_up_too(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "began@partner.example")
    browser = site.browser()
    await knock(browser, "larkmere", person.email)
    assert (await show(browser, "larkmere", person.code(-1))).status_code == 422


async def test_a_recovery_code_works_once_however_it_is_typed(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "lost@partner.example")
    typed = person.codes[0].lower().replace("-", " ")
    browser = site.browser()
    for expected in (303, 422):
        browser = site.browser()
        await knock(browser, "larkmere", person.email)
        assert (await show(browser, "larkmere", typed)).status_code == expected
    assert (await ask(world, "select count(*) from identity.recovery_codes where used_at is not null"))[0] >= 1
    stranger, _ = await newcomer(site, world.larkmere, "another@partner.example")
    await knock(browser, "larkmere", stranger.email)
    assert (await show(browser, "larkmere", person.codes[1])).status_code == 422, "somebody else's"


async def test_known_and_unknown_addresses_are_answered_alike(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "known@partner.example")
    answers = []
    for email in (person.email, "nobody@partner.example", "KNOWN@partner.example", "no address"):
        answer = await knock(site.browser(), "larkmere", email, "quite another password")
        answers.append((answer.status_code, fixed(answer.text).replace(email, "…")))
        await tell(world, "delete from identity.throttles")
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422
    assert answers[3][0] == 422


async def test_an_account_of_one_council_is_nobody_at_anothers_address(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "elsewhere@partner.example")
    await newcomer(site, world.hallowdene, "there@partner.example")
    browser = site.browser()
    refused = await knock(browser, "hallowdene", person.email)
    unknown = await knock(site.browser(), "hallowdene", "nobody@partner.example")
    assert refused.status_code == unknown.status_code == 422
    nobody = fixed(unknown.text).replace("nobody@partner.example", "…")
    assert fixed(refused.text).replace(person.email, "…") == nobody
    # A half sign-in begun at one council's address is not found at another's.
    await knock(browser, "larkmere", person.email)
    there = await browser.get("/sign-in/hallowdene/code")
    assert there.headers["location"] == "/sign-in/hallowdene/password"


async def test_where_nobody_has_such_an_account_there_is_no_such_page(site: Site, world: World) -> None:
    none_left = (
        "update identity.memberships set ended_at = now() where council_id = :id and account_id in"
        " (select account_id from identity.local_accounts)"
    )
    await tell(world, none_left, id=world.hallowdene.id)
    assert (await site.browser().get("/sign-in/hallowdene/password")).status_code == 404
    assert "Sign in with a password" not in (await site.browser().get("/sign-in/hallowdene")).text
    assert (await site.browser().get("/sign-in/nowhere/password")).status_code == 404
    await newcomer(site, world.larkmere, "way@partner.example")
    assert "Sign in with a password" in (await site.browser().get("/sign-in/larkmere")).text


async def test_ten_minutes_and_no_longer(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "slow@partner.example")
    browser = site.browser()
    await knock(browser, "larkmere", person.email)
    await tell(world, "update identity.half_sign_ins set begun_at = now() - interval '10 minutes'")
    late = await browser.post(f"{HERE}/code", {"otp": person.code(), "_token": await _token(browser)})
    assert late.headers["location"] == f"{HERE}/password"
    assert not await is_in(browser)


async def _token(browser: Browser) -> str:
    page = (await browser.get(f"{HERE}/password")).text
    return page.split('name="_token" value="')[1].split('"')[0]


async def test_five_codes_in_five_minutes(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "five@partner.example")
    await tell(world, "delete from identity.throttles")
    browser = site.browser()
    await knock(browser, "larkmere", person.email)
    answers = [(await show(browser, "larkmere", "000000")).status_code for _ in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert (await show(browser, "larkmere", person.code())).status_code == 429, "even the right one waits"


async def test_ten_passwords_in_five_minutes_by_account_and_by_address(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "ten@partner.example")
    await tell(world, "delete from identity.throttles")
    for email in (person.email, "nobody.at.all@partner.example"):
        browser = site.browser()
        answers = [(await knock(browser, "larkmere", email, "wrong")).status_code for _ in range(12)]
        assert answers == [422] * 10 + [429] * 2
        await tell(world, "delete from identity.throttles")


async def test_a_browser_that_is_not_known_is_told_of(site: Site, world: World) -> None:
    person, browser = await newcomer(site, world.larkmere, "device@partner.example")

    async def told() -> int:
        return len([each for each in await letters(world, "new_device") if each.address == person.email])

    assert await told() == 0, "not of the browser in which the account began"
    await sign_in(site, "larkmere", person, browser)
    assert await told() == 0
    other = await sign_in(site, "larkmere", person)
    assert await told() == 1
    await sign_in(site, "larkmere", person, other)
    assert await told() == 1


async def test_where_one_wanted_to_go(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "next@partner.example")
    browser = site.browser()
    await knock(browser, "larkmere", person.email, query="?next=/account/record")
    await forget_step(world, person)
    assert (await show(browser, "larkmere", person.code())).headers["location"] == "/account/record"
    await knock(browser, "larkmere", person.email, query="?next=https://evil.example/")
    await forget_step(world, person)
    assert (await show(browser, "larkmere", person.code())).headers["location"] == "/my-work"


@pytest.mark.parametrize("page", ["password", "forgotten", "code"])
async def test_pages_before_sign_in_are_not_kept_and_speak_welsh(site: Site, world: World, page: str) -> None:
    person, _ = await newcomer(site, world.larkmere, f"pages-{page}@partner.example")
    browser = site.browser()
    await knock(browser, "larkmere", person.email)
    answer = await browser.get(f"{HERE}/{page}?lang=cy")
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="cy"' in answer.text


async def test_password_managers_are_told_what_is_what(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "manager@partner.example")
    browser = site.browser()
    page = (await browser.get(f"{HERE}/password")).text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    await knock(browser, "larkmere", person.email)
    assert 'autocomplete="one-time-code"' in (await browser.get(f"{HERE}/code")).text


async def test_a_password_is_never_shown_again(site: Site, world: World) -> None:
    """Not after a mistake, and not on the page for a form that came too late."""
    await newcomer(site, world.larkmere, "shown@partner.example")
    browser = site.browser()
    assert PASSWORD not in (await knock(browser, "larkmere", "nobody@partner.example")).text
    browser.client.headers["Sec-Fetch-Site"] = "same-origin"
    stale = await browser.post(f"{HERE}/password", {"_token": "x", "email": "me@partner.example", "password": PASSWORD})
    assert stale.status_code == 419
    assert PASSWORD not in stale.text
    assert "me@partner.example" in stale.text


async def both_councils(site: Site, email: str) -> tuple[LocalPerson, Browser]:
    """Somebody who acts for Larkmere, and accepts Hallowdene's invitation with the same account."""

    world = site.world
    person, browser = await newcomer(site, world.larkmere, email)
    token = await invite(site, world.hallowdene, email, Role.QA_AUDITOR)
    assert (await browser.get(f"/invitations/{token}")).headers["location"] == "/sign-in/hallowdene/invited"
    page = await browser.get("/sign-in/hallowdene/invited")
    assert "You have an account with this address already" in page.text
    accepted = await browser.submit("/sign-in/hallowdene/invited", {"password": person.password})
    assert accepted.headers["location"] == "/sign-in/hallowdene/code", accepted.text
    await forget_step(world, person)
    assert (await show(browser, "hallowdene", person.code())).status_code == 303
    return person, browser


async def test_one_account_acts_for_two_councils_and_chooses_for_which(site: Site, world: World) -> None:
    person, browser = await both_councils(site, "two@partner.example")
    assert "Hallowdene County Council" in (await browser.get("/account")).text
    here = site.browser()
    await knock(here, "larkmere", person.email)
    await forget_step(world, person)
    assert (await show(here, "larkmere", person.code())).headers["location"] == f"{HERE}/for-whom"
    assert not await is_in(here)
    page = (await here.get(f"{HERE}/for-whom")).text
    assert "Larkmere Council" in page
    assert "Hallowdene County Council" in page
    for nonsense in ("", "nowhere", "operator"):
        assert (await here.submit(f"{HERE}/for-whom", {"council": nonsense})).status_code == 422
    assert (await here.submit(f"{HERE}/for-whom", {"council": "hallowdene"})).status_code == 303
    shown = (await here.get("/account")).text
    assert "Quality auditor" in shown
    assert canary("larkmere") not in shown


async def test_the_switch_is_explicit_and_makes_another_session(site: Site, world: World) -> None:
    person, browser = await both_councils(site, "switch@partner.example")
    await confirm(site, browser, person)
    before = browser.client.cookies.get("cg_session")
    switched = await browser.submit("/account", {"council": "larkmere"}, to="/account/act-for")
    assert switched.headers["location"] == "/account/acting"
    after = browser.client.cookies.get("cg_session")
    assert after != before
    await browser.get("/account/acting")
    page = (await browser.get("/account")).text
    assert '<span class="cg-org">Larkmere Council</span>' in page
    old = site.browser()
    old.client.cookies.set("cg_session", str(before))
    assert not await is_in(old)
    confirmed = await ask(world, "select confirmed_at from identity.sessions where ended_at is null and"
                          " token_hash = sha256(convert_to(:token, 'UTF8'))", token=after)  # fmt: skip
    assert confirmed[0] is None, "what one session has confirmed no other one inherits"
    assert (await browser.submit("/account", {"council": "nowhere"}, to="/account/act-for")).status_code == 404
    trail = (await (await site.signed_in(world.larkmere, "admin")).get("/audit?did=sign_in")).text
    assert "Wren Adeyemi" in trail


async def test_the_switch_leads_nowhere_one_does_not_belong(site: Site, world: World) -> None:
    _, browser = await newcomer(site, world.larkmere, "only@partner.example")
    assert (await browser.submit("/account", {"council": "hallowdene"}, to="/account/act-for")).status_code == 404
    assert "Larkmere Council" in (await browser.get("/account")).text
