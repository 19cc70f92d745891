"""Invitations: a link works once, for seven days, for whoever it was sent to, and for its own council alone.

The tests of crossing are named after what went wrong elsewhere: before Zulip 1.7.1 an invitation to one realm let its
holder make an account in another (GHSA-6r66-34x7-46rg)."""

# Long: an invitation's whole life, each way it can end in its own test.

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from commonground.platform.access import PARTNER_ROLES, STAFF_ROLES, Role
from commonground.platform.identity.local.factors import code_at
from councils import TestCouncil, World
from local_people import (
    PASSWORD,
    accept,
    confirm,
    invitation,
    invite,
    last_token,
    letters,
    newcomer,
    secret_in,
    show,
    sign_in,
)
from told import ask, tell
from web import Browser, Site

_MOVING = re.compile(r'nonce(="[^"]*"|-[\w-]+)|name="_token" value="[^"]*"|[0-9A-Z]{4}-[0-9A-Z]{4}\b')
STAFF = "select count(*) from council.staff where tenant_id = :id"


async def staff_of(world: World, slug: str) -> int:
    council = world.larkmere if slug == "larkmere" else world.hallowdene
    return int((await ask(world, STAFF, id=council.id))[0])


async def enrol(browser: Browser, token: str, slug: str = "larkmere") -> str:
    """As far as the authenticator; its secret."""
    await browser.get(f"/invitations/{token}")
    chosen = await browser.submit(f"/sign-in/{slug}/invited", {"new_password": PASSWORD})
    assert chosen.status_code == 303, chosen.text
    return secret_in((await browser.get(f"/sign-in/{slug}/authenticator")).text)


async def test_a_link_works_once(site: Site, world: World) -> None:
    token = await invite(site, world.larkmere, "once@partner.example")
    await accept(site.browser(), token, "larkmere", "once@partner.example")
    before = await staff_of(world, "larkmere")
    for path in (f"/invitations/{token}", "/sign-in/larkmere/invited", "/sign-in/larkmere/authenticator"):
        browser = site.browser()
        browser.client.cookies.set("cg_invitation", token)
        again = await browser.get(path)
        assert again.status_code == 404, path
        assert "This invitation does not work" in again.text
    assert await staff_of(world, "larkmere") == before


async def test_following_the_link_accepts_nothing_and_shows_nothing_of_it(site: Site, world: World) -> None:
    """Mail servers follow links before people do."""
    token = await invite(site, world.larkmere, "scanner@partner.example")
    before = await staff_of(world, "larkmere")
    for _ in range(3):
        followed = await site.browser().get(f"/invitations/{token}")
        assert followed.status_code == 303
        assert followed.headers["referrer-policy"] == "no-referrer"
        assert followed.headers["cache-control"] == "no-store"
        assert token not in followed.headers["location"]
        assert followed.text == ""
        assert "httponly" in followed.headers["set-cookie"].lower()
    assert await staff_of(world, "larkmere") == before


@pytest.mark.parametrize(
    "over", ["expires_at = now()", "revoked_at = now()", "accepted_at = now()", "token_hash = sha256('another')"]
)
async def test_what_is_over_is_over_at_every_step(site: Site, world: World, over: str) -> None:
    email = f"over-{over[:4]}@partner.example"
    token = await invite(site, world.larkmere, email)
    begun, arrived = site.browser(), site.browser()
    secret = await enrol(begun, token)
    await arrived.get(f"/invitations/{token}")
    await tell(world, f"update council.invitations set {over} where email = :email", email=email)
    before = await staff_of(world, "larkmere")
    assert (await site.browser().get(f"/invitations/{token}")).status_code == 404
    assert (await arrived.get("/sign-in/larkmere/invited")).status_code == 404
    token_field = await _any_token(arrived)
    late: dict[str, str | list[str]] = {"new_password": PASSWORD, "_token": token_field}
    assert (await arrived.post("/sign-in/larkmere/invited", late)).status_code == 404
    assert (await begun.get("/sign-in/larkmere/authenticator")).status_code == 404
    form: dict[str, str | list[str]] = {"otp": _code(secret), "_token": await _any_token(begun)}
    assert (await begun.post("/sign-in/larkmere/authenticator", form)).status_code == 404
    assert await staff_of(world, "larkmere") == before
    assert (await ask(world, "select count(*) from identity.local_accounts where email = :email", email=email))[0] == 0


def _code(secret: str) -> str:
    return code_at(secret, datetime.now(UTC))


async def _any_token(browser: Browser) -> str:
    page = (await browser.get("/councils")).text + (await browser.get("/larkmere/report/kind")).text
    return page.split('name="_token" value="')[1].split('"')[0]


