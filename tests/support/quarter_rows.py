"""What came in at an invented council in the last whole quarter, and the file of its figures as a reader gets it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Final

from commonground.tenants.figures.types import quarters
from councils import TestCouncil, World
from plain_rows import put_referral
from web import Browser

NOW: Final = datetime.now(UTC)
LAST: Final = quarters(NOW)[1]
THEN: Final = LAST.begins + timedelta(days=40)


async def come_in(
    world: World, council: TestCouncil, number: int, source: str, team: str = "front_door", outcome: str = "advice"
) -> None:
    """So many, decided the day after they came."""
    for _ in range(number):
        changes = {"source": source, "team_id": council.teams[team], "received_at": THEN, "harms": ["bullying"]}
        decided = {"state": "decided", "outcome": outcome, "rationale": "Enough", "decided_at": THEN + timedelta(1)}
        by = {"decided_by": council.people["screener"].staff_id, "no_reply_reason": "asked_for_none"}
        await put_referral(world, council, **changes, **decided, **by)


async def read_lines(browser: Browser, of: str = "others") -> dict[tuple[str, str], str]:
    """Each figure by its heading and what it is of."""
    answer = await browser.get(f"/figures/figures.csv?of={of}")
    assert answer.status_code == 200
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {(row[0], row[1]): row[2] for row in rows if len(row) == 3}
