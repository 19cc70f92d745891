"""The whole application in this process, spoken to over HTTP, without a server."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory

from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from commonground.platform.settings import Settings
from commonground.ui.app import create_app
from commonground.ui.edge import POOLS, Pools
from commonground.ui.sign_in.flow import hang_up
from councils import TestCouncil, World
from postgres import Database

BASE = "http://127.0.0.1:8000"
# A line for each of thousands of requests hides what a failing test says.
logging.getLogger("httpx").setLevel(logging.WARNING)
_TOKEN = re.compile(r'name="_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


_FILES = TemporaryDirectory(prefix="commonground-files-")
"""Where files on records lie, until this process ends: keys are ids, so that all councils of all tests may share it."""


def settings_for(database: Database) -> Settings:
    return Settings(
        files_path=_FILES.name,
        base_url=BASE,
        secret_key="tests-only-" + "k" * 32,
        database_app_url=database.app_url,
        database_login_url=database.login_url,
        database_worker_url=database.worker_url,
        database_relay_url=database.relay_url,
    )


@dataclass
class Browser:
    """One person's browser: keeps cookies, sends forms with their token, as htmx when asked to."""

    client: AsyncClient

    async def get(self, path: str, *, htmx: bool = False, follow: bool = False) -> Response:
        return await self.client.get(path, headers=_htmx(htmx), follow_redirects=follow)

    async def submit(
        self,
        page: str,
        form: dict[str, str | list[str]],
        *,
        to: str | None = None,
        htmx: bool = False,
        follow: bool = False,
    ) -> Response:
        """Open `page`, take its form's token and the mark of what it was filled from, and post `form` to `to` (the page
        itself by default)."""
        opened = (await self.client.get(page)).text
        along: dict[str, str | list[str]] = {"_token": token_in(opened)}
        along |= {name: value for name, value in hidden_in(opened).items() if name == "filled_from"}
        return await self.post(to or page, along | form, htmx=htmx, follow=follow)

    async def post(
        self, path: str, form: dict[str, str | list[str]], *, htmx: bool = False, follow: bool = False
    ) -> Response:
        return await self.client.post(path, data=form, headers=_htmx(htmx), follow_redirects=follow)


def hidden_in(page: str) -> dict[str, str]:
    """What goes along unseen with a page of one form."""
    return dict(_HIDDEN.findall(page))


def token_in(page: str) -> str:
    found = _TOKEN.search(page)
    assert found is not None, "the page has no form with a token"
    return found.group(1)


def _htmx(wanted: bool) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Request-Type": "partial"} if wanted else {}


@dataclass
class Site:
    """The running application over one world of councils."""

    app: Litestar
    world: World

    def browser(self) -> Browser:
        transport = ASGITransport(app=self.app, raise_app_exceptions=True)  # type: ignore[arg-type]  # same protocol
        return Browser(AsyncClient(transport=transport, base_url=BASE))

    async def signed_in(self, council: TestCouncil, person: str) -> Browser:
        """A browser in which `person` of `council` has a session."""
        browser = self.browser()
        browser.client.cookies.set("cg_session", await self.world.token(council, person))
        return browser


@asynccontextmanager
async def running_site(world: World) -> AsyncIterator[Site]:
    """The pools are opened here, not by the lifespan: a fixture's end runs in another task than its start."""
    with _lent(settings_for(world.database)) as (app, pools):
        app.state[POOLS] = pools
        try:
            yield Site(app, world)
        finally:
            await hang_up(app)
            await pools.dispose()  # its connections: the next test has another loop


_NOWHERE = dict.fromkeys(("database_app_url", "database_login_url", "database_worker_url", "database_relay_url"), "")
_idle: dict[Settings, Litestar] = {}
_pools: dict[Settings, Pools] = {}


@contextmanager
def _lent(chosen: Settings) -> Iterator[tuple[Litestar, Pools]]:
    """An application over this database, to one borrower at a time. Making one takes longer than most tests do: it is
    lent again whichever database it is over, which it knows by its settings and its pools alone. Engines know the
    server and the statements of the test before. What a test changes in it, it gets anew."""
    kind = replace(chosen, **_NOWHERE)
    app = _idle.pop(kind) if kind in _idle else create_app(chosen)
    app.state["settings"] = chosen
    pools = _pools.pop(chosen) if chosen in _pools else Pools.from_settings(chosen)
    try:
        yield app, pools
    finally:
        for name in [name for name in app.state if name != "settings"]:
            del app.state[name]
        _idle[kind] = app
        _pools.clear()  # of the last module's database
        _pools[chosen] = pools
