"""Selects on saved views: those of the acting person, and those that are shared with a team of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from commonground.platform.councils.people import Staff, Team
from commonground.platform.listed import Listed
from commonground.platform.work import Work
from commonground.tenants.views.models import SavedView

MOST_OF_ONE: Final = 20
"""Views that one person keeps, and that one team has: a longer list is no short cut any more."""
MOST_LISTED: Final = 200
_row: Final = SavedView


@dataclass(frozen=True, slots=True)
class Saved:
    """A view as a list names it. `team` is empty while nobody shares it."""

    id: UUID
    name: str
    asked: str
    owner_id: UUID
    owner: str
    team_id: UUID | None = None
    team: str = ""
    shared_at: datetime | None = None


def offered(me: ColumnElement[UUID], in_my_teams: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Those that somebody is offered, as one column of a statement that asks for more: own ones first, by name."""
    mine = (_row.owner_id == me).label("mine")
    owner = and_(Staff.tenant_id == _row.tenant_id, Staff.id == _row.owner_id)
    columns = (_row.id, _row.name, _row.asked, _row.owner_id, Staff.display_name.label("owner"), mine)
    first = (mine.desc(), _row.name, _row.id)
    named = select(*columns).join(Staff, owner).where(or_(mine, in_my_teams)).order_by(*first)
    found = named.limit(MOST_OF_ONE * 2).subquery("offered")
    each = func.json_build_array(found.c.id, found.c.name, found.c.asked, found.c.owner_id, found.c.owner)
    listed = func.json_agg(aggregate_order_by(each, found.c.mine.desc(), found.c.name, found.c.id), type_=JSON())
    return select(func.coalesce(listed, literal([], JSON()))).select_from(found).scalar_subquery()


def from_column(value: list[list[str]]) -> list[Saved]:
    """What `offered` gives."""
    return [Saved(UUID(key), name, asked, UUID(owner_id), owner) for key, name, asked, owner_id, owner in value]


async def my_views(work: Work) -> Listed[Saved]:
    """Own ones, and those that are shared with a team of the acting person."""
    theirs = or_(_row.owner_id == work.actor.staff_id, _row.team_id.in_(sorted(work.actor.team_ids)))
    return await _listed(work, _all().where(theirs))


async def shared_views(work: Work) -> Listed[Saved]:
    """Every view of the council that is shared."""
    return await _listed(work, _all().where(_row.team_id.is_not(None)))


async def one_view(work: Work, view_id: UUID) -> Saved | None:
    found = await _listed(work, _all().where(_row.id == view_id))
    return found[0] if found else None


async def _listed(work: Work, query: Select[Any]) -> Listed[Saved]:
    rows = await work.mine.execute(query.order_by(_row.name, _row.id).limit(MOST_LISTED + 1))
    return Listed((Saved(*row) for row in rows), MOST_LISTED)


def _all() -> Select[Any]:
    team = and_(Team.tenant_id == _row.tenant_id, Team.id == _row.team_id)
    owner = and_(Staff.tenant_id == _row.tenant_id, Staff.id == _row.owner_id)
    columns: list[Any] = [_row.id, _row.name, _row.asked, _row.owner_id, Staff.display_name, _row.team_id,
                          func.coalesce(Team.name, ""), _row.shared_at]  # fmt: skip  # as `Saved` has them
    query: Any = select(*columns).join(Staff, owner).outerjoin(Team, team)
    listed: Select[Any] = query
    return listed
