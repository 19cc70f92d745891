"""Opening passes: the one statement with which a transaction begins to see rows. See `database/sql/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from commonground.platform.access.actor import Actor
from commonground.platform.access.features import actions_of, clocks_of
from commonground.platform.access.roles import known_roles
from commonground.platform.access.sharing import WHEN_OVER
from commonground.platform.work import Work

_SESSION = text("select * from identity.open_session(:token, :touch)")
_INTAKE = text("select * from identity.open_intake(:slug, :draft)")
_BEGIN_REPORT = text("select identity.begin_report(:referral)")
_REPORT = text("select * from identity.open_report(:slug, :digest)")
_JOB = text("select * from identity.claim_job(:job)")
_FINISH = text("select identity.finish_job()")


@dataclass(frozen=True)
class Intake:
    """A public pass: may put a report in. `team_id` is the council's front door."""

    council_id: UUID
    draft_id: UUID | None
    team_id: UUID | None


@dataclass(frozen=True)
class OpenedReport:
    """A public pass to the one report that a return code opened."""

    council_id: UUID
    report_id: UUID
    referral_id: UUID


@dataclass(frozen=True)
class Job:
    """A fact whose effects are due, claimed for this transaction."""

    id: UUID
    council_id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID
    actor_id: UUID | None
    occurred_at: datetime


async def open_session(work: Work, token: str, *, touch: bool = True) -> Actor | None:
    """Authenticate and open the pass. None when the session is over; then the transaction stays blind.

    `touch=False` for polls: they must not keep a forgotten session alive."""
    row = (await work.connection.execute(_SESSION, {"token": token, "touch": touch})).one_or_none()
    if row is None:
        return None
    work.actor = Actor(
        roles=known_roles(row.roles),
        session_id=row.session_id,
        account_id=row.account_id,
        council_id=row.council_id,
        council_slug=row.council_slug or "",
        council_name=row.council_name or "",
        council_colour=row.council_colour or "",
        staff_id=row.staff_id,
        name=row.display_name,
        team_name=row.team_name or "",
        team_ids=frozenset(row.team_ids),
        unread=row.unread,
        looked_at=row.looked_at,
        nation=row.nation or "",
        reads_from=row.reads_from,
        reads_until=row.reads_until,
        confirmed_at=row.confirmed_at,
        local=row.local,
        closures=tuple(row.closures or ()),
        takes_reports=bool(row.takes_reports),
        without=actions_of(row.switched_off or ()) | (WHEN_OVER if row.organisation_ended else frozenset()),
        clocks=clocks_of(row.switched_off or ()),
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name or "",
        support_id=row.support_id,
        support_until=row.support_until,
        labels_version=row.labels_version,
        legal_powers=frozenset(row.legal_powers or ()),
        areas=tuple(row.areas or ()),
    )
    return work.actor


async def open_intake(work: Work, slug: str, draft_token: str | None) -> Intake | None:
    """The public's pass for the report form. None when there is no such council."""
    row = (await work.connection.execute(_INTAKE, {"slug": slug, "draft": draft_token})).one_or_none()
    if row is None:
        return None
    work.actor = replace(work.actor, council_id=row.council_id, council_slug=slug)
    return Intake(row.council_id, row.draft_id, row.team_id)


async def begin_report(work: Work, referral_id: UUID) -> str:
    """Change the form's pass for one to the single new referral of this id, and return the reference drawn for it.
    Under it the referral, its report and what goes with them may be put in, once and nothing else."""
    reference: str = (await work.connection.execute(_BEGIN_REPORT, {"referral": referral_id})).scalar_one()
    return reference


async def open_report(work: Work, slug: str, code_digest: bytes) -> OpenedReport | None:
    """The public's pass to one report. None when the code opens nothing in this council."""
    row = (await work.connection.execute(_REPORT, {"slug": slug, "digest": code_digest})).one_or_none()
    if row is None:
        return None
    work.actor = replace(work.actor, council_id=row.council_id, council_slug=slug)
    return OpenedReport(row.council_id, row.report_id, row.referral_id)


async def claim_job(work: Work, job_id: UUID) -> Job | None:
    """A worker's pass. None when the job is done already, or is none."""
    row = (await work.connection.execute(_JOB, {"job": job_id})).one_or_none()
    if row is None:
        return None
    work.actor = replace(work.actor, council_id=row.council_id)
    return Job(job_id, row.council_id, row.kind, row.subject_kind, row.subject_id, row.actor_id, row.occurred_at)


async def finish_job(work: Work) -> None:
    """Mark the claimed job done, in the transaction of its effects."""
    await work.connection.execute(_FINISH)
