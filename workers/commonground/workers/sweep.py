"""Deleting what is over: attempts that were counted, sign-ins that never came back, old sessions and drafts.

What is over is said by the database (`system.sweep`), in which the relay can read none of it. A schedule of its own may
call this instead of the relay."""

from __future__ import annotations

import asyncpg
import structlog

from commonground.platform.logs import root_cause, where

log = structlog.get_logger(__name__)

EVERY = 300.0
"""Seconds between two sweeps."""
_BATCH = 500
_MOST_BATCHES = 20
_SWEEP = "select system.sweep($1)"


async def sweep(connection: asyncpg.Connection) -> int:
    """Delete in small batches, each in a transaction of its own; says how many rows went. What is left over after some
    batches waits for the next sweep: facts must not. A failure is logged and nothing else: facts must not wait."""
    gone = 0
    try:
        for _ in range(_MOST_BATCHES):
            some = await connection.fetchval(_SWEEP, _BATCH)
            gone += some
            if some < _BATCH:
                break
    except asyncpg.PostgresError as wrong:
        log.warning("sweep_failed", error=root_cause(wrong), where=where(wrong))
    if gone:
        log.info("old_rows_deleted", rows=gone)
    return gone
