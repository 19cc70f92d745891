"""A context's own page and its timeline with five hundred entries, beside those of a context with twenty. Half of the
entries are contacts, which the reader may open: the page counts and draws them all, whatever their number."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from commonground.infra.bench._client import Connection, request
from commonground.infra.bench._figures import ratio_of_medians
from commonground.infra.bench._pages import WrongPageError, check_status
from commonground.infra.bench._serving import Server, web
from commonground.infra.bench._stage import Stage, stage
from commonground.infra.measures import Measure
from commonground.tenants.contexts.timeline import PAGE
from commonground.ui.contexts.building import LATEST

COUNCILS = 3
ROWS = 3_000
ENTRIES = 500
FEW = 20
ROUNDS = 60
_LINKED = re.compile(rb"/referrals/(CR-[0-9A-Z]{4}-[0-9A-Z]{3})")
# Contacts in turn with notes, newest first; what stood on the context before is left as it is.
_FILL = """
with told as (select id, row_number() over (order by id) as number from tenants.referrals
               where tenant_id = $1 and not restricted and team_id = $5 limit $3 / 2),
     linked as (update tenants.referrals r set context_id = $2 from told where r.tenant_id = $1 and r.id = told.id)
insert into tenants.context_events (tenant_id, id, context_id, at, staff_id, verb, words, referral_id)
select $1, gen_random_uuid(), $2, now() - each * interval '3 hours', $4,
       case when each % 2 = 0 then 'note' else 'link' end,
       case when each % 2 = 0 then 'The ranger locks the gate at dusk, and two lamps are out again.' else '' end,
       (select id from told where each % 2 = 1 and number = (each + 1) / 2)
  from generate_series(1, $3::int) each
"""


@dataclass
class Times:
    """Seconds by what was asked for."""

    many: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)
    listed: list[float] = field(default_factory=list)
    listed_few: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Filled:
    """A context, and how many entries it was given."""

    id: Any
    reference: str
    entries: int


@dataclass(frozen=True)
class Asked:
    """A page of a context, how many contacts it shows at least, and where its times are kept."""

    request: bytes
    contacts: int
    kept: list[float]


def measures(rounds: int = ROUNDS, entries: int = ENTRIES) -> Iterator[Measure]:
    with stage(COUNCILS, ROWS) as ground:
        many, few = _fill(ground, entries, FEW)
        with web(ground) as server:
            times = asyncio.run(_by_turns(ground, server, many, few, rounds))
    yield Measure("context-500-entries-median", statistics.median(times.many) * 1000, "ms", 150, "lower")
    yield Measure("context-500-entries-to-20", ratio_of_medians(times.many, times.few), "ratio", 2, "lower")
    yield Measure("timeline-500-entries-median", statistics.median(times.listed) * 1000, "ms", 150, "lower")
    yield Measure("timeline-500-entries-to-20", ratio_of_medians(times.listed, times.listed_few), "ratio", 2, "lower")


def _fill(ground: Stage, *sizes: int) -> list[Filled]:
    council = ground.councils[0]
    found = ground.ask(
        "select id, reference from tenants.contexts where tenant_id = $1 and not restricted and status = 'active'"
        " order by id limit $2",
        council.id, len(sizes),
    )  # fmt: skip  # one query
    made = [Filled(row["id"], row["reference"], size) for row, size in zip(found, sizes, strict=True)]
    for each in made:
        ground.ask(_FILL, council.id, each.id, each.entries, council.staff_id, council.team_id)
    ground.ask("VACUUM (ANALYZE) tenants.context_events, tenants.referrals")
    return made


async def _by_turns(ground: Stage, server: Server, many: Filled, few: Filled, rounds: int) -> Times:
    """Each page, one after the other; the first three of each warm up and are not counted."""
    council, times = ground.councils[0], Times()
    own = await asyncio.to_thread(ground.references, council)
    (session,) = await asyncio.to_thread(ground.tokens, [council])
    cookie = {"cg_session": session}
    asked = (
        Asked(request(f"/contexts/{many.reference}", cookie), LATEST // 2, times.many),
        Asked(request(f"/contexts/{few.reference}", cookie), LATEST // 2, times.few),
        Asked(request(f"/contexts/{many.reference}/timeline", cookie), PAGE // 2, times.listed),
        Asked(request(f"/contexts/{few.reference}/timeline", cookie), FEW // 2, times.listed_few),
    )
    connection = await Connection.to(server.port)
    try:
        for number in range(-3, rounds):
            for page in asked:
                took = await _ask(connection, page, own)
                page.kept.extend([took] if number >= 0 else [])
    finally:
        connection.close()
    return times


async def _ask(connection: Connection, page: Asked, own: frozenset[str]) -> float:
    """How long it took. Raises `WrongPageError` unless its contacts are there, and nobody else's."""
    began = time.perf_counter()
    answer = await connection.ask(page.request)
    took = time.perf_counter() - began
    check_status([answer], 200)
    shown = {found.decode() for found in _LINKED.findall(answer.body)}
    if len(shown) < page.contacts or not shown <= own:
        raise WrongPageError(f"{len(shown)} contacts instead of {page.contacts}, {len(shown - own)} of somebody else")
    return took
