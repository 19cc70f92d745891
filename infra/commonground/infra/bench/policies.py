"""What row policies cost: the same query under them, with a pass open, and in a plain transaction past them."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator

import asyncpg

from commonground.infra.bench._stage import Stage, stage
from commonground.infra.measures import Measure
from commonground.platform.database.roles import APP

COUNCILS, ROWS = 30, 3_000
_ROUNDS, _QUERIES = 15, 120
_LIST = """
select reference, title, state, received_at, decision_due_at, team_id, lead_id, context_id from tenants.referrals
 where {council} order by received_at desc, id desc limit 50
"""
_COUNT = "select state, count(*) from tenants.referrals where {council} group by state"


def measures() -> Iterator[Measure]:
    """A page of fifty rows, and a count of all three thousand: there the policy is asked for each row."""
    with stage(COUNCILS, ROWS) as ground:
        page = asyncio.run(_ratio(ground, _LIST, rows=50))
        yield Measure("page-under-policies-to-plain", page, "ratio", 1.3, "lower")
        count = asyncio.run(_ratio(ground, _COUNT, rows=None))
        yield Measure("count-under-policies-to-plain", count, "ratio", 1.3, "lower")


async def _ratio(ground: Stage, query: str, *, rows: int | None) -> float:
    """The two take turns, so that whatever else the machine does falls on both; the median of the rounds' ratios."""
    council = ground.councils[COUNCILS // 2]
    (token,) = await asyncio.to_thread(ground.tokens, [council])
    under = await asyncpg.connect(ground.cluster.url(APP, ground.database))
    plain = await asyncpg.connect(ground.owner_url)
    try:
        await under.execute("begin")
        await under.fetch("select * from identity.open_session($1, true)", token)
        await plain.execute("begin")
        ours = await under.prepare(query.format(council="true"))
        theirs = await plain.prepare(query.format(council=f"tenant_id = '{council.id}'"))
        if await ours.fetch() != await theirs.fetch() or (rows and len(await ours.fetch()) != rows):
            raise RuntimeError("the two queries do not give the same rows")
        return statistics.median([await _round(ours, theirs) for _ in range(_ROUNDS)])
    finally:
        await under.close()
        await plain.close()


async def _round(ours: asyncpg.PreparedStatement, theirs: asyncpg.PreparedStatement) -> float:
    pairs = [(await _time(ours), await _time(theirs)) for _ in range(_QUERIES)]
    return statistics.median(under for under, _ in pairs) / statistics.median(plain for _, plain in pairs)


async def _time(statement: asyncpg.PreparedStatement) -> float:
    began = time.perf_counter()
    await statement.fetch()
    return time.perf_counter() - began
