"""What a council does about support access, and what its visitor does. The database decides once more, in
`database/sql/059_support.sql`: nothing here could let anybody in by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select, text
from sqlalchemy.orm import aliased

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.audit import TrailEntry, TrailFilter
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.listed import Listed
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.platform.support.models import SupportGrant, SupportUse
from commonground.platform.work import Work

RECORD: Final = "support"
REASON_LIMIT: Final = 500
LASTS: Final = (4, 24, 72, 168)
"""For how many hours; the last is as long as the table allows."""
MOST_SHOWN: Final = 50
MOST_USES: Final = 20
"""Of each grant."""

_PEOPLE = text("select * from identity.support_people()")
_GRANT = text("select identity.grant_support(:id, :whom, :why, :lasts)")
_END = text("select identity.end_support(:id)")
_MINE = text("select * from identity.my_support()")
_ENTER = text("select identity.enter_support(:grant, :use, :why, :address, :request)")
_LEAVE = text("select identity.leave_support()")


class GrantOverError(RefusedError):
    """The grant does not stand: ended, over, or never there for whoever asks."""

    def __init__(self) -> None:
        super().__init__("That access has ended. Whoever asked for help can let you in again.")


@dataclass(frozen=True, slots=True)
class Grant:
    """As the council sees it. `ended_by` is empty while nobody has ended it."""

    id: UUID
    who: str
    reason: str
    granted_by: str
    granted_at: datetime
    until: datetime
    ended_at: datetime | None
    ended_by: str

    def stands(self, now: datetime) -> bool:
        return self.ended_at is None and self.until > now


@dataclass(frozen=True, slots=True)
class Use:
    """They went in once; `times` so often under this grant in all."""

    grant_id: UUID
    why: str
    entered_at: datetime
    left_at: datetime | None
    times: int


@dataclass(frozen=True, slots=True)
class MyGrant:
    """As the one who is let in sees it."""

    id: UUID
    council: str
    reason: str
    granted_at: datetime
    until: datetime
    ended_at: datetime | None

    def stands(self, now: datetime) -> bool:
        return self.ended_at is None and self.until > now


async def people(work: Work) -> Sequence[tuple[UUID, str]]:
    """Whom the acting council can let in."""
    return [(row.account_id, row.display_name) for row in await work.connection.execute(_PEOPLE)]


async def grant(work: Work, whom: UUID | None, reason: str, hours: int) -> None:
    """Let somebody in. Whoever answers for access is told. Raises `IncompleteError`."""
    why = reason.strip()
    if not why or len(why) > REASON_LIMIT:
        raise IncompleteError((Problem("reason", f"Say why, in at most {REASON_LIMIT} characters."),))
    if hours not in LASTS:
        raise IncompleteError((Problem("hours", "Choose for how long."),))
    made = uuid7()
    asked = {"id": made, "whom": whom, "why": why, "lasts": timedelta(hours=hours)}
    if not await work.connection.scalar(_GRANT, asked):
        raise IncompleteError((Problem("operator", "They do not run the platform any more. Choose somebody else."),))
    await audit.record(work, f"{Action.GRANT_SUPPORT}:grant", audit.Subject(RECORD, made), why=why)
    await publish(work, Fact(FactKind.SUPPORT_GRANTED, RECORD, made))


async def end(work: Work, which: UUID) -> None:
    """End it now, for good. Raises `NotFoundHereError`, and `GrantOverError` where it is over already."""
    if await work.mine.scalar(select(SupportGrant.id).where(SupportGrant.id == which)) is None:
        raise NotFoundHereError
    if not await work.connection.scalar(_END, {"id": which}):
        raise GrantOverError
    await audit.record(work, f"{Action.GRANT_SUPPORT}:end", audit.Subject(RECORD, which))


async def grants(work: Work) -> Listed[Grant]:
    """Those of the acting council, newest first."""
    by, ender = aliased(Staff), aliased(Staff)
    query = (
        select(
            SupportGrant.id,
            SupportGrant.operator_name,
            SupportGrant.reason,
            by.display_name,
            SupportGrant.granted_at,
            SupportGrant.until_at,
            SupportGrant.ended_at,
            ender.display_name,
        )
        .join(by, and_(by.tenant_id == SupportGrant.tenant_id, by.id == SupportGrant.granted_by))
        .outerjoin(ender, and_(ender.tenant_id == SupportGrant.tenant_id, ender.id == SupportGrant.ended_by))
        .order_by(SupportGrant.granted_at.desc(), SupportGrant.id.desc())
        .limit(MOST_SHOWN + 1)
    )
    found = await work.mine.execute(query)
    lines = (
        Grant(key, who, reason, granted_by, granted_at, until, ended_at, ended_by or "")
        for key, who, reason, granted_by, granted_at, until, ended_at, ended_by in found
    )
    return Listed(lines, MOST_SHOWN)


async def uses(work: Work, of: Sequence[UUID]) -> Sequence[Use]:
    """When somebody went in under these grants, newest first: the last times of each, so that none hides another's."""
    use = SupportUse
    newest = (use.entered_at.desc(), use.id.desc())
    numbered = (
        select(
            use.grant_id,
            use.why,
            use.entered_at,
            use.left_at,
            func.count().over(partition_by=use.grant_id).label("times"),
            func.row_number().over(partition_by=use.grant_id, order_by=newest).label("place"),
        )
        .where(use.grant_id.in_(of))
        .subquery()
    )
    columns = (numbered.c.grant_id, numbered.c.why, numbered.c.entered_at, numbered.c.left_at, numbered.c.times)
    query = select(*columns).where(numbered.c.place <= MOST_USES).order_by(numbered.c.grant_id, numbered.c.place)
    return [Use(*row) for row in await work.mine.execute(query)]


async def opened(work: Work) -> Listed[TrailEntry]:
    """What visitors opened in the acting council, newest first."""
    found = await audit.trail(work, TrailFilter(actions=(Action.VISIT_COUNCIL.value,)), MOST_SHOWN + 1)
    return Listed(found, MOST_SHOWN)


async def my_grants(work: Work) -> Sequence[MyGrant]:
    """Who has let the acting operator in, newest first; for a month after it ended too."""
    return [MyGrant(*row) for row in await work.connection.execute(_MINE)]


async def enter(work: Work, which: UUID | None, why: str) -> None:
    """Go in: from the next request on this session reads what the council allows, and nothing else. Recorded and told
    there. Raises `GrantOverError`, alike for what is over, another's or not there; `IncompleteError` without a
    reason."""
    words = why.strip()
    if not words or len(words) > REASON_LIMIT:
        raise IncompleteError((Problem("why", f"Say why, in at most {REASON_LIMIT} characters."),))
    asked = {"grant": which, "use": uuid7(), "why": words}
    origin = {"address": work.origin.address, "request": work.origin.request_id}
    if not await work.connection.scalar(_ENTER, asked | origin):
        raise GrantOverError


async def leave(work: Work) -> None:
    """Step out before the time is over."""
    await audit.record(work, f"{Action.VISIT_COUNCIL}:leave", audit.Subject(RECORD, work.actor.support_id))
    await work.connection.execute(_LEAVE)
