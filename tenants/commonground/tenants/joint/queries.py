"""What stands of joint concerns in the council's own tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff
from commonground.platform.partners.models import PartnerOrganisation
from commonground.platform.work import Work
from commonground.tenants.joint.models import JointMinutes, JointPartner
from commonground.tenants.joint.types import Minutes, OurPartner

_writer = aliased(Staff)


async def minutes_of(work: Work, ids: Collection[UUID]) -> list[tuple[UUID, Minutes]]:
    """Those that wait, or were given back and are not written anew yet, with the concern of each, the oldest first."""
    if not ids:
        return []
    there = or_(JointMinutes.state == "waiting", and_(JointMinutes.state == "returned", ~rewritten()))
    query = _minutes().where(JointMinutes.concern_id.in_(ids), there)
    query = query.order_by(JointMinutes.written_at, JointMinutes.id)
    return [(row.JointMinutes.concern_id, _seen(row)) for row in (await work.mine.execute(query)).all()]


async def minutes_called(work: Work, concern_id: UUID, minutes_id: UUID) -> Minutes | None:
    query = _minutes().where(JointMinutes.concern_id == concern_id, JointMinutes.id == minutes_id)
    row: Any = (await work.mine.execute(query)).one_or_none()
    return None if row is None else _seen(row)


async def given_back(work: Work, meeting_id: UUID) -> Minutes | None:
    """The last minutes of this meeting, where they were given back to whoever wrote them."""
    query = _minutes().where(JointMinutes.meeting_id == meeting_id, JointMinutes.state == "returned", ~rewritten())
    row: Any = (await work.mine.execute(query.order_by(JointMinutes.id.desc()).limit(1))).one_or_none()
    return None if row is None else _seen(row)


def rewritten() -> ColumnElement[bool]:
    """Of `JointMinutes`: that somebody has written minutes of the same meeting since."""
    row, again = JointMinutes, aliased(JointMinutes)
    same = (again.tenant_id == row.tenant_id, again.meeting_id == row.meeting_id)
    return exists().where(*same, again.written_at > row.written_at)


async def our_partners(work: Work, concern_id: UUID) -> list[OurPartner]:
    """Whom this council lets read it now."""
    person, org, mine = aliased(Staff), PartnerOrganisation, JointPartner
    query = (
        select(mine, org.name, person.display_name)
        .join(org, and_(org.tenant_id == mine.tenant_id, org.id == mine.organisation_id))
        .outerjoin(person, and_(person.tenant_id == mine.tenant_id, person.id == mine.person_id))
        .where(mine.concern_id == concern_id, mine.ended_at.is_(None), mine.until_at > work.now)
        .order_by(mine.until_at, mine.id)
    )
    rows = (await work.mine.execute(query)).all()
    return [OurPartner(row.id, name, named or "", row.purpose, row.until_at) for row, name, named in rows]


def _minutes() -> Select[*tuple[Any, ...]]:
    there = and_(_writer.tenant_id == JointMinutes.tenant_id, _writer.id == JointMinutes.writer_id)
    return select(JointMinutes, _writer.display_name).join(_writer, there)


def _seen(found: Any) -> Minutes:
    row: JointMinutes = found.JointMinutes
    return Minutes(
        id=row.id,
        meeting_id=row.meeting_id,
        attendance=tuple(row.attendance),
        words=row.words,
        writer_id=row.writer_id,
        writer=found.display_name,
        written_at=row.written_at,
        state=row.state,
        check_words=row.check_words,
    )
