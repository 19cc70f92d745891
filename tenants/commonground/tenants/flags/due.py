"""Which flags somebody has to be reminded of: those that end soon, and those that have just ended by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select

from commonground.platform.work import Work
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.flags.rules import AFTERWARDS, SOON, Stage, stage_of
from commonground.tenants.flags.types import FlaggedKind


@dataclass(frozen=True, slots=True)
class Due:
    """`key` is the same for one flag, one end and one stage, however often one looks: so it is told once."""

    kind: FlaggedKind
    record_id: UUID
    stage: Stage
    key: UUID


async def flags_due(work: Work, now: datetime) -> list[Due]:
    """Of the acting council."""
    flag = WarningFlag
    query = (
        select(flag.id, flag.record_kind, flag.record_id, flag.expires_at)
        .where(flag.ended_at.is_(None), flag.expires_at <= now + SOON, flag.expires_at >= now - AFTERWARDS)
        .order_by(flag.expires_at, flag.id)
    )
    found = []
    for flag_id, kind, record_id, expires_at in await work.mine.execute(query):
        stage = stage_of(expires_at, now)
        if stage is not None:
            key = uuid5(flag_id, f"{stage}:{expires_at.isoformat()}")
            found.append(Due(FlaggedKind(kind), record_id, stage, key))
    return found
