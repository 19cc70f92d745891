"""Every select on invitations, for the council's own people; a partner's own reading is in `partner.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, bindparam, exists, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from commonground.platform.access import Actor, Shared
from commonground.platform.councils.people import Staff
from commonground.platform.crossings.models import Receipt
from commonground.platform.listed import Listed
from commonground.platform.partners.models import PartnerOrganisation
from commonground.platform.partners.queries import agreed_until
from commonground.platform.partners.service import today
from commonground.platform.partners.types import is_police
from commonground.platform.work import Work
from commonground.tenants.contexts.load import named_on
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.types import ContextKind
from commonground.tenants.disclosures.types import Told
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.rules import state_at
from commonground.tenants.sharing.types import Basis, Invitation, State

MOST_LISTED: Final = 200
_row, _org = PartnerInvitation, PartnerOrganisation
_LIVE: Final = _row.state.in_((State.PROPOSED.value, State.ACTIVE.value))
_NEWEST: Final = (_row.proposed_at.desc(), _row.id.desc())
_person, _sponsor, _second, _ender = aliased(Staff), aliased(Staff), aliased(Staff), aliased(Staff)


def _listed(work: Work) -> Select[*tuple[Any, ...]]:
    def of(staff: Any, column: Any) -> Any:
        return and_(staff.tenant_id == _row.tenant_id, staff.id == column)

    columns = (_org.name, _org.kind, _person.display_name.label("person"), _sponsor.display_name.label("sponsor"),
               _second.display_name.label("second"), _ender.display_name.label("ender"))  # fmt: skip
    return (
        select(_row, *columns, agreed_until(today(work)).label("agreed_until"), _receipted().label("receipted"))
        .join(_org, and_(_org.tenant_id == _row.tenant_id, _org.id == _row.organisation_id))
        .outerjoin(_person, of(_person, _row.person_id))
        .join(_sponsor, of(_sponsor, _row.sponsor_id))
        .outerjoin(_second, of(_second, _row.authorised_by))
        .outerjoin(_ender, of(_ender, _row.ended_by))
        .limit(MOST_LISTED + 1)
    )


def _receipted() -> ColumnElement[bool]:
    return exists().where(Receipt.tenant_id == _row.tenant_id, Receipt.crossing_id == _row.id)


async def invitations_to(work: Work, context_id: UUID) -> Listed[Invitation]:
    """Those to it that stand or wait, and after them those that are over; the newest of each first."""
    live = _LIVE & (_row.until_at > work.now)
    query = _listed(work).where(_row.context_id == context_id).order_by(live.desc(), *_NEWEST)
    rows: Sequence[Any] = (await work.mine.execute(query)).all()
    return Listed((_of(row, work) for row in rows), MOST_LISTED)


def live_of(work: Work, context_id: UUID, organisation_id: UUID | None, person_id: UUID | None) -> LateralFromClause:
    """What stands or waits for this very partner, a person or everybody of an organisation, and until when: a row of
    `state` and `until_at`, or none."""
    return (
        select(_row.state, _row.until_at)
        .where(_row.context_id == context_id, _row.organisation_id == organisation_id)
        .where(_row.person_id.is_not_distinct_from(person_id), _LIVE, _row.until_at > work.now)
        .order_by(_row.until_at.desc())
        .limit(1)
        .lateral("live")
    )


async def still_open_to(work: Work, ended: PartnerInvitation) -> tuple[Invitation, ...]:
    """What lets the same people in although `ended` no longer does: an organisation's counts for each of its people,
    and one of a person beside it for that person."""
    same = (_row.context_id == ended.context_id, _row.organisation_id == ended.organisation_id, _row.id != ended.id)
    stands = (_row.state == State.ACTIVE.value, _row.until_at > work.now)
    whose = true() if ended.person_id is None else _row.person_id.is_(None)
    query = _listed(work).where(*same, *stands, whose).order_by(*_NEWEST)
    return tuple(_of(row, work) for row in (await work.mine.execute(query)).all())


def not_kept_from(actor: Actor) -> ColumnElement[bool]:
    """True on contexts that are not restricted, or name the actor: of no other may they read what is proposed
    (`may_authorise`)."""
    return ~ContextRow.restricted.expression | named_on(actor, ContextRow.id.expression)


async def proposed(work: Work) -> Listed[tuple[Invitation, ContextRow]]:
    """What waits for a second person, whichever may agree to it, with its context; but nothing of a restricted one that
    does not name the reader."""
    query = _listed(work).add_columns(ContextRow)
    query = query.join(ContextRow, and_(ContextRow.tenant_id == _row.tenant_id, ContextRow.id == _row.context_id))
    waiting = (_row.state == State.PROPOSED.value, _row.until_at > work.now, not_kept_from(work.actor))
    rows: Sequence[Any] = (await work.mine.execute(query.where(*waiting).order_by(*_NEWEST))).all()
    return Listed(((_of(row, work), row.ContextRow) for row in rows), MOST_LISTED)


async def waiting_by_id(work: Work, ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, UUID]]:
    """Of each that waits for a second person still: who proposed it, and of which context. In one statement."""
    query = select(_row.id, _row.sponsor_id, _row.context_id).where(
        _row.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        _row.state == State.PROPOSED.value,
        _row.until_at > work.now,
    )
    rows: Sequence[Any] = (await work.mine.execute(query, {"ids": list(ids)})).all() if ids else ()
    return {row.id: (row.sponsor_id, row.context_id) for row in rows}


async def one(work: Work, invitation_id: UUID) -> tuple[Invitation, ContextRow] | None:
    query = _listed(work).add_columns(ContextRow)
    query = query.join(ContextRow, and_(ContextRow.tenant_id == _row.tenant_id, ContextRow.id == _row.context_id))
    row: Any = (await work.mine.execute(query.where(_row.id == invitation_id))).one_or_none()
    return None if row is None else (_of(row, work), row.ContextRow)


def _of(row: Any, work: Work) -> Invitation:
    kept: PartnerInvitation = row[0]
    return Invitation(
        id=kept.id,
        context_id=kept.context_id,
        organisation_id=kept.organisation_id,
        organisation=row.name,
        organisation_kind=row.kind,
        agreed_until=row.agreed_until,
        person_id=kept.person_id,
        person=row.person or "",
        sponsor_id=kept.sponsor_id,
        sponsor=row.sponsor,
        purpose=kept.purpose,
        basis=Basis(kept.basis),
        necessity=kept.necessity,
        names=kept.names,
        notes=kept.notes,
        state=state_at(State(kept.state), kept.until_at, work.now),
        proposed_at=kept.proposed_at,
        until=kept.until_at,
        authorised_by=row.second or "",
        authorised_at=kept.authorised_at,
        authorise_words=kept.authorise_words,
        ended_by=row.ender or "",
        ended_at=kept.ended_at,
        end_words=kept.end_words,
        openness=Told(kept.openness) if kept.openness else None,
        untold_why=kept.untold_why,
        advice=kept.advice,
        has_receipt=row.receipted,
    )


_SHARED: Final[Select[*tuple[Any, ...]]] = (
    select(_row, _org.kind.label("partner"), _org.ended_at.label("gone"), ContextRow.kind, ContextRow.restricted)
    .join(_org, and_(_org.tenant_id == _row.tenant_id, _org.id == _row.organisation_id))
    .join(ContextRow, and_(ContextRow.tenant_id == _row.tenant_id, ContextRow.id == _row.context_id))
)


async def shared_by_id(work: Work, ids: Collection[UUID]) -> Mapping[UUID, Shared]:
    """Invitations as the decision sees them, in one statement; what is not there is not among them."""
    query = _SHARED.where(_row.id == any_(bindparam("ids", type_=ARRAY(Uuid()))))
    rows: Sequence[Any] = (await work.mine.execute(query, {"ids": list(ids)})).all() if ids else ()
    return {row[0].id: _shared(row) for row in rows}


async def shared_of_context(work: Work, context_id: UUID) -> list[tuple[UUID, Shared]]:
    """Every one that has been agreed and not ended, of one context."""
    query = _SHARED.where(_row.context_id == context_id, _row.state == State.ACTIVE.value).order_by(
        _row.until_at, _row.id
    )
    rows: Sequence[Any] = (await work.mine.execute(query)).all()
    return [(row[0].id, _shared(row)) for row in rows]


def _shared(row: Any) -> Shared:
    kept: PartnerInvitation = row[0]
    return Shared(
        organisation_id=kept.organisation_id,
        person_id=kept.person_id,
        sponsor_id=kept.sponsor_id,
        authorised_by=kept.authorised_by,
        active=kept.state == State.ACTIVE and row.gone is None,
        since=kept.proposed_at,
        until=kept.until_at,
        names=kept.names,
        police=is_police(row.partner),
        close=row.kind == ContextKind.GROUP,
        restricted=row.restricted,
    )
