"""What a journey needs beside the pages: the councils' own sign-in on real sockets, relay and worker, and staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from certified_provider import Account, CertifiedCouncil, certified_provider
from commonground.infra.drill.processes import relay_and_worker
from commonground.platform.identity.oidc import return_address, signed_out_address
from councils import TestCouncil, World
from live import LiveSite, in_a_thread
from told import tell

TOLD_WITHIN = 30
_AGREED = (
    "update identity.providers set issuer = :issuer, client_id = :client, client_secret = :secret where slug = :slug",
    "update identity.credentials set issuer = :issuer where slug = :slug",
)


@contextmanager
def everything_running(live: LiveSite, folder: Path) -> Iterator[None]:
    """Relay, worker and the certified identity provider, beside the pages that `live` serves."""
    database = live.world.database
    environment = {
        "COMMONGROUND_STATE_DIR": str(folder / "state"),
        "COMMONGROUND_DATABASE_WORKER_URL": database.worker_url,
        "COMMONGROUND_DATABASE_RELAY_URL": database.relay_url,
    }
    councils = (live.world.larkmere, live.world.hallowdene)
    agreed = [_agreed(council, live.base_url) for council in councils]
    with relay_and_worker(environment, folder), certified_provider(agreed) as issuers:
        for council in agreed:
            in_a_thread(_agree(live.world, council, issuers[council.code]))
        yield


def _agreed(council: TestCouncil, base_url: str) -> CertifiedCouncil:
    people = council.people.values()
    return CertifiedCouncil(
        code=council.slug,
        client_id=f"cg-{council.slug}",
        client_secret="a:long%secret with/everything+in=it",
        redirect_uris=(return_address(base_url, council.slug),),
        accounts=tuple(Account(who.subject, who.name, tuple(map(str, who.roles))) for who in people),
        post_logout_redirect_uris=(signed_out_address(base_url),),
    )


async def _agree(world: World, council: CertifiedCouncil, issuer: str) -> None:
    known = {"issuer": issuer, "slug": council.code}
    registered = known | {"client": council.client_id, "secret": council.client_secret}
    for statement, values in zip(_AGREED, (registered, known), strict=True):
        await tell(world, statement, **values)


@dataclass
class Colleague:
    """One member of staff in a browser of their own."""

    page: Page
    council: TestCouncil
    key: str

    @property
    def name(self) -> str:
        return self.council.people[self.key].name

    def sign_in(self) -> None:
        """From the first page, over the council's own provider, with nothing but links and a choice."""
        self.page.goto("/sign-in")
        self.page.select_option("#council", self.council.slug)
        self.page.get_by_role("button", name="Continue").click()
        self.page.locator("#start").click()
        self.page.get_by_role("link", name=f"Sign in as {self.name}").click()
        self.page.wait_for_url("**/my-work")

    def confirms(self) -> None:
        """Asked for a fresh sign that it is still they: over the council's provider again, and back."""
        self.page.wait_for_url("**/account/confirm?**")
        self.page.locator("#start").click()
        self.page.get_by_role("link", name=f"Sign in as {self.name}").click()

    def is_told(self, words: str) -> None:
        """Wait until something unread says so, however soon the worker gets to it, and open what it is about."""
        self.page.goto("/notifications")
        told = self.page.get_by_role("button", name=re.compile(f"{words}.*unread"))
        for _ in range(TOLD_WITHIN):
            if told.count():
                break
            self.page.wait_for_timeout(1000)
            self.page.reload()
        expect(self.page.locator("#unread .cg-count")).to_be_visible()
        told.first.click()
