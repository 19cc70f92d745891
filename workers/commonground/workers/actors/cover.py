"""Telling people of a record, and whoever covers for those of them who are away.

Cover opens nothing. Whoever covers is asked about by the decision that was asked about everybody else of the record's
circle; where it says no, only the one who is away is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, Select, Uuid, and_, any_, bindparam, select

from commonground.platform import audit
from commonground.platform.calendar import LONDON
from commonground.platform.cover.models import AbsenceRow, CoverRow
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import Notification, SubjectRef
from commonground.platform.work import Work
from commonground.workers.actors.circle import Circle
from commonground.workers.actors.people import circle_around

NOBODY: Final = "nobody"
_TODAY = bindparam("today", type_=Date())
_COVERS: Final[Select[UUID]] = (
    select(CoverRow.staff_id)
    .distinct()
    .join(AbsenceRow, and_(AbsenceRow.tenant_id == CoverRow.tenant_id, AbsenceRow.id == CoverRow.absence_id))
    .where(
        AbsenceRow.staff_id == any_(bindparam("away", type_=ARRAY(Uuid()))),
        AbsenceRow.first_day <= _TODAY,
        AbsenceRow.last_day >= _TODAY,
    )
)


async def tell_and_cover(
    work: Work, told: Notification, who: Collection[UUID], circle: Circle, but: UUID | None = None
) -> None:
    """`but`: whoever did it, who is told in neither way. The one who is away is told like the rest."""
    first = frozenset(each for each in who if each != but)
    await tell(work, told, first)
    covers = frozenset(each for each in await _covers_of(work, first) - first if each != but)
    if covers:
        around = await circle_around(work, circle.held, circle.opens, covers)
        await tell(work, replace(told, by_cover=True), around.those(covers))


async def tell_and_note(
    work: Work, told: Notification, who: Collection[UUID], circle: Circle, but: UUID | None = None
) -> None:
    """And say in the council's trail that people were told, or that there was nobody to tell."""
    await tell_and_cover(work, told, who, circle, but)
    await note_told(work, told.kind, told.subject, {each for each in who if each != but})


async def note_told(work: Work, kind: str, subject: SubjectRef, who: Collection[UUID]) -> None:
    """The machinery looked at the record to tell of it. `who`: those who were told."""
    about = audit.Subject(subject.kind, subject.id, subject.reference)
    await audit.record(work, f"told:{kind if who else NOBODY}", about)


async def _covers_of(work: Work, who: Collection[UUID]) -> frozenset[UUID]:
    """Who covers today for those of `who` who are away. Not passed on: whoever covers and is away too is told and
    nobody in their place."""
    if not who:
        return frozenset()
    today: date = work.now.astimezone(LONDON).date()
    return frozenset(await work.mine.scalars(_COVERS, {"away": list(who), "today": today}))
