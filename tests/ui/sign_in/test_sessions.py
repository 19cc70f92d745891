"""A session: whose it is, when it is over, and that what was taken from its person is gone at the next request."""

from __future__ import annotations

import pytest

from casework import add_referral
from councils import World
from providers import SignInSite, sign_in_site
from told import ask, tell
from web import Browser, token_in

STAFF = "update council.staff set {change} where tenant_id = :council and id = :staff"


async def _change(world: World, person: str, change: str) -> None:
    council = world.larkmere
    await tell(world, STAFF.format(change=change), council=council.id, staff=council.people[person].staff_id)


async def _age(site: SignInSite, browser: Browser, change: str) -> None:
    digest = "token_hash = sha256(convert_to(:token, 'UTF8'))"
    await tell(site.world, f"update identity.sessions set {change} where {digest}", token=site.token(browser))


async def _last_seen(site: SignInSite, browser: Browser) -> object:
    digest = "token_hash = sha256(convert_to(:token, 'UTF8'))"
    return (await ask(site.world, f"select seen_at from identity.sessions where {digest}", token=site.token(browser)))[
        0
    ]


async def _is_out(browser: Browser) -> None:
    for path in ("/account", "/my-work", "/tracker"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
    assert (await browser.get("/notifications/count", htmx=True)).status_code == 401
    assert (await browser.post("/notifications/read", {})).status_code == 401


# --- fixation ---


async def test_a_token_that_was_planted_is_not_taken_over(site: SignInSite) -> None:
    planted = "p" * 43
    browser = site.browser()
    browser.client.cookies.set("cg_session", planted, domain="127.0.0.1", path="/")
    await site.sign_in(browser)
    assert site.token(browser) != planted
    stranger = site.browser()
    stranger.client.cookies.set("cg_session", planted)
    await _is_out(stranger)


async def test_every_sign_in_makes_a_new_token_and_ends_the_old_session(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    before = site.token(browser)
    await site.sign_in(browser)
    assert site.token(browser) not in {"", before}
    thief = site.browser()
    thief.client.cookies.set("cg_session", before)
    await _is_out(thief)


async def test_a_session_of_the_attackers_own_does_not_become_the_victims(site: SignInSite, world: World) -> None:
    """Planted in the victim's browser before they sign in: it ends there and then, for the attacker too."""
    attacker = await site.signed_in(world.larkmere, "practitioner")
    victim = site.browser()
    victim.client.cookies.set("cg_session", site.token(attacker), domain="127.0.0.1", path="/")
    site.larkmere.be(world.larkmere, "screener")
    await site.sign_in(victim)
    assert site.token(victim) != site.token(attacker)
    await _is_out(attacker)


async def test_a_token_in_an_address_a_form_or_a_header_opens_nothing(site: SignInSite, world: World) -> None:
    token = site.token(await site.signed_in(world.larkmere, "screener"))
    stranger = site.browser()
    for query in (f"cg_session={token}", f"token={token}", f"session={token}"):
        assert (await stranger.get(f"/account?{query}")).status_code == 303
    headers = {"Authorization": f"Bearer {token}", "X-Session": token, "cg_session": token}
    assert (await stranger.client.get("/account", headers=headers)).status_code == 303
    assert (await stranger.post("/notifications/read", {"cg_session": token})).status_code == 401


async def test_leaving_for_the_provider_does_not_end_the_session_one_has(site: SignInSite, world: World) -> None:
    """Otherwise a picture on any page could sign people out."""
    browser = await site.signed_in(world.larkmere, "screener")
    await site.leave(browser)
    await browser.get("/sign-in/larkmere/return?state=x")
    assert await site.is_in(browser)


# --- what was taken away ---


async def test_a_role_that_was_taken_is_gone_at_the_next_request(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "admin")
    assert (await browser.get("/audit")).status_code == 200
    await _change(world, "admin", "roles = array['practitioner']")
    assert (await browser.get("/audit")).status_code == 403
    assert "/audit" not in (await browser.get("/account")).text
    await _change(world, "admin", "roles = array['council_admin']")
    assert (await browser.get("/audit")).status_code == 200


async def test_a_role_that_was_taken_takes_its_forms_along(site: SignInSite, world: World) -> None:
    """The form was opened while the role was there, and is sent when it is not."""
    browser = await site.signed_in(world.larkmere, "manager")
    token = token_in((await browser.get("/team")).text)
    await _change(world, "manager", "roles = array['practitioner']")
    member = str(world.larkmere.people["screener"].staff_id)
    form = {"_token": token, "staff": member, "team": str(world.larkmere.teams["locality"]), "reason": "Cover"}
    before = await ask(world, "select count(*), max(team_id::text) from council.team_members")
    assert (await browser.post("/team", {**form})).status_code == 403
    assert await ask(world, "select count(*), max(team_id::text) from council.team_members") == before
    await _change(world, "manager", "roles = array['team_manager']")


async def test_who_has_no_role_left_is_out(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "practitioner")
    await _change(world, "practitioner", "roles = '{}'")
    await _is_out(browser)
    await _change(world, "practitioner", "roles = array['practitioner']")


async def test_a_role_that_the_provider_no_longer_gives_ends_every_session(site: SignInSite, world: World) -> None:
    """At the person's next sign-in anywhere, in whichever browser."""
    first = await site.signed_in(world.larkmere, "second_screener")
    site.larkmere.claims["groups"] = []
    assert (await site.sign_in(site.browser())).status_code == 403
    await _is_out(first)


async def test_a_team_that_was_left_takes_its_records_along(site: SignInSite, world: World) -> None:
    told = await add_referral(world, world.larkmere, state="screening", lead="screener")
    browser = await site.signed_in(world.larkmere, "second_screener")
    decide = f"/referrals/{told.reference}/escalate"
    assert (await browser.get(decide)).status_code == 200
    person = world.larkmere.people["second_screener"].staff_id
    await tell(world, "delete from council.team_members where staff_id = :staff", staff=person)
    assert (await browser.get(decide)).status_code == 404


async def test_a_membership_that_ended_is_over_at_once(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "locality_practitioner")
    person = world.larkmere.people["locality_practitioner"].staff_id
    await tell(world, "update identity.memberships set ended_at = now() where staff_id = :staff", staff=person)
    await _is_out(browser)
    assert (await site.sign_in(site.browser())).status_code == 403
    await tell(world, "update identity.memberships set ended_at = null where staff_id = :staff", staff=person)


async def test_a_colleague_who_left_is_out_at_once(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "specialist_manager")
    await _change(world, "specialist_manager", "ended_at = now()")
    await _is_out(browser)
    assert (await site.sign_in(site.browser())).status_code == 403
    await _change(world, "specialist_manager", "ended_at = null")


# --- time ---


@pytest.mark.parametrize(
    "aged",
    [
        pytest.param("seen_at = now() - interval '31 minutes'", id="idle"),
        pytest.param("expires_at = now() - interval '1 second'", id="absolute, however busy"),
        pytest.param("ended_at = now()", id="ended"),
        pytest.param("seen_at = now() - interval '6 minutes', idle_limit = interval '5 minutes'", id="shorter limit"),
    ],
)
async def test_a_session_is_over_in_time(site: SignInSite, world: World, aged: str) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await _age(site, browser, aged)
    await _is_out(browser)


async def test_the_limits_are_half_an_hour_and_twelve_hours(site: SignInSite, world: World) -> None:
    await site.signed_in(world.larkmere, "screener")
    kept = await ask(
        world,
        "select extract(epoch from idle_limit)::int, extract(epoch from expires_at - created_at)::int "
        "from identity.sessions order by created_at desc limit 1",
    )
    assert tuple(kept) == (1800, 43200)


async def test_reading_keeps_a_session_alive_but_not_for_ever(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await _age(site, browser, "seen_at = now() - interval '29 minutes', expires_at = now() + interval '1 minute'")
    before = await _last_seen(site, browser)
    assert await site.is_in(browser)
    assert await _last_seen(site, browser) != before
    await _age(site, browser, "expires_at = now()")
    await _is_out(browser)


async def test_a_poll_keeps_no_session_alive(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await _age(site, browser, "seen_at = now() - interval '29 minutes'")
    before = await _last_seen(site, browser)
    for _ in range(3):
        assert (await browser.get("/notifications/count", htmx=True)).status_code == 200
    assert await _last_seen(site, browser) == before


async def test_what_is_refused_keeps_no_session_alive(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await _age(site, browser, "seen_at = now() - interval '29 minutes'")
    before = await _last_seen(site, browser)
    assert (await browser.get("/audit")).status_code == 403
    assert (await browser.get("/referrals/CR-0000-000")).status_code == 404
    assert await _last_seen(site, browser) == before


async def test_being_seen_is_written_once_a_minute(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    before = await _last_seen(site, browser)
    for _ in range(3):
        await browser.get("/account")
    assert await _last_seen(site, browser) == before


# --- out ---


async def test_signing_out_ends_the_session_in_every_process(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    copy = site.token(browser)
    async with sign_in_site(world, 2) as other:
        elsewhere = other.browser()
        elsewhere.client.cookies.set("cg_session", copy)
        assert await other.is_in(elsewhere)
        out = await browser.submit("/account", {}, to="/sign-out")
        assert out.status_code == 303
        await _is_out(elsewhere)
    thief = site.browser()
    thief.client.cookies.set("cg_session", copy)
    await _is_out(thief)


async def test_signing_out_stands_in_the_trail(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    await browser.submit("/account", {}, to="/sign-out")
    last = await ask(world, "select action from audit.entries order by at desc limit 1")
    assert last[0] == "sign_out"


async def test_signing_out_of_a_session_that_is_over_is_no_trouble(site: SignInSite, world: World) -> None:
    browser = await site.signed_in(world.larkmere, "screener")
    token = token_in((await browser.get("/account")).text)
    await _age(site, browser, "seen_at = now() - interval '1 day'")
    out = await browser.post("/sign-out", {"_token": token})
    assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
    assert site.token(browser) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_strangers_form_signs_nobody_out(site: SignInSite, world: World, headers: dict[str, str]) -> None:
    """It comes without the cookie, which is for our own pages only. Its answer must not take the cookie away."""
    without = site.browser()
    answer = await without.client.post("/sign-out", headers=headers)
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert "clear-site-data" not in answer.headers
    browser = await site.signed_in(world.larkmere, "screener")
    assert (await browser.client.post("/sign-out", headers=headers)).status_code == 419
    assert await site.is_in(browser)


async def test_signing_out_leaves_other_browsers_signed_in(site: SignInSite, world: World) -> None:
    here, there = [await site.signed_in(world.larkmere, "screener") for _ in range(2)]
    await here.submit("/account", {}, to="/sign-out")
    assert await site.is_in(there)