async def test_an_invitation_to_one_council_opens_nothing_at_anothers_address_zulip_ghsa_6r66(
    site: Site, world: World
) -> None:
    token = await invite(site, world.larkmere, "realm@partner.example", Role.COUNCIL_ADMIN)
    before = {slug: await staff_of(world, slug) for slug in ("larkmere", "hallowdene")}
    thief = site.browser()
    thief.client.cookies.set("cg_invitation", token)
    assert (await thief.get("/sign-in/hallowdene/invited")).status_code == 404
    form: dict[str, str | list[str]] = {"new_password": PASSWORD, "_token": await _any_token(thief)}
    assert (await thief.post("/sign-in/hallowdene/invited", form)).status_code == 404
    # Half-way through at its own council, then on at the other's.
    begun = site.browser()
    secret = await enrol(begun, token)
    assert (await begun.get("/sign-in/hallowdene/authenticator")).status_code == 404
    form = {"otp": _code(secret), "_token": await _any_token(begun)}
    assert (await begun.post("/sign-in/hallowdene/authenticator", form)).status_code == 404
    assert {slug: await staff_of(world, slug) for slug in before} == before
    assert (await begun.get("/account")).status_code == 303


async def test_an_administrator_sees_sends_and_revokes_only_the_own_councils_invitations_zulip_ghsa_6r66(
    site: Site, world: World
) -> None:
    await invite(site, world.hallowdene, "theirs@partner.example")
    (theirs,) = await ask(world, "select id from council.invitations where email = 'theirs@partner.example'")
    admin = await site.signed_in(world.larkmere, "admin")
    assert "theirs@partner.example" not in (await admin.get("/team/people")).text
    answers = set()
    for which in (theirs, "01900000-0000-7000-8000-00000000dead"):
        for verb in ("again", "revoke"):
            answer = await admin.submit("/team/people", {}, to=f"/team/people/invitations/{which}/{verb}")
            answers.add((answer.status_code, _MOVING.sub("", answer.text).replace(str(which), "")))
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert (await ask(world, "select revoked_at is null from council.invitations where id = :id", id=theirs))[0]


async def test_an_invitation_with_teams_of_another_council_joins_none_of_them_zulip_ghsa_6r66(
    site: Site, world: World
) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    foreign = str(world.hallowdene.teams["front_door"])
    refused = await admin.submit("/team/people/invite", invitation("teams@partner.example", teams=[foreign]))
    assert refused.status_code == 422
    # And if it had been written all the same, whoever accepts is in none.
    token = await invite(site, world.larkmere, "teams@partner.example")
    await tell(world, "update council.invitations set teams = array[:team] where email = 'teams@partner.example'",
               team=foreign)  # fmt: skip
    await accept(site.browser(), token, "larkmere", "teams@partner.example")
    joined = await ask(world, "select count(*) from council.team_members m join council.staff s on s.id = m.staff_id"
                       " where s.email = 'teams@partner.example'")  # fmt: skip
    assert joined[0] == 0


async def test_inviting_an_address_that_has_an_account_elsewhere_looks_like_any_other(site: Site, world: World) -> None:
    """And makes nobody another council's person by itself."""
    await newcomer(site, world.hallowdene, "taken@partner.example")
    admin = await site.signed_in(world.larkmere, "admin")
    answers = []
    for email in ("taken@partner.example", "free@partner.example"):
        answer = await admin.submit("/team/people/invite", invitation(email), follow=True)
        answers.append((answer.status_code, _MOVING.sub("", answer.text).count("Waits for an answer")))
    assert answers[0][0] == answers[1][0] == 200
    assert answers[1][1] == answers[0][1] + 1
    members = await ask(world, "select count(*) from identity.memberships m join identity.local_accounts l using"
                        " (account_id) where l.email = 'taken@partner.example'")  # fmt: skip
    assert members[0] == 1


async def test_an_address_with_an_account_is_accepted_by_its_account_alone(site: Site, world: World) -> None:
    """Whoever has the link and not the password gets nowhere, and can't make a second account of the address."""
    person, _ = await newcomer(site, world.hallowdene, "owner@partner.example")
    token = await invite(site, world.larkmere, person.email)
    before = await staff_of(world, "larkmere")
    thief = site.browser()
    await thief.get(f"/invitations/{token}")
    page = await thief.get("/sign-in/larkmere/invited")
    assert 'autocomplete="current-password"' in page.text
    wrong = await thief.submit("/sign-in/larkmere/invited", {"password": "quite another password"})
    assert wrong.status_code == 422
    # The form of somebody new, sent all the same.
    again = await thief.submit("/sign-in/larkmere/invited", {"new_password": PASSWORD})
    assert again.status_code == 422
    assert (await thief.get("/sign-in/larkmere/authenticator")).status_code == 404
    # The password without the second factor.
    assert (await thief.submit("/sign-in/larkmere/invited", {"password": person.password})).status_code == 303
    assert (await show(thief, "larkmere", "000000")).status_code == 422
    assert await staff_of(world, "larkmere") == before


