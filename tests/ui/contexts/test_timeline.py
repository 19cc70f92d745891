"""A timeline longer than a page."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from casework import add_context
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.tenants.contexts.models import ContextEvent
from councils import World
from web import Site


async def test_a_long_timeline_is_read_to_its_end(site: Site, world: World) -> None:
    known = await add_context(world, world.larkmere, lead="practitioner")
    now = datetime.now(UTC)
    line = {"tenant_id": world.larkmere.id, "context_id": known.id, "verb": "note"}
    lines = [
        line | {"id": uuid7(), "at": now - timedelta(hours=number), "words": f"Entry {number:03d}."}
        for number in range(1, 231)
    ]
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ContextEvent), lines)
    browser = await site.signed_in(world.larkmere, "practitioner")
    there = f"/contexts/{known.reference}"
    (said,) = re.findall(r"All (\d+) entries", (await browser.get(there)).text)
    seen, here, pages = "", f"{there}/timeline", 0
    while here:
        page = (await browser.get(here)).text
        seen, pages = seen + page, pages + 1
        here = html.unescape("".join(re.findall(r'id="page-next" href="([^"]+)"', page)))
    assert [f"Entry {number:03d}." in seen for number in range(1, 231)] == [True] * 230
    assert (pages, seen.count("<li><time")) == (3, int(said))
    for nonsense in ("9", "0", "-1", "x", "99999999999999999999"):
        answer = await browser.get(f"{there}/timeline?page={nonsense}")
        assert answer.status_code == 200
        assert ("There is nothing older" in answer.text) is (nonsense == "9")
