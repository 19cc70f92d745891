"""A council that comes on by its pages: brought by the operator, set up by its first administrator."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonground.ui.operator.forms import example_council
from councils import sign_in_as
from local_people import LocalPerson, accept, invitation, last_token
from stands import OPERATOR
from trying import removed
from web import Browser, Site

Form = dict[str, str | list[str]]
GATE = "/council/go-live"
_PROPOSAL = re.compile(r'name="disposal" value="([^"]+)"')
_VERSION = re.compile(r'name="version"[^>]*value="([^"]+)"')


async def operator(site: Site) -> Browser:
    browser = site.browser()
    token = await sign_in_as(site.world.database, "operator", "https://id.operator.example", OPERATOR)
    browser.client.cookies.set("cg_session", token)
    return browser


def council_form(slug: str, **changed: str) -> Form:
    return {**example_council(), "short_name": slug, "email": f"ana@{slug}.example", **changed}


@dataclass
class Newcomer:
    """A council that has just come on, and its first administrator's browser."""

    slug: str
    person: LocalPerson
    admin: Browser

    async def invites_a_reader(self, site: Site) -> Browser:
        """A screener in the front door team, who answers for information governance too, and comes at once."""
        page = (await self.admin.get("/team/people/invite")).text
        team = next(part.split('"')[0] for part in page.split('value="') if "Front door" in part and part[:2] == "01")
        email = f"screener@{self.slug}.example"
        form = invitation(email, teams=[team]) | {"roles": ["front_door_screener", "ig_lead"]}
        assert (await self.admin.submit("/team/people/invite", form)).status_code == 303
        reader = site.browser()
        await accept(reader, await last_token(site.world, "invitation"), self.slug, email)
        return reader


async def brought_on(site: Site, slug: str, **changed: str) -> Newcomer:
    sent = await (await operator(site)).submit("/operator/councils/new", council_form(slug, **changed))
    assert sent.status_code == 303, sent.text
    browser, email = site.browser(), f"ana@{slug}.example"
    person = await accept(browser, await last_token(site.world, "invitation"), slug, email)
    return Newcomer(slug, person, browser)


def stated(*left_out: str) -> Form:
    """Everything that is stated on the gate's form."""
    said = {"who": "Iris Marsh, director", "note": "As the procedure says", "version": "1.2"}
    day = {"on_day-day": "2", "on_day-month": "11", "on_day-year": "2025"}
    asked = {
        "agreement": ("who", *day, "version"),
        "ig_contact": ("who", "note"),
        "caldicott_guardian": ("who", "note"),
    }
    both = said | day
    return {f"{item}_{ask}": both[ask] for item, asks in asked.items() if item not in left_out for ask in asks}


async def read(admin: Browser, page: str) -> None:
    """Say of one of the gate's pages that it was read, as it stands."""
    shown = (await admin.get(f"{GATE}/{page}")).text
    version = _VERSION.search(shown)
    assert version is not None, shown
    kept = await admin.submit(f"{GATE}/{page}", {"version": version[1]})
    assert kept.status_code == 303, kept.text


async def try_procedures(site: Site, council: Newcomer, reader: Browser) -> None:
    """The administrator's one press, the second person's word, and the job."""
    pressed = await council.admin.submit(GATE, {}, to=f"{GATE}/trial")
    assert pressed.status_code == 303, pressed.text
    await confirm_trial(site, reader)


async def confirm_trial(site: Site, reader: Browser) -> None:
    """A second person confirms what waits, and the worker removes it."""
    waiting = (await reader.get("/retention/waiting")).text
    proposal = _PROPOSAL.search(waiting)
    assert proposal is not None, waiting
    confirmed = await reader.submit("/retention/waiting", {"disposal": proposal[1]}, to="/retention/waiting/confirm")
    assert confirmed.status_code == 303, confirmed.text
    await removed(site.world)


async def pass_gate(site: Site, council: Newcomer) -> None:
    await try_procedures(site, council, await council.invites_a_reader(site))
    assert (await council.admin.submit(GATE, stated())).status_code == 303
    for page in ("assessment", "public-page"):
        await read(council.admin, page)
    opened = await council.admin.submit(GATE, {}, to=f"{GATE}/open")
    assert opened.status_code == 303, opened.text
