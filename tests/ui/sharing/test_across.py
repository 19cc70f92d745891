"""Partners work with several councils. What one council invites them to, counts or writes down never reaches another:
each test is named after a failure that somebody's multi-tenant product has had."""

from __future__ import annotations

import re

from httpx import Response

from casework import add_context
from commonground.platform.references import ReferenceKind, new_reference
from councils import TestCouncil, World, canary
from inviting import invite
from local_people import accept, last_token
from pages import masked
from told import ask, tell
from web import Browser, Site

EMAIL = "ada@riverside.example"


async def invite_account(site: Site, council: TestCouncil, email: str = EMAIL, role: str = "partner") -> str:
    """An account for somebody of the council's partner, as its administrator does it; the token of the letter."""
    admin = await site.signed_in(council, "admin")
    here = f"/partners/{council.organisation}/invite"
    sent = await admin.submit(here, {"name": "Ada Quill", "email": email, "role": role, "language": "en"})
    assert sent.status_code == 303, sent.text
    return await last_token(site.world, "invitation")


async def staff_of(world: World, council: TestCouncil, email: str) -> object:
    query = "select id from council.staff where tenant_id = :council and email = :email and ended_at is null"
    return (await ask(world, query, council=council.id, email=email))[0]


async def test_a_partner_arrives_by_an_invitation_and_sees_what_is_shared(site: Site, world: World) -> None:
    here, browser = world.larkmere, site.browser()
    await accept(browser, await invite_account(site, here), here.slug, EMAIL)
    first = await browser.get("/my-work", follow=True)
    assert first.url.path == "/shared"
    assert "Nothing is shared with you now" in first.text
    known = await add_context(world, here, name="Ada’s yard")
    await invite(world, here, known, who=None)
    assert "Ada’s yard" in (await browser.get("/shared")).text
    assert (await browser.get(f"/shared/{known.reference}")).status_code == 200
    asked = await browser.get(f"/shared/{known.reference}/file.txt")
    assert asked.headers["location"].startswith("/account/confirm"), "before something is taken along"
    admin = await site.signed_in(here, "admin")
    page = (await admin.get(f"/partners/{here.organisation}")).text
    assert "Ada Quill" in page
    gone = await staff_of(world, here, EMAIL)
    ended = await admin.submit(f"/team/people/{gone}", {"because": "Left"}, to=f"/team/people/{gone}/end")
    assert ended.status_code == 303
    assert (await browser.get(f"/shared/{known.reference}")).status_code in (302, 303)


async def test_an_invitation_of_one_realm_makes_no_account_in_another(site: Site, world: World) -> None:
    """Zulip before 1.7.1, GHSA-6r66-34x7-46rg."""
    token = await invite_account(site, world.larkmere, "realm@riverside.example")
    browser = site.browser()
    await browser.get(f"/invitations/{token}")
    elsewhere = await browser.get(f"/sign-in/{world.hallowdene.slug}/invited")
    assert "realm@riverside.example" not in elsewhere.text
    refused = await browser.post(
        f"/sign-in/{world.hallowdene.slug}/invited", {"new_password": "harbour violin quarter"}
    )
    assert refused.status_code >= 400
    query = "select count(*) from council.staff where email = 'realm@riverside.example'"
    assert (await ask(world, query))[0] == 0


async def test_one_account_of_two_organisations_sees_each_by_itself(site: Site, world: World) -> None:
    """Sentry’s cross-organisation access: the same person, and the other organisation’s id in the address."""
    here, there = world.larkmere, world.hallowdene
    mine, theirs = await add_context(world, here, name="Here"), await add_context(world, there, name="There")
    await invite(world, here, mine)
    await invite(world, there, theirs)
    for council, own, other in ((here, mine, theirs), (there, theirs, mine)):
        browser = await site.signed_in(council, "partner")
        missing = await browser.get(f"/shared/{new_reference(ReferenceKind.CONTEXT)}")
        for path in ("", "/file.txt"):
            assert (await browser.get(f"/shared/{own.reference}{path}")).status_code == 200
            foreign = await browser.get(f"/shared/{other.reference}{path}")
            assert (foreign.status_code, masked(foreign.text)) == (404, masked(missing.text))
        assert other.reference not in (await browser.get("/shared")).text


async def test_numbers_and_choices_count_ones_own_alone(site: Site, world: World) -> None:
    """Loomio’s and FixMyStreet’s kind: a count or a suggestion that was made over everybody."""
    name = f"Counted {canary('larkmere')}"
    for council in (world.larkmere, world.hallowdene):
        await tell(world, "update council.partner_organisations set name = :name where id = :id",
                   name=name.replace("larkmere", council.slug), id=council.organisation)  # fmt: skip
    before = await _counted(await site.signed_in(world.larkmere, "admin"))
    await accept(site.browser(), await invite_account(site, world.hallowdene, "counted@riverside.example"),
                 world.hallowdene.slug, "counted@riverside.example")  # fmt: skip
    assert await _counted(await site.signed_in(world.larkmere, "admin")) == before
    known = await add_context(world, world.larkmere)
    practitioner = await site.signed_in(world.larkmere, "practitioner")
    choices: Response = await practitioner.get(f"/contexts/{known.reference}/share")
    assert name in choices.text
    assert canary("hallowdene") not in choices.text


async def _counted(browser: Browser) -> list[str]:
    return re.findall(r'data-label="Accounts">(\d+)<', (await browser.get("/partners?words=counted")).text)