async def test_a_race_for_one_invitation_makes_one_account(site: Site, world: World) -> None:
    token = await invite(site, world.larkmere, "race@partner.example")
    first, second = site.browser(), site.browser()
    secrets = [await enrol(browser, token) for browser in (first, second)]
    before = await staff_of(world, "larkmere")
    answers = []
    for browser, secret in zip((first, second), secrets, strict=True):
        form: dict[str, str | list[str]] = {"otp": _code(secret), "_token": await _any_token(browser)}
        answers.append((await browser.post("/sign-in/larkmere/authenticator", form)).status_code)
    assert answers == [200, 404]
    assert await staff_of(world, "larkmere") == before + 1


async def test_sent_again_the_link_before_works_no_more(site: Site, world: World) -> None:
    first = await invite(site, world.larkmere, "again@partner.example")
    (which,) = await ask(world, "select id from council.invitations where email = 'again@partner.example'")
    await tell(world, "update council.invitations set expires_at = now() where id = :id", id=which)
    admin = await site.signed_in(world.larkmere, "admin")
    page = (await admin.get("/team/people")).text
    assert "Too old" in page
    sent = await admin.submit("/team/people", {}, to=f"/team/people/invitations/{which}/again")
    assert sent.status_code == 303
    waiting = [each for each in await letters(world, "invitation") if each.address == "again@partner.example"]
    assert len(waiting) == 1, "the letter with the old link is not sent any more"
    assert (await site.browser().get(f"/invitations/{first}")).status_code == 404
    assert (await site.browser().get(f"/invitations/{waiting[0].token}")).status_code == 303


async def test_taken_back_neither_link_nor_letter_is_left(site: Site, world: World) -> None:
    token = await invite(site, world.larkmere, "back@partner.example")
    (which,) = await ask(world, "select id from council.invitations where email = 'back@partner.example'")
    admin = await site.signed_in(world.larkmere, "admin")
    taken = await admin.submit("/team/people", {}, to=f"/team/people/invitations/{which}/revoke", follow=True)
    assert "Taken back" in taken.text
    assert (await site.browser().get(f"/invitations/{token}")).status_code == 404
    assert [each for each in await letters(world) if each.address == "back@partner.example"] == []
    again = await admin.submit("/team/people", {}, to=f"/team/people/invitations/{which}/again")
    assert again.status_code == 404


@pytest.mark.parametrize("role", [*PARTNER_ROLES, Role.PLATFORM_OPERATOR, Role.NETWORK_FACILITATOR, Role.ANYONE])
async def test_nobody_invites_to_a_role_that_is_not_the_councils_to_give(site: Site, world: World, role: Role) -> None:
    admin = await site.signed_in(world.larkmere, "admin")
    before = await ask(world, "select count(*) from council.invitations")
    assert (await admin.submit("/team/people/invite", invitation("x@partner.example", role))).status_code == 422
    assert await ask(world, "select count(*) from council.invitations") == before


async def test_every_staff_role_can_be_given(site: Site, world: World) -> None:
    await invite(site, world.larkmere, "all@partner.example", *STAFF_ROLES)
    given = (await ask(world, "select roles from council.invitations where email = 'all@partner.example'"))[0]
    assert set(given) == {str(role) for role in STAFF_ROLES}


async def test_nobody_invites_themselves_or_a_colleague_a_second_time(site: Site, world: World) -> None:
    person, _ = await newcomer(site, world.larkmere, "boss@partner.example", Role.COUNCIL_ADMIN)
    admin = await sign_in(site, "larkmere", person)
    await confirm(site, admin, person)
    for email in (person.email, person.email.upper()):
        refused = await admin.submit("/team/people/invite", invitation(email, Role.FRONT_DOOR_SCREENER))
        assert refused.status_code == 422
        assert "works here already" in refused.text


async def test_who_left_everywhere_can_begin_anew(site: Site, world: World) -> None:
    """Somebody who lost password, phone and codes: their work here ends, and they are invited anew."""
    person, _ = await newcomer(site, world.larkmere, "anew@partner.example")
    (old,) = await ask(world, "select id from council.staff where email = 'anew@partner.example'")
    admin = await site.signed_in(world.larkmere, "admin")
    ended = await admin.submit(f"/team/people/{old}", {"because": "Lost their phone"}, to=f"/team/people/{old}/end")
    assert ended.status_code == 303, ended.text
    token = await invite(site, world.larkmere, person.email)
    await accept(site.browser(), token, "larkmere", person.email, "another set of strange words")
    rows = await ask(world, "select count(*), count(*) filter (where ended_at is null) from council.staff where email ="
                     " 'anew@partner.example'")  # fmt: skip
    assert tuple(rows) == (2, 1)


