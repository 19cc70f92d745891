"""Tasks about joint concerns. Before a council has joined a line says who asks for what by its reference alone; after
that by the title, which was looked through for names.

They are no rows of the council's own: see `across.py`."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    or_,
    true,
)
from sqlalchemy.orm import aliased

from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.joint.models import Contribution, JointConcern, JointParty
from commonground.platform.joint.types import PartKind, PartState, PartyState
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.joint.load import of_context, visible_links
from commonground.tenants.joint.models import JointLink, JointMinutes
from commonground.tenants.joint.queries import rewritten
from commonground.tenants.worklist.lines import NEVER, NOBODY, end_of_day, in_my_teams, line

_SPEAKS: Final = aliased(Staff)


def asked(work: Work) -> Select[Any]:
    """Before whoever may answer for the council: it is no team's yet."""
    party = _ours(func.crossing.our_joint_parties(), "party", JointParty.__table__, "council_id", "reference", "state")
    waits = and_(party.c.council_id == work.actor.council, party.c.state == PartyState.INVITED.value)
    return line(place="/joint/" + party.c.reference + "/answer", reference=party.c.reference).where(waits)


def minutes(work: Work) -> Select[Any]:
    """Before every colleague who may look through them; given back, before their writer until they wrote anew. The
    meeting must stand: of one that was taken back nothing is published."""
    row, meeting = JointMinutes, _parts()
    mine = row.writer_id == work.actor.staff_id
    waiting, returned = row.state == "waiting", and_(row.state == "returned", mine, ~rewritten())
    base = literal("/joint/", Text()) + JointLink.reference.expression
    look = base + "/minutes/" + cast(row.id, Text())
    anew = base + "/parts/" + cast(row.meeting_id, Text()) + "/minutes"
    query = _line(work, Action.WORK_JOINT, case((waiting, look), else_=anew), holder=row.writer_id.expression)
    query = query.join(row, and_(row.tenant_id == JointLink.tenant_id, row.concern_id == JointLink.id))
    query = query.join(meeting, and_(meeting.c.id == row.meeting_id, meeting.c.state == PartState.STANDS.value))
    return query.where(or_(and_(waiting, ~mine), returned))


def actions(work: Work) -> Select[Any]:
    """What the council is to do, until it says what came of it: before whoever speaks for it there, and their team."""
    part, us = _parts(), work.actor.council
    place = literal("/joint/", Text()) + JointLink.reference + "/parts/" + cast(part.c.id, Text()) + "/done"
    query = _line(work, Action.WORK_JOINT, place, due_at=end_of_day(part.c.due_on), mine=_speaks(work))
    is_open = and_(part.c.kind == PartKind.ACTION.value, part.c.state == PartState.STANDS.value)
    query = query.join(part, and_(part.c.concern_id == JointLink.id, is_open, part.c.done_at.is_(None)))
    shows = and_(_stands(JointLink.id, part.c.council_id), _shows(JointLink.id, part.c.council_id, us))
    return query.where(func.coalesce(part.c.doer_id, part.c.council_id) == us, shows)


def leads(work: Work) -> Select[Any]:
    """Somebody else has proposed that the lead changes, from this council or to it. Whoever leads answers also while
    its own agreement is over."""
    concern, place = _concerns(), "/joint/" + JointLink.reference
    leads = concern.c.lead_id == work.actor.council
    query = _line(work, Action.COORDINATE_JOINT, place, concern=concern, mine=_speaks(work), even_if=leads)
    proposed = (concern.c.lead_id, concern.c.proposed_lead_id)
    return query.where(or_(*(each == work.actor.council for each in proposed)), concern.c.proposed_lead_id.is_not(None),
                       concern.c.proposed_by_id != work.actor.council)  # fmt: skip  # one condition


def _line(
    work: Work,
    action: Action,
    place: ColumnElement[Any],
    *,
    concern: TableValuedAlias | None = None,
    due_at: ColumnElement[Any] = NEVER,
    holder: ColumnElement[Any] | None = None,
    mine: ColumnElement[bool] | None = None,
    even_if: ColumnElement[bool] | None = None,
) -> Select[Any]:
    """Of those that are open and on which the council works now, as far as the reader may do this with them. `mine`:
    where it waits for them; left out, for everybody who may. `even_if`: when it waits though the council's agreement is
    over."""
    row, concern = JointLink, _concerns() if concern is None else concern
    query = line(
        place=place,
        reference=row.reference.expression,
        title=concern.c.title,
        due_at=due_at,
        holder=(NOBODY if mine is None else row.coordinator_id.expression) if holder is None else holder,
        mine=mine,
        restricted=func.coalesce(ContextRow.restricted, false()),
    )
    query = query.select_from(row).outerjoin(ContextRow, of_context()).join(concern, concern.c.id == row.id)
    query = query.join(_SPEAKS, and_(_SPEAKS.tenant_id == row.tenant_id, _SPEAKS.id == row.coordinator_id))
    near = true() if mine is None else or_(mine, in_my_teams(work.actor, row.team_id.expression))
    stands = _stands(row.id, work.actor.council)
    works = (row.over_at.is_(None), concern.c.closed_at.is_(None), stands if even_if is None else or_(stands, even_if))
    return query.where(*works, near, visible_links(work.actor, action))


def _speaks(work: Work) -> ColumnElement[bool]:
    return or_(JointLink.coordinator_id == work.actor.staff_id, _SPEAKS.ended_at.is_not(None))


def _stands(concern: Any, council: Any) -> ColumnElement[bool]:
    return func.crossing.joint_stands_beside(concern, council, type_=Boolean())


def _shows(concern: Any, owner: Any, us: UUID) -> ColumnElement[bool]:
    return func.crossing.joint_agreed_beside(concern, owner, literal(us, Uuid()), type_=Boolean())


def _concerns() -> TableValuedAlias:
    names = ("id", "title", "closed_at", "lead_id", "proposed_lead_id", "proposed_by_id")
    return _ours(func.crossing.our_joint_concerns(), "concern", JointConcern.__table__, *names)


def _parts() -> TableValuedAlias:
    names = ("id", "concern_id", "council_id", "kind", "state", "due_on", "done_at", "doer_id")
    return _ours(func.crossing.our_contributions(), "part", Contribution.__table__, *names)


def _ours(function: Any, name: str, table: FromClause, *names: str) -> TableValuedAlias:
    columns = [column(name, table.c[name].type) for name in names]
    found: TableValuedAlias = function.table_valued(*columns, name=name)
    return found
