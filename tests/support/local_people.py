"""People with accounts of ours, made the only way there is: invited, accepted, signed in, over HTTP."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from httpx import Response
from sqlalchemy import text

from canaries import WATCH
from commonground.platform.access import Role
from commonground.platform.identity.local import factors
from commonground.platform.identity.local.sealing import Seals
from councils import TestCouncil, World
from engines import lent
from told import tell
from web import Browser, Site, settings_for

PASSWORD = "harbour violin quarter mist"
_KEY = re.compile(r'<code class="cg-key">(.*?)</code>', re.DOTALL)
_CODES = re.compile(r"<li><code>([0-9A-Z-]{14})</code></li>")
_TAG = re.compile(r"<[^>]*>|\s")


@dataclass
class LocalPerson:
    """Somebody with an account of ours, and what they know."""

    email: str
    password: str
    secret: str
    codes: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        """What the authenticator shows now, or `steps` half minutes later."""
        return factors.code_at(self.secret, datetime.now(UTC) + timedelta(seconds=steps * factors.STEP))


@dataclass(frozen=True)
class Posted:
    """A letter that waits or was sent, its token opened."""

    id: UUID
    kind: str
    address: str | None
    token: str
    sent: bool


async def letters(world: World, kind: str = "") -> list[Posted]:
    """Every letter, the newest last."""
    seals = Seals.of(settings_for(world.database))
    async with lent(world.database.owner_url).connect() as connection:
        query = "select id, kind, address, token, sent_at from identity.letters order by created_at, id"
        rows = (await connection.execute(text(query))).all()
    return [
        Posted(row.id, row.kind, row.address, seals.open_token(row.token, row.id) if row.token else "",
               row.sent_at is not None)
        for row in rows
        if kind in ("", row.kind)
    ]  # fmt: skip  # a row


async def last_token(world: World, kind: str) -> str:
    return (await letters(world, kind))[-1].token


def invitation(email: str, *roles: Role, **more: str | list[str]) -> dict[str, str | list[str]]:
    form: dict[str, str | list[str]] = {"name": "Wren Adeyemi", "email": email, "language": "en"}
    return form | {"roles": [*map(str, roles or (Role.PRACTITIONER,))]} | more


async def invite(site: Site, council: TestCouncil, email: str, *roles: Role, **more: str | list[str]) -> str:
    """As the council's administrator would; the token of the letter."""
    admin = await site.signed_in(council, "admin")
    sent = await admin.submit("/team/people/invite", invitation(email, *roles, **more))
    assert sent.status_code == 303, sent.text
    return await last_token(site.world, "invitation")


async def accept(browser: Browser, token: str, slug: str, email: str, password: str = PASSWORD) -> LocalPerson:
    """The whole way from the link to the recovery codes; the browser is signed in then."""
    followed = await browser.get(f"/invitations/{token}")
    assert followed.headers["location"] == f"/sign-in/{slug}/invited", followed.text
    chosen = await browser.submit(f"/sign-in/{slug}/invited", {"new_password": password})
    assert chosen.headers.get("location") == f"/sign-in/{slug}/authenticator", chosen.text
    secret = secret_in((await browser.get(f"/sign-in/{slug}/authenticator")).text)
    person = LocalPerson(email, password, secret)
    done = await browser.submit(f"/sign-in/{slug}/authenticator", {"otp": person.code(-1)})
    if done.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        # The half minute turned between the code and its form.
        done = await browser.submit(f"/sign-in/{slug}/authenticator", {"otp": person.code(-1)})
    assert done.status_code == 200, done.text
    WATCH.signed_in(str(browser.client.cookies.get("cg_session")), slug)
    person.codes = codes_in(done.text)
    assert len(person.codes) == factors.CODES
    return person


async def newcomer(site: Site, council: TestCouncil, email: str, *roles: Role) -> tuple[LocalPerson, Browser]:
    """Invited and arrived, with the browser in which they are signed in."""
    browser = site.browser()
    person = await accept(browser, await invite(site, council, email, *roles), council.slug, email)
    return person, browser


def secret_in(page: str) -> str:
    found = _KEY.search(page)
    assert found is not None, "the page shows no key"
    return _TAG.sub("", html.unescape(found[1]))


def codes_in(page: str) -> list[str]:
    return _CODES.findall(page)


async def knock(browser: Browser, slug: str, email: str, password: str = PASSWORD, query: str = "") -> Response:
    """The first factor."""
    form: dict[str, str | list[str]] = {"email": email, "password": password}
    return await browser.submit(f"/sign-in/{slug}/password{query}", form)


async def show(browser: Browser, slug: str, code: str) -> Response:
    """The second."""
    return await browser.submit(f"/sign-in/{slug}/code", {"otp": code})


async def sign_in(site: Site, slug: str, person: LocalPerson, browser: Browser | None = None) -> Browser:
    """With both factors, as often as a test likes: the last step is forgotten first."""
    here = browser or site.browser()
    await forget_step(site.world, person)
    assert (await knock(here, slug, person.email, person.password)).status_code == 303
    shown = await show(here, slug, person.code())
    assert shown.status_code == 303, shown.text
    WATCH.signed_in(str(here.client.cookies.get("cg_session")), slug)
    return here


async def confirm(site: Site, browser: Browser, person: LocalPerson) -> None:
    await forget_step(site.world, person)
    confirmed = await browser.submit("/account/confirm", {"otp": person.code()})
    assert confirmed.status_code == 303, confirmed.text


async def forget_step(world: World, person: LocalPerson) -> None:
    """So that the present code can be shown once more: no test waits half a minute."""
    await tell(world, "update identity.local_accounts set totp_step = 0 where email = :email", email=person.email)
