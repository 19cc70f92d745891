"""Who somebody is: (council, issuer, subject). Nothing else that a provider says makes anybody somebody else."""

from __future__ import annotations

import pytest
from httpx import Response

from councils import World
from providers import CouncilProvider, SignInSite
from told import ask, tell


async def sessions(world: World) -> int:
    return int((await ask(world, "select count(*) from identity.sessions"))[0])


async def nobody_is_in(site: SignInSite, answer: Response, sessions_before: int) -> None:
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert await sessions(site.world) == sessions_before


async def test_the_same_subject_from_another_issuer_is_somebody_else(site: SignInSite, world: World) -> None:
    larkmere = world.larkmere.people["screener"]
    site.hallowdene.claims |= {"sub": larkmere.subject, "groups": ["front_door_screener"]}
    browser = site.browser()
    assert (await site.sign_in(browser, "hallowdene")).status_code == 303
    page = await browser.get("/account")
    assert "Hallowdene County Council" in page.text
    assert "Larkmere" not in page.text
    found = await ask(
        world, "select count(distinct account_id) from identity.credentials where subject = :s", s=larkmere.subject
    )
    assert found[0] == 2


async def test_after_a_council_changed_its_issuer_old_subjects_are_new_people(site: SignInSite, world: World) -> None:
    site.providers["moved"] = moved = CouncilProvider("moved")
    moved.claims |= {"sub": world.larkmere.people["admin"].subject, "groups": ["front_door_screener"], "name": "New"}
    moved_to = "update identity.providers set issuer = :issuer, client_id = :client where slug = 'larkmere'"
    await tell(world, moved_to, issuer=moved.issuer, client=moved.client_id)
    try:
        browser = site.browser()
        away = await browser.get("/sign-in/larkmere/start")
        answer = moved.authorize(away.headers["location"])
        assert (await site.come_back(browser, answer)).status_code == 303
        page = await browser.get("/account")
    finally:
        await tell(world, moved_to, issuer=site.larkmere.issuer, client=site.larkmere.client_id)
    assert "Council administrator" not in page.text
    assert "Front door screener" in page.text


@pytest.mark.parametrize("verified", [True, False])
async def test_an_e_mail_address_recognises_nobody(site: SignInSite, world: World, verified: bool) -> None:
    """Not a colleague's, not an administrator's, not with any spelling of “verified”."""
    admin = world.larkmere.people["admin"]
    site.larkmere.claims |= {
        "sub": f"newcomer-{verified}",
        "name": "Newcomer",
        "email": "admin@larkmere.example",
        "email_verified": verified,
        "preferred_username": admin.subject,
        "upn": admin.subject,
        "groups": ["front_door_screener"],
    }
    browser = site.browser()
    assert (await site.sign_in(browser)).status_code == 303
    page = await browser.get("/account")
    assert "Newcomer" in page.text
    assert "Council administrator" not in page.text
    kept = await ask(world, "select count(*) from identity.credentials where subject like '%@%'")
    assert kept[0] == 0


async def test_an_e_mail_address_is_where_people_are_written_to(site: SignInSite, world: World) -> None:
    """Kept when the provider stops saying it, and changed with it; nobody else's is."""
    kept = "select array_agg(email order by email) from council.staff where email is not null"
    await tell(world, "update council.staff set email = null")
    subject, browser = world.larkmere.people["manager"].subject, site.browser()
    site.larkmere.claims |= {"sub": subject, "groups": ["team_manager"]}
    for said, there in (
        ({"email": "one@larkmere.example"}, "one@larkmere.example"),
        ({"email": "two@larkmere.example", "email_verified": False}, "one@larkmere.example"),
        ({"email": "two@larkmere.example", "email_verified": True}, "two@larkmere.example"),
    ):
        site.larkmere.claims |= said
        browser = site.browser()
        assert (await site.sign_in(browser)).status_code == 303
        assert (await ask(world, kept))[0] == [there]
    assert "two@larkmere.example" in (await browser.get("/account")).text


async def test_groups_of_another_council_give_nothing(site: SignInSite, world: World) -> None:
    mapped = (
        "insert into identity.group_roles (council_id, provider_group, role) values (:c, 'theirs', 'council_admin')"
    )
    await tell(world, mapped, c=world.hallowdene.id)
    site.larkmere.claims |= {"sub": "stranger", "groups": ["theirs"]}
    before = await sessions(site.world)
    await nobody_is_in(site, await site.sign_in(site.browser()), before)


async def test_a_councils_provider_makes_no_platform_operator(site: SignInSite) -> None:
    site.larkmere.claims |= {"sub": "op-1", "groups": ["platform_operator"]}
    before = await sessions(site.world)
    await nobody_is_in(site, await site.sign_in(site.browser()), before)


async def test_the_operators_provider_takes_in_nobody_new(site: SignInSite) -> None:
    site.providers["operator"].claims |= {"sub": "somebody", "groups": ["council_admin", "platform_operator"]}
    before = await sessions(site.world)
    await nobody_is_in(site, await site.sign_in(site.browser(), "operator"), before)
