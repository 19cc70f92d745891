"""Signing in whole, without a port: the application, its councils, and providers that do whatever a test tells them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import urlencode

import httpx2
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from commonground.platform.identity.oidc import RelyingParty
from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.edge import POOLS, Pools
from commonground.ui.sign_in.flow import PARTY
from councils import TestCouncil, World
from hostile_provider import NOW, HostileProvider
from web import BASE, Browser, settings_for

HTTPS = "https://commonground.example"
ADDRESS = "203.0.113.7"


@dataclass
class CouncilProvider(HostileProvider):
    """The provider that `councils.py` agreed with a council. Signs in as the screener until told otherwise."""

    client_secret: str = "secret"
    given_out: int = 0

    @property
    def issuer(self) -> str:
        return f"https://id.{self.council}.example"

    @property
    def client_id(self) -> str:
        return f"cg-{self.council}"

    def authorize(self, url: str) -> list[tuple[str, str]]:
        """As ever, with a code that no other provider and no later sign-in has."""
        self.given_out += 1
        (name, code), *rest = super().authorize(url)
        own = f"code-{self.council}-{self.given_out}"
        self.promised[own] = self.promised.pop(code)
        return [(name, own), *rest]

    def be(self, council: TestCouncil, person: str) -> None:
        """From now on it is `person` who signs in."""
        who = council.people[person]
        self.claims |= {"sub": who.subject, "name": who.name, "groups": [str(role) for role in who.roles]}


def _providers() -> dict[str, CouncilProvider]:
    return {slug: CouncilProvider(slug) for slug in ("larkmere", "hallowdene", "operator", "attacker")}


@dataclass
class SignInSite:
    """The running application with its providers. Several may stand over one world, as processes do."""

    app: Litestar
    world: World
    base: str = BASE
    providers: dict[str, CouncilProvider] = field(default_factory=_providers)
    now: float = NOW

    def __post_init__(self) -> None:
        for council in (self.world.larkmere, self.world.hallowdene):
            self.providers[council.slug].be(council, "screener")
        transport = httpx2.MockTransport(self._route)
        self.app.state[PARTY] = RelyingParty(transport=transport, now=lambda: self.now)

    def _route(self, request: httpx2.Request) -> httpx2.Response:
        for slug, provider in self.providers.items():
            if request.url.host == f"id.{slug}.example":
                return provider.respond(request)
        raise httpx2.ConnectError(f"nobody at {request.url.host}", request=request)

    @property
    def larkmere(self) -> CouncilProvider:
        return self.providers["larkmere"]

    @property
    def hallowdene(self) -> CouncilProvider:
        return self.providers["hallowdene"]

    @property
    def session(self) -> str:
        return "__Host-cg_session" if self.base == HTTPS else "cg_session"

    def browser(self, *, address: str = ADDRESS, **headers: str) -> Browser:
        """A browser at `address`; each keeps cookies of its own."""
        transport = ASGITransport(app=self.app, raise_app_exceptions=True, client=(address, 50000))  # type: ignore[arg-type]  # same protocol
        return Browser(AsyncClient(transport=transport, base_url=self.base, headers=headers))

    async def leave(self, browser: Browser, council: str = "larkmere", query: str = "") -> list[tuple[str, str]]:
        """Off to the provider of `council`; what it will send back."""
        away = await browser.get(f"/sign-in/{council}/start{query}")
        assert away.status_code == 303, away.text
        return self.providers[council].authorize(away.headers["location"])

    async def come_back(self, browser: Browser, answer: list[tuple[str, str]], council: str = "larkmere") -> Response:
        return await browser.get(f"/sign-in/{council}/return?{urlencode(answer)}")

    async def sign_in(self, browser: Browser, council: str = "larkmere", query: str = "") -> Response:
        """The whole way."""
        return await self.come_back(browser, await self.leave(browser, council, query), council)

    async def signed_in(self, council: TestCouncil, person: str, **headers: str) -> Browser:
        """A browser in which `person` has come through the whole way."""
        self.providers[council.slug].be(council, person)
        browser = self.browser(**headers)
        answer = await self.sign_in(browser, council.slug)
        assert answer.status_code == 303, answer.text
        return browser

    def token(self, browser: Browser) -> str:
        """The session's token that this browser holds."""
        return browser.client.cookies.get(self.session) or ""

    async def is_in(self, browser: Browser) -> bool:
        return (await browser.get("/account")).status_code == 200


@cache
def _application(chosen: Settings, process: int) -> Litestar:
    """Making one takes long, and all that a test changes in it is given to it anew: pools and the relying party."""
    return create_app(chosen)


@asynccontextmanager
async def sign_in_site(world: World, process: int = 1, /, **changed: str) -> AsyncIterator[SignInSite]:
    """The application with its providers; `changed` settings (`base_url=HTTPS, mode="production"`). Another `process`
    is another application over the same world."""
    chosen = replace(settings_for(world.database), **changed)
    app = _application(chosen, process)
    pools = app.state[POOLS] = Pools.from_settings(chosen)
    try:
        yield SignInSite(app, world, chosen.base_url)
    finally:
        await pools.dispose()
