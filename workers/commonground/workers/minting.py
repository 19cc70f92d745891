"""Minting periodic jobs (`platform/outbox/periodic.py`): the relay asks the database to look; it knows what is due."""

from __future__ import annotations

import asyncpg
import structlog

from commonground.platform.logs import root_cause, where

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds between two looks: a slot is minted this late at the most."""
_MINT = "select system.mint_due()"


async def mint(connection: asyncpg.Connection) -> int:
    """Put what has fallen due into the outbox; says how many facts. A failure is logged and nothing else: facts that
    are there already must not wait."""
    minted = 0
    try:
        minted = await connection.fetchval(_MINT)
    except asyncpg.PostgresError as wrong:
        log.warning("minting_failed", error=root_cause(wrong), where=where(wrong))
    if minted:
        log.info("periodic_jobs_minted", facts=minted)
    return minted