async def send(site: Site, council: TestCouncil, email: str, of: str) -> str:
    """As `invite`, for the council itself or for its partner organisation."""
    if of == "the council":
        return await invite(site, council, email)
    admin, here = await site.signed_in(council, "admin"), f"/partners/{council.organisation}/invite"
    asked: dict[str, str | list[str]] = {"name": "Wren Adeyemi", "email": email, "role": "partner", "language": "en"}
    assert (await admin.submit(here, asked)).status_code == 303
    return await last_token(site.world, "invitation")


@pytest.mark.parametrize("of", ["the council", "a partner"])
async def test_whoever_was_invited_twice_has_no_second_way_in(site: Site, world: World, of: str) -> None:
    """Neither while they work here nor when their work has ended; what another council sent them is not touched."""
    email = f"twice-{of[-7:]}@partner.example".replace(" ", "")
    first, second = [await send(site, world.larkmere, email, of) for _ in range(2)]
    theirs = await send(site, world.hallowdene, email, of)
    await accept(site.browser(), second, "larkmere", email)
    assert (await site.browser().get(f"/invitations/{first}")).status_code == 404
    open_again = "update council.invitations set revoked_at = null where email = :email and accepted_at is null"
    await tell(world, open_again, email=email)  # as one that was open before
    assert (await site.browser().get(f"/invitations/{first}")).status_code == 303
    (old,) = await ask(world, "select id from council.staff where email = :email", email=email)
    admin, before = await site.signed_in(world.larkmere, "admin"), await staff_of(world, "larkmere")
    ended = await admin.submit(f"/team/people/{old}", {"because": "They left"}, to=f"/team/people/{old}/end")
    assert ended.status_code == 303, ended.text
    left = site.browser()
    left.client.cookies.set("cg_invitation", first)
    for path in (f"/invitations/{first}", "/sign-in/larkmere/invited"):
        answer = await left.get(path)
        assert answer.status_code == 404, path
        assert "This invitation does not work" in answer.text
    form: dict[str, str | list[str]] = {"new_password": PASSWORD, "_token": await _any_token(left)}
    assert (await left.post("/sign-in/larkmere/invited", form)).status_code == 404
    assert await staff_of(world, "larkmere") == before
    assert (
        await ask(world, "select 1 from council.staff where email = :email and ended_at is null", email=email) is None
    )
    assert [each.token for each in await letters(world, "invitation") if each.address == email] == [second, theirs]
    assert (await site.browser().get(f"/invitations/{theirs}")).status_code == 303


@pytest.mark.parametrize(
    "password",
    ["short", "passwordpassword", "aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "qwertyuiop123456", "1987198719871987",
     "weak@partner.example", "Wren Adeyemi", "Larkmere Council", ""],
)  # fmt: skip
async def test_a_password_that_would_be_guessed_is_refused_with_a_hint(site: Site, world: World, password: str) -> None:
    token = await invite(site, world.larkmere, "weak@partner.example")
    browser = site.browser()
    await browser.get(f"/invitations/{token}")
    refused = await browser.submit("/sign-in/larkmere/invited", {"new_password": password})
    assert refused.status_code == 422
    assert 'class="govuk-error-message"' in refused.text
    if password:
        assert f'value="{password}"' not in refused.text.replace('name="username" value="weak@partner.example"', "")
    welsh = await browser.submit("/sign-in/larkmere/invited?lang=cy", {"new_password": password})
    assert welsh.status_code == 422


@pytest.mark.parametrize("token", ["x", "%00", "'", "a" * 43, "a" * 300])
async def test_what_is_no_link_is_answered_as_one_that_is_over(site: Site, token: str) -> None:
    answer = await site.browser().get(f"/invitations/{token}")
    assert answer.status_code == 404
    assert "This invitation does not work" in answer.text


async def test_an_invitations_token_is_no_reset_and_no_session(site: Site, world: World) -> None:
    token = await invite(site, world.larkmere, "kinds@partner.example")
    browser = site.browser()
    for cookie in ("cg_session", "cg_reset", "cg_half", "cg_address"):
        browser.client.cookies.set(cookie, token)
    assert (await browser.get("/my-work")).headers["location"].startswith("/sign-in")
    await newcomer(site, world.larkmere, "somebody@partner.example")
    assert (await browser.get("/sign-in/larkmere/new-password")).status_code == 404
    assert (await browser.get("/sign-in/larkmere/code")).headers["location"] == "/sign-in/larkmere/password"
    assert await last_token(world, "invitation") != token
