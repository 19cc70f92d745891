"""A thousand tampers, all found by both verifiers; and a million entries, verified within a minute."""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import Iterator
from uuid import UUID

import asyncpg

from commonground.infra.bench._stage import Stage, durable_server, migrated, say
from commonground.infra.measures import Measure
from commonground.infra.prove._suite import run
from commonground.infra.trail.rows import looking
from commonground.infra.trail.verify import Trust, verify
from commonground.platform.audit.heads import End, sign
from commonground.platform.audit.keys import SigningKey
from commonground.platform.database.roles import RELAY

ENTRIES = 1_000_000
_PART = 100_000
_KEY = SigningKey(bytes(32))
_PUT_IN = """
insert into audit.entries (tenant_id, id, at, staff_id, action, subject_kind, subject_id, reference, address,
                           request_id, session_id)
select $1, ('0190' || lpad(to_hex($3::int + g), 8, '0') || '7000' || left(md5(g::text), 16))::uuid, now(),
       gen_random_uuid(), 'read_referral', 'referral', gen_random_uuid(), 'CR-7K3F-29M', '10.0.0.1', md5(g::text),
       gen_random_uuid()
  from generate_series(1, $2) g
"""


def measures() -> Iterator[Measure]:
    yield from _million()
    ran = run("tests/infra/test_tampers.py", processes=1, TAMPERS="whole")
    yield Measure("audit-tampers", ran.figure("tampers"), "tampers", 1_000, "higher")
    yield Measure("audit-tampers-not-found", ran.figure("tampers not found"), "tampers", 0, "lower")
    yield Measure("audit-tampers-failures", ran.failed, "tests", 0, "lower")


def _million() -> Iterator[Measure]:
    """One council's chain as long as that, with a signed head at its end."""
    with durable_server() as (cluster, folder):
        ground = migrated(cluster, folder, "trail")
        council = UUID(int=1)
        asyncio.run(_fill(ground, council))
        head = asyncio.run(_sign(ground, council))
        before = _peak()
        began = time.monotonic()
        with looking(ground.owner_url) as connection:
            report = verify(connection, council, Trust({_KEY.public.id: _KEY.public}))
        took = time.monotonic() - began
    if (report.links, report.found, report.heads) != (ENTRIES, 0, 1):
        raise RuntimeError(f"{report.links} links, {report.found} found, head {head}")
    yield Measure("audit-million-entries-verified", took, "s", 60, "lower")
    yield Measure("audit-verifying-memory-grew", (_peak() - before) / 1024, "MiB", 64, "lower")


async def _fill(ground: Stage, council: UUID) -> None:
    owner = await asyncpg.connect(ground.owner_url)
    relay = await asyncpg.connect(
        ground.cluster.url(RELAY, ground.database), server_settings={"synchronous_commit": "off"}
    )
    try:
        await owner.execute("set synchronous_commit = off")
        await owner.execute(_COUNCIL, council)
        for done in range(0, ENTRIES, _PART):
            await owner.execute(_PUT_IN, council, _PART, done)
            await relay.fetch("select audit.councils_to_link()")
            while await relay.fetchval("select audit.link($1, 1000)", council):
                pass
            say(f"{done + _PART:,} entries put in and linked")
        await owner.execute("vacuum (analyze) audit.entries, audit.links, audit.waiting")
    finally:
        await owner.close()
        await relay.close()


_COUNCIL = """
insert into commons.councils (id, slug, name, kind, nation, legal_powers, areas, languages, colour, front_door_phone,
                              out_of_hours_phone, reads_from, reads_until, texts)
values ($1, 'million', 'Million', 'county', 'england', '{}', '{}', '{en}', '#24478f', '101', '101', '08:30', '17:00',
        '{}')
"""


async def _sign(ground: Stage, council: UUID) -> int:
    owner = await asyncpg.connect(ground.owner_url)
    try:
        row = await owner.fetchrow("select sequence, hash from audit.heads_due()")
        now = await owner.fetchval("select now()")
        head = sign(_KEY, End(council, row["sequence"], row["hash"]), now)
        kept = (council, row["sequence"], row["hash"], now, head.key_id, head.signature)
        await owner.fetchval("select audit.keep_head($1, $2, $3, $4, $5, $6)", *kept)
        return int(row["sequence"])
    finally:
        await owner.close()


def _peak() -> float:
    """KiB, of this process."""
    divisor = 1024 if sys.platform == "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / divisor
