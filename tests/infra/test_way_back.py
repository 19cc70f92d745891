"""An administrator who has lost both phone and codes comes back as who they were, and never unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import Result

from by_command import run_here, tenant
from commonground.platform.access import Role
from commonground.platform.settings import settings
from councils import World
from local_people import LocalPerson, accept, invite, knock, last_token, letters, newcomer, show, sign_in
from postgres import Database
from told import ask, tell
from web import Browser, Site, running_site

T = TypeVar("T")
WHY = "Rang back on the switchboard’s number"
MEMBER = (
    "select m.account_id, m.staff_id, s.roles, s.ended_at from identity.memberships m join council.staff s"
    " on (s.tenant_id, s.id) = (m.council_id, m.staff_id) where s.email = :email and m.council_id = :council"
)
NOTED = (
    "select array_agg(why) from audit.entries where tenant_id = :council and action = 'manage_people:let_back_in'"
    " and subject_kind = 'staff' and subject_id = :staff and staff_id is null"
)
WAITING = (
    "select count(*) from system.outbox where kind = 'access_given' and subject_id = :staff and tenant_id = :council"
)


@pytest.fixture(autouse=True)
def on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    run_here(monkeypatch, database, tmp_path, whole=True)
    yield
    settings.cache_clear()


def let_back_in(slug: str, email: str, *, by: str = "Ola Marsh", reason: str = WHY) -> Result:
    return tenant("let-back-in", slug, "--email", email, "--by", by, "--reason", reason)


def on_site(world: World, do: Callable[[Site], Awaitable[T]]) -> T:
    async def done() -> T:
        async with running_site(world) as site:
            return await do(site)

    return asyncio.run(done())


async def _of_both(site: Site, world: World, email: str) -> LocalPerson:
    """Administers one council, and works for its neighbour."""
    person, _ = await newcomer(site, world.larkmere, email, Role.COUNCIL_ADMIN, Role.PRACTITIONER)
    token, browser = await invite(site, world.hallowdene, email, Role.ANALYST), site.browser()
    await browser.get(f"/invitations/{token}")
    assert (await browser.submit("/sign-in/hallowdene/invited", {"password": person.password})).status_code == 303
    assert (await show(browser, "hallowdene", person.codes.pop())).status_code == 303
    return person


def test_they_come_back_as_who_they_were_everywhere(world: World) -> None:
    email = "only@partner.example"
    councils = (world.larkmere, world.hallowdene)
    person = on_site(world, lambda site: _of_both(site, world, email))
    before = [asyncio.run(ask(world, MEMBER, email=email, council=each.id)) for each in councils]
    told = let_back_in("larkmere", email)
    assert told.exit_code == 0, told.output
    assert email not in told.output

    async def back(site: Site) -> Browser:
        browser = site.browser()
        new = await accept(browser, await last_token(world, "invitation"), "larkmere", email)
        assert (await browser.get("/council/set-up")).status_code == 200
        await sign_in(site, "hallowdene", new)
        return browser

    on_site(world, back)
    for council, was in zip(councils, before, strict=True):
        now = asyncio.run(ask(world, MEMBER, email=email, council=council.id))
        assert (now.staff_id, now.roles, now.ended_at) == (was.staff_id, was.roles, None), council.slug
        assert now.account_id != was.account_id
        noted = asyncio.run(ask(world, NOTED, council=council.id, staff=now.staff_id))[0]
        said = "By Ola Marsh, for the platform: sent a new way in and took the old one away."
        assert noted == [f"{said} {WHY}, from the command line"], council.slug
        told_of = asyncio.run(ask(world, WAITING, council=council.id, staff=now.staff_id))[0]
        assert told_of == (council is world.larkmere), "where they answer for access"
    assert person.email == email


def test_whatever_let_them_in_is_over_at_once(world: World) -> None:
    email = "over@partner.example"

    async def lost(site: Site) -> None:
        await newcomer(site, world.larkmere, "beside@partner.example", Role.PRACTITIONER)
        person, browser = await newcomer(site, world.larkmere, email, Role.COUNCIL_ADMIN)
        assert (await browser.get("/my-work")).status_code == 200
        told = await asyncio.to_thread(let_back_in, "larkmere", email)
        assert told.exit_code == 0, told.output
        assert (await browser.get("/my-work")).status_code != 200
        assert (await knock(site.browser(), "larkmere", email)).status_code == 422, "not even the password"
        left = "select count(*) from identity.recovery_codes r join identity.memberships m using (account_id)"
        left += " join council.staff s on s.id = m.staff_id where s.email = :email"
        assert (await ask(world, left, email=email))[0] == 0
        first = await last_token(world, "invitation")
        sent = [each for each in await letters(world) if each.address == email]
        assert [each.kind for each in sent[-2:]] in (
            ["factors_changed", "invitation"],
            ["invitation", "factors_changed"],
        )
        again = await asyncio.to_thread(let_back_in, "larkmere", email)
        assert again.exit_code == 0, again.output
        assert (await site.browser().get(f"/invitations/{first}")).status_code == 404, "only the newest link works"
        new = await accept(site.browser(), await last_token(world, "invitation"), "larkmere", email)
        assert new.secret != person.secret
        await sign_in(site, "larkmere", new)

    on_site(world, lost)


def test_only_for_administrators_with_an_account_of_ours_and_never_without_saying_why(world: World) -> None:
    email, plain = "boss@partner.example", "plain@partner.example"

    async def arrive(site: Site) -> None:
        await newcomer(site, world.larkmere, email, Role.COUNCIL_ADMIN)
        await newcomer(site, world.larkmere, plain, Role.PRACTITIONER)

    on_site(world, arrive)
    for slug, who, words in (
        ("larkmere", plain, "Nobody with this address administers"),
        ("hallowdene", email, "Nobody with this address administers"),
        ("larkmere", "nobody@partner.example", "Nobody with this address administers"),
        ("nowhere", email, "There is no council"),
    ):
        refused = let_back_in(slug, who)
        assert (refused.exit_code, words in refused.output) == (2, True), refused.output
    assert "Say why" in let_back_in("larkmere", email, reason=" ").output
    assert let_back_in("larkmere", email, by=" ").exit_code == 2
    accounts = "select count(*) from identity.local_accounts where email = any(:all)"
    assert asyncio.run(ask(world, accounts, all=[email, plain]))[0] == 2, "nothing was taken away"
    invited = tenant("invite", "larkmere", "--name", "Ana Brook", "--email", email)
    assert (invited.exit_code, "let-back-in larkmere" in invited.output) == (2, True), invited.output
    by_provider = "update council.staff set local = false where email = :email"
    asyncio.run(tell(world, by_provider, email=email))
    assert "own provider" in let_back_in("larkmere", email).output
