"""Joint concerns as the acting council sees them: what is not shown to it is not counted either."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, Uuid, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from commonground.platform.agreements.queries import in_force
from commonground.platform.councils.models import Council
from commonground.platform.crossings.models import Receipt
from commonground.platform.files.kinds import FileKind
from commonground.platform.joint.models import Contribution, JointConcern, JointGuest, JointParty, JointStep
from commonground.platform.joint.types import (
    Concern,
    Guest,
    JointKind,
    Outcome,
    Part,
    PartFile,
    PartKind,
    PartState,
    Party,
    PartyState,
    Received,
    StepLine,
)
from commonground.platform.listed import Listed
from commonground.platform.work import Work

MOST_PARTS: Final = 400
MOST_STEPS: Final = 200
MOST_RECEIPTS: Final = 400
_lead, _inviter = aliased(Council), aliased(Council)


@dataclass(frozen=True, slots=True)
class Round:
    """A joint concern with its councils, those first that work on it."""

    concern: Concern
    parties: tuple[Party, ...]

    def party(self, council: UUID) -> Party:
        """The newest of this council's: it may have left before, and come back."""
        return next(each for each in self.parties if each.council_id == council)

    @property
    def working(self) -> tuple[Party, ...]:
        return tuple(each for each in self.parties if each.state is PartyState.JOINED)


def _stands() -> ColumnElement[bool]:
    """Asked of the database: the agreement may be one of two others, which the acting council can't read."""
    return func.crossing.joint_stands_beside(JointParty.concern_id, JointParty.council_id, type_=Boolean())


def _agreed(owner: Any, reader: Any) -> ColumnElement[bool]:
    return func.crossing.joint_agreed_beside(JointParty.concern_id, owner, reader, type_=Boolean())


def _parties(us: UUID) -> Select[*tuple[Any, ...]]:
    us_, them = literal(us, Uuid()), JointParty.council_id
    # What a council said that has left is ours to read under an agreement, or if it had joined for our own reason.
    ours = and_(JointParty.agreement_id.is_(None), JointParty.invited_by == us_)
    said = and_(JointParty.state == PartyState.LEFT.value, ours)
    shows = or_(_agreed(them, us_), said)
    beside = (shows.label("shows"), _agreed(us_, them).label("sees"), _stands().label("stands"))
    query = select(JointParty, Council.name.label("council"), _inviter.name.label("inviter"), *beside)
    return query.join(Council, Council.id == JointParty.council_id).outerjoin(
        _inviter, _inviter.id == JointParty.invited_by
    )


async def rounds(work: Work, ids: Collection[UUID]) -> dict[UUID, Round]:
    """Those of these that the acting council works on, each with its councils, in one statement."""
    if not ids:
        return {}
    query = _parties(work.actor.council).add_columns(JointConcern, _lead.name.label("lead"))
    query = query.join(JointConcern, JointConcern.id == JointParty.concern_id).join(
        _lead, _lead.id == JointConcern.lead_id
    )
    order = (JointParty.joined_at.desc().nulls_last(), JointParty.invited_at.desc(), JointParty.id)
    rows: Sequence[Any] = (await work.shared.execute(query.where(JointConcern.id.in_(ids)).order_by(*order))).all()
    found: dict[UUID, Round] = {}
    for row in rows:
        concern, party = _concern(row.JointConcern, row.lead), _party(row)
        before = found[concern.id].parties if concern.id in found else ()
        found[concern.id] = Round(concern, (*before, party))
    return found


async def round_of(work: Work, concern_id: UUID) -> Round | None:
    return (await rounds(work, [concern_id])).get(concern_id)


async def asked_of_us(work: Work, reference: str | None = None) -> list[Party]:
    """What other councils ask the acting one to join, the newest first: codes and who asks."""
    mine = (JointParty.council_id == work.actor.council, JointParty.state == PartyState.INVITED.value)
    query = _parties(work.actor.council).where(*mine).order_by(JointParty.invited_at.desc(), JointParty.id)
    if reference is not None:
        query = query.where(JointParty.reference == reference)
    return [_party(row) for row in (await work.shared.execute(query)).all()]


async def guests_of(work: Work, concern_id: UUID) -> list[Guest]:
    query = select(JointGuest, Council.name).join(Council, Council.id == JointGuest.council_id)
    rows = (
        await work.shared.execute(query.where(JointGuest.concern_id == concern_id).order_by(JointGuest.since))
    ).all()
    return [Guest(row.id, row.council_id, name, row.label, row.since, row.until_at, row.ended_at) for row, name in rows]


async def parts_of(work: Work, concern_id: UUID, *kinds: PartKind) -> Listed[Part]:
    """All that the acting council may see of it, the newest first. Whether the agreement still stands is asked with the
    round (`rules.shown_to`)."""
    query = _parts().where(Contribution.concern_id == concern_id)
    if kinds:
        query = query.where(Contribution.kind.in_([kind.value for kind in kinds]))
    query = query.order_by(Contribution.at.desc(), Contribution.id.desc()).limit(MOST_PARTS + 1)
    return Listed((_part(row) for row in (await work.shared.execute(query)).all()), MOST_PARTS)


async def part_of(work: Work, concern_id: UUID, part_id: UUID) -> Part | None:
    query = _parts().where(Contribution.concern_id == concern_id, Contribution.id == part_id)
    row: Any = (await work.shared.execute(query)).one_or_none()
    return None if row is None else _part(row)


