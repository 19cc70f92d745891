"""What each recipient finds in their own list, against the facts that committed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from commonground.infra.drill.ground import Ground
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.notifications.service import list_mine, unread_count
from commonground.platform.work import Work, begin

_COMMITTED = text("select id, tenant_id, subject_id from system.outbox where subject_kind = 'referral'")


@dataclass
class Tally:
    """`lost`: notifications that are missing from a list, and facts that were acknowledged and are gone.
    `doubled`: notifications that stand in a list once too often, or in the wrong one."""

    expected: int = 0
    lost: int = 0
    doubled: int = 0

    def compare(self, wanted: Counter[UUID], found: Counter[UUID], unread: int) -> None:
        """One person's list. The count beside the bell must say the same as the list."""
        self.expected += wanted.total()
        self.lost += (wanted - found).total() + max(0, wanted.total() - unread)
        self.doubled += (found - wanted).total() + max(0, unread - wanted.total())


def compare_lists(ground: Ground, acknowledged: Collection[UUID]) -> Tally:
    """Reads every recipient's whole list, page by page, under a session of their own."""
    tokens = {
        (council.id, number): ground.screener_token(council, number)
        for council in ground.councils
        for number in range(len(council.screeners))
    }
    return asyncio.run(_compare(ground, acknowledged, tokens))


async def _compare(ground: Ground, acknowledged: Collection[UUID], tokens: dict[tuple[UUID, int], str]) -> Tally:
    owner = make_engine(ground.owner_url, pooled=False)
    async with owner.connect() as connection:
        committed = {row.id: (row.tenant_id, row.subject_id) for row in await connection.execute(_COMMITTED)}
    await owner.dispose()
    tally = Tally(lost=len(set(acknowledged) - set(committed)))
    app = make_engine(ground.app_url, pool_size=1)
    for (council_id, _), token in tokens.items():
        wanted = Counter(subject for council, subject in committed.values() if council == council_id)
        async with begin(app) as work:
            await open_session(work, token)
            tally.compare(wanted, await _whole_list(work), await unread_count(work))
    await app.dispose()
    return tally


async def _whole_list(work: Work) -> Counter[UUID]:
    found: Counter[UUID] = Counter()
    page = await list_mine(work)
    while True:
        found.update(one.subject.id for one in page.notifications)
        if page.older is None:
            return found
        page = await list_mine(work, before=page.older)
