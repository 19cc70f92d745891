"""Trying the procedures before the first real report: on a record that is nobody's, with a person whom nobody is.

The gate of going live looks when each was tried (`going_live/found.py`): `disposal_tried_at`, `hold_tried_at`, and
`subject_access_tried_at` in `tenants.subject_access`. They name the council: the command line asks for any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff, Team
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.types import ContextKind, ContextStatus
from commonground.tenants.retention.models import (
    Disposal,
    DisposalCertificate,
    DisposalConfirmation,
    Hold,
    TrialRecord,
)
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.types import KeptKind

TRIAL_PERSON: Final = "Zedekiah Quillfeather"
TRIAL_OTHER: Final = "Ottoline Marchbanks"
_NAME: Final = "Trial record: nobody’s, made to try the procedures"
_STORY: Final = (
    f"This record is invented. {TRIAL_PERSON} was seen by the trial fountain with {TRIAL_OTHER}."
    " Dispose of it when you have tried what you wanted to try."
)


async def make_trial(work: Work) -> str:
    """A closed context in which an invented person is mentioned; due for review at once. Returns its reference.

    Raises `NotNowError` for a council without a team, which nothing can be given to."""
    team = await work.mine.scalar(select(Team.id).order_by(Team.kind != "front_door", Team.name).limit(1))
    if team is None:
        raise NotNowError("Add a team first: every record is held by one.")
    row = ContextRow(
        tenant_id=work.actor.council,
        id=uuid7(),
        reference=new_reference(ReferenceKind.CONTEXT),
        kind=ContextKind.PLACE.value,
        name=_NAME,
        aliases=[],
        description=_STORY,
        status=ContextStatus.CLOSED.value,
        team_id=team,
        created_at=work.now,
        changed_at=work.now,
    )
    work.mine.add(row)
    await work.mine.flush()
    for verb in (ContextVerb.OPEN, ContextVerb.CLOSE):
        line = {"tenant_id": work.actor.council, "id": uuid7(), "context_id": row.id, "at": work.now}
        work.mine.add(ContextEvent(**line, staff_id=work.actor.staff, verb=verb.value, words=""))
    work.mine.add(
        TrialRecord(
            tenant_id=work.actor.council, id=uuid7(), record_id=row.id, made_by=work.actor.staff, made_at=work.now
        )
    )
    subject = audit.Subject(KeptKind.CONTEXT.value, row.id, row.reference)
    await audit.record(work, f"{Action.REVIEW_RETENTION}:trial", subject)
    return row.reference


async def disposal_tried_at(connection: AsyncConnection, council: UUID) -> datetime | None:
    """When a trial record of this council was last disposed of, by two people and the job; None if never."""
    asked = select(func.max(DisposalCertificate.disposed_at)).where(
        DisposalCertificate.tenant_id == council, DisposalCertificate.trial.is_(True)
    )
    found: datetime | None = await connection.scalar(asked)
    return found


async def hold_tried_at(connection: AsyncConnection, council: UUID) -> datetime | None:
    """When a hold on a trial record of this council was last lifted again; None if never."""
    trials = select(TrialRecord.record_id).where(TrialRecord.tenant_id == council)
    asked = select(func.max(Hold.lifted_at)).where(Hold.tenant_id == council, Hold.record_id.in_(trials))
    found: datetime | None = await connection.scalar(asked)
    return found


@dataclass(frozen=True, slots=True)
class TrialProposed:
    """That a trial record goes: who proposed it, and whether a second person has confirmed."""

    by: str
    at: datetime
    confirmed: bool


async def trial_proposed(connection: AsyncConnection, council: UUID) -> TrialProposed | None:
    """The newest proposal that is open, or whose job has not run yet."""
    row = Disposal
    of_this = (DisposalConfirmation.tenant_id == council, DisposalConfirmation.disposal_id == row.id)
    gone = exists().where(DisposalCertificate.tenant_id == council, DisposalCertificate.disposal_id == row.id)
    asked = (
        select(Staff.display_name, row.proposed_at, exists().where(*of_this))
        .join(Staff, and_(Staff.tenant_id == row.tenant_id, Staff.id == row.proposed_by))
        .where(row.tenant_id == council, row.trial.is_(True), row.withdrawn_at.is_(None), row.stopped_at.is_(None))
        .where(~gone)
        .order_by(row.id.desc())
        .limit(1)
    )
    found = (await connection.execute(asked)).one_or_none()
    return None if found is None else TrialProposed(*found)