async def steps_of(work: Work, concern_id: UUID, *, only_ours: bool = False) -> Listed[StepLine]:
    """Its history, the newest first, as far as the acting council may read it. `only_ours`: while its agreement is
    over."""
    step = JointStep
    query = (
        select(step, Council.name, Contribution.kind)
        .join(Council, Council.id == step.council_id)
        .outerjoin(Contribution, Contribution.id == step.part_id)
        .where(step.concern_id == concern_id, *((step.council_id == work.actor.council,) if only_ours else ()))
        .order_by(step.at.desc(), step.id.desc())
        .limit(MOST_STEPS + 1)
    )
    rows = (await work.shared.execute(query)).all()
    lines = (
        StepLine(row.at, row.council_id, council, row.verb, row.by_name, row.words, PartKind(kind) if kind else None)
        for row, council, kind in rows
    )
    return Listed(lines, MOST_STEPS)


async def receipts_of(work: Work, concern_id: UUID, before: int | None = None) -> Listed[Received]:
    """The acting council's own, the newest first: they stay when it has left. `before`: older than this number."""
    older = () if before is None else (Receipt.no < before,)
    query = select(Receipt).where(Receipt.crossing_id == concern_id, *older)
    rows = await work.mine.scalars(query.order_by(Receipt.no.desc()).limit(MOST_RECEIPTS + 1))
    found = (Received(row.id, row.no, row.what, row.made_at, row.digest.hex()) for row in rows)
    return Listed(found, MOST_RECEIPTS)


async def receipt_of(work: Work, concern_id: UUID, receipt_id: UUID) -> Receipt | None:
    query = select(Receipt).where(Receipt.crossing_id == concern_id, Receipt.id == receipt_id)
    return (await work.mine.scalars(query)).one_or_none()


async def files_kept(work: Work) -> set[UUID]:
    """Under which ids the bytes of the acting council's own documents lie. Of what no longer stands, none."""
    mine = (Contribution.council_id == work.actor.council, Contribution.file_object_id.is_not(None))
    return {each for each in await work.shared.scalars(select(Contribution.file_object_id).where(*mine)) if each}


async def other_councils(work: Work) -> list[tuple[UUID, str]]:
    """Whom one can ask, by name."""
    query = select(Council.id, Council.name).where(Council.id != work.actor.council).order_by(Council.name, Council.id)
    return [(row.id, row.name) for row in (await work.shared.execute(query)).all()]


async def agreed_with(work: Work, kind: JointKind, councils: Sequence[UUID]) -> Mapping[UUID, bool]:
    """With whom the acting council may work jointly on such a thing today."""
    crossing = {"place": "border_place", "school": "school_pupils"}.get(kind.value, kind.value)
    asked = in_force(literal(work.actor.council), Council.id.expression, literal("work_jointly"), literal(crossing))
    rows = (await work.shared.execute(select(Council.id, asked).where(Council.id.in_(councils)))).all()
    return {row[0]: row[1] for row in rows}


def _parts() -> Select[*tuple[Any, ...]]:
    query = select(Contribution, Council.name.label("council"), JointGuest.label.label("guest"))
    return query.join(Council, Council.id == Contribution.council_id).outerjoin(
        JointGuest, JointGuest.id == Contribution.guest_id
    )


def _concern(row: JointConcern, lead: str) -> Concern:
    return Concern(
        id=row.id,
        reference=row.reference,
        kind=JointKind(row.kind),
        title=row.title,
        harms=tuple(row.harms),
        area=row.area,
        lead_id=row.lead_id,
        lead=lead,
        made_at=row.made_at,
        closed_at=row.closed_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        outcome_words=row.outcome_words,
        lessons=row.lessons,
        proposed_lead_id=row.proposed_lead_id,
        proposed_by_id=row.proposed_by_id,
    )


def _party(found: Any) -> Party:
    row: JointParty = found.JointParty
    return Party(
        concern_id=row.concern_id,
        council_id=row.council_id,
        council=found.council,
        reference=row.reference,
        kind=JointKind(row.kind),
        harms=tuple(row.harms),
        area=row.area,
        state=PartyState(row.state),
        invited_by=found.inviter or "",
        coordinator=row.coordinator,
        keep_days=row.keep_days,
        invited_at=row.invited_at,
        joined_at=row.joined_at,
        over_at=row.over_at,
        stands=found.stands,
        shows=found.shows,
        sees=found.sees,
        on_reason=row.invited_by is not None and row.agreement_id is None,
    )


def _part(found: Any) -> Part:
    row: Contribution = found.Contribution
    return Part(
        id=row.id,
        council_id=row.council_id,
        council=found.council,
        kind=PartKind(row.kind),
        words=row.words,
        codes=tuple(row.codes),
        seen_by=tuple(row.councils),
        guests=tuple(row.guests),
        guest=found.guest or "",
        about_id=row.about_id,
        due_on=row.due_on,
        doer_id=row.doer_id,
        doer=row.doer,
        done_at=row.done_at,
        came_of=row.came_of,
        by_name=row.by_name,
        at=row.at,
        keep_until=row.keep_until,
        digest=row.digest.hex(),
        state=PartState(row.state),
        over_at=row.over_at,
        over_words=row.over_words,
        file=file_in(row),
    )


def file_in(row: Any) -> PartFile | None:
    """The file of a contribution, or of what a partner is shown of one."""
    if row.file_object_id is None:
        return None
    return PartFile(row.file_object_id, FileKind(row.file_kind), row.file_size, row.file_digest.hex())
