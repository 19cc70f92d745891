"""The platform's own people: where they begin, what they open, and that they are out when they have left."""

from __future__ import annotations

from commonground.platform.access import Role
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.identity.platform_people import PlatformPerson, let_in
from councils import World
from providers import SignInSite
from told import tell


async def test_an_operator_who_left_is_out_at_once(site: SignInSite, world: World) -> None:
    site.providers["operator"].claims["sub"] = "op-1"
    browser = site.browser()
    await site.sign_in(browser, "operator")
    assert (await browser.get("/operator/councils")).status_code == 200
    await tell(world, "update identity.operators set ended_at = now()")
    assert (await browser.get("/operator/councils")).status_code == 303
    await tell(world, "update identity.operators set ended_at = null")


async def test_a_facilitator_begins_with_their_account_and_opens_nothing_of_an_operators(
    site: SignInSite, world: World
) -> None:
    async with acting_as_setup(world.database.owner_url) as setup:
        await let_in(setup, PlatformPerson("fac-1", "Fay Facilitator", Role.NETWORK_FACILITATOR))
    site.providers["operator"].claims["sub"] = "fac-1"
    browser = site.browser()
    there = await site.sign_in(browser, "operator")
    assert there.headers["Location"] == "/account"
    page = await browser.get("/account")
    assert page.status_code == 200
    assert "Fay Facilitator" in page.text
    assert "/operator/" not in page.text
    assert "your council" not in page.text, "they act for none"
    for path in ("/operator/councils", "/operator/councils/new", "/operator/support", "/my-work", "/tracker"):
        assert (await browser.get(path)).status_code == 403, path
