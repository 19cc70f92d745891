"""A fourth council comes on in one sitting: the operator invites, its administrator sets up, two people try the
procedures, the form opens, and somebody in a park reports. No shell, and few pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from coming_on import GATE, council_form, stated
from commonground.platform.identity.local.factors import code_at
from commonground.ui.setting_up.gate_pages import READ_ANEW
from councils import World, sign_in_as
from figures import Figure
from live import LiveSite, in_a_thread, visiting
from local_people import PASSWORD, last_token, secret_in
from stands import OPERATOR
from told import ask
from trying import removed
from walk import Walk

pytestmark = pytest.mark.browser
MOST_PAGES = 25


@dataclass
class Counter:
    """Pages that people saw, in their order."""

    pages: list[str] = field(default_factory=list)

    @contextmanager
    def watching(self, browser: Browser, live: LiveSite, token: str = "", *, scripts: bool = True) -> Iterator[Page]:
        with visiting(browser, live, scripts=scripts, token=token) as page:
            page.on("domcontentloaded", lambda shown: self.pages.append(shown.url.removeprefix(live.base_url)))
            yield page


@pytest.mark.parametrize(("slug", "scripts"), [("brackwater", True), ("plainwater", False)])
def test_from_the_operators_invitation_to_the_first_report(
    chromium: Browser, live: LiveSite, world: World, figure: Figure, slug: str, scripts: bool
) -> None:
    seen = Counter()
    with seen.watching(chromium, live, _operator(world), scripts=scripts) as page:
        _bring_on(page, slug)
    with seen.watching(chromium, live, scripts=scripts) as admin:
        _arrive(admin, world)
        _set_up(admin, slug)
        with seen.watching(chromium, live, scripts=scripts) as reader:
            _arrive(reader, world, onwards=False)
            _second_person(reader)
        in_a_thread(removed(world))
        _open(admin)
    with seen.watching(chromium, live, scripts=scripts) as resident:
        walk = Walk(resident, slug)
        walk.fill_in()
        resident.wait_for_timeout(3100)  # nobody reads the answers and sends them in less
        assert walk.send()
    how = "with scripts" if scripts else "without"
    figure(f"pages from the operator's invitation to the first public report, {how}", len(seen.pages))
    assert len(seen.pages) <= MOST_PAGES, seen.pages
    reports = in_a_thread(ask(world, "select count(*) from tenants.referrals r join commons.councils c"
                              " on c.id = r.tenant_id where c.slug = :slug", slug=slug))  # fmt: skip
    assert reports[0] == 1


def _operator(world: World) -> str:
    return in_a_thread(_operators_session(world))


async def _operators_session(world: World) -> str:
    return await sign_in_as(world.database, "operator", "https://id.operator.example", OPERATOR)


def _bring_on(page: Page, slug: str) -> None:
    """One form."""
    page.goto("/operator/councils/new")
    for name, value in council_form(slug).items():
        if name in ("nation", "language"):
            page.check(f"input[name={name}][value={value}]")
        elif name == "kind":
            page.select_option("#kind", str(value))
        elif value:
            page.fill(f"#{name}", str(value))
    _press(page, "#bring-on")
    assert "its first administrator is invited" in page.inner_text("main")


def _arrive(page: Page, world: World, *, onwards: bool = True) -> None:
    """From the letter to the recovery codes, and on."""
    page.goto(f"/invitations/{in_a_thread(last_token(world, 'invitation'))}")
    page.fill("#new_password", PASSWORD)
    _press(page, "form .govuk-button")
    page.fill("#otp", code_at(secret_in(page.content()), datetime.now(UTC)))
    _press(page, "form .govuk-button")
    assert page.locator(".cg-codes li").count() == 10
    if onwards:
        _press(page, "#onward")


def _set_up(page: Page, slug: str) -> None:
    """What is left to do: somebody is invited who will read and answers for information governance, and the procedures
    are tried."""
    assert "Your form is closed to the public" in page.inner_text("main")
    _press(page, "a:has-text('Invite somebody')")
    page.fill("#name", "Sam Reed")
    page.fill("#email", f"sam@{slug}.example")
    page.check("input[name=roles][value=front_door_screener]")
    page.check("input[name=roles][value=ig_lead]")
    page.get_by_label("Front door", exact=True).check()
    page.check("input[name=language][value=en]")
    _press(page, "#send")
    assert page.url.endswith(GATE)
    _press(page, "#try")
    assert "A second person has to confirm that it goes" in page.inner_text("body")


def _second_person(page: Page) -> None:
    """Confirms that the trial record goes."""
    page.goto("/retention/waiting")
    _press(page, "[id^=confirm-]")
    assert "goes in a moment" in page.inner_text("body")


def _open(page: Page) -> None:
    """On the gate: the evidence, the two pages that are read, and open."""
    for name, value in stated().items():
        page.fill(f"#{name}", str(value))
    _press(page, "form:has(#agreement_who) .govuk-button")
    assert page.url.endswith("/assessment")
    assert READ_ANEW not in page.inner_text("main")
    _press(page, "#keep")
    assert page.url.endswith("/public-page")
    _press(page, "#read")
    assert "Everything has its evidence" in page.inner_text("main")
    _press(page, "#open")
    assert "From now on the public can report to you" in page.inner_text("body")


def _press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).last.click()


def test_the_gate_refuses_until_everything_is_there(chromium: Browser, live: LiveSite, world: World) -> None:
    """In a council that has just come on, without a script."""
    with visiting(chromium, live, scripts=False, token=_operator(world)) as page:
        page.goto("/operator/councils/new")
        for name, value in council_form("shutgate").items():
            if name not in ("nation", "language", "kind"):
                page.fill(f"#{name}", str(value))
        page.select_option("#kind", "unitary")
        _press(page, "#bring-on")
    with visiting(chromium, live, scripts=False) as admin:
        _arrive(admin, world)
        admin.goto(GATE)
        _press(admin, "#open")
        refused = admin.inner_text(".govuk-error-summary")
        assert "The form stays closed to the public" in admin.inner_text("main")
        assert "Agreement signed: still without evidence." in refused
        admin.goto("/shutgate/report")
        assert "Not open yet" in admin.inner_text("main")
