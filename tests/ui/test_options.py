"""OPTIONS: every address says which methods it has, to anybody, and nothing of anybody."""

from __future__ import annotations

import re
from uuid import UUID

from commonground.ui.declare import declared_routes
from councils import World
from web import running_site


async def test_every_address_answers_with_its_methods(world: World) -> None:
    async with running_site(world) as site:
        browser = site.browser()
        for path in sorted({route.path for route, _, _ in declared_routes(site.app)}):
            said = await browser.client.request("OPTIONS", _filled(path))
            assert (said.status_code, said.content) == (204, b""), path
            assert "OPTIONS" in said.headers["allow"], path


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "larkmere", re.sub(r"\{[^}]*:uuid\}", str(UUID(int=0)), path))
