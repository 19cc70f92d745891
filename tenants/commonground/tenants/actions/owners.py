"""Whether somebody can still do what they were given: they may have left, or their context have gone out of their
reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_

from commonground.platform.access import Action
from commonground.platform.access.roles import ROLES, Reach, Role
from commonground.platform.councils.people import TeamMember
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextKind

_ANYWHERE: Final = sorted(role for role, card in ROLES.items() if card.reach(Action.CHANGE_CONTEXT) is Reach.COUNCIL)
_AT_ALL: Final = sorted(role for role, card in ROLES.items() if card.reach(Action.CHANGE_CONTEXT) is not None)


def has_left(owner: Any) -> ColumnElement[bool]:
    """`owner` is the staff table, or an alias of it."""
    left: ColumnElement[bool] = owner.ended_at.is_not(None)
    return left


def can_work_on_it(owner: Any) -> ColumnElement[bool]:
    """Whether the decision about changing the context of the row would be yes for its owner, if they work here: the
    same in SQL, about somebody else than the reader (`service.who_could_do_it`)."""
    row = ContextRow
    named = exists().where(
        NamedPerson.tenant_id == row.tenant_id, NamedPerson.record_id == row.id, NamedPerson.staff_id == owner.id
    )
    in_team = exists().where(
        TeamMember.tenant_id == row.tenant_id, TeamMember.team_id == row.team_id, TeamMember.staff_id == owner.id
    )
    anywhere = and_(_has(owner, _ANYWHERE), row.kind != ContextKind.GROUP.value)
    held = or_(func.coalesce(row.lead_id == owner.id, false()), in_team, anywhere)
    return and_(_has(owner, _AT_ALL), case((row.restricted, named), else_=held))


def is_out_of_reach(owner: Any) -> ColumnElement[bool]:
    """Somebody else has to take it over."""
    return or_(has_left(owner), ~can_work_on_it(owner))


def _has(owner: Any, roles: Sequence[Role]) -> ColumnElement[bool]:
    codes = literal([role.value for role in roles], owner.roles.type)
    found: ColumnElement[bool] = owner.roles.bool_op("&&")(codes)
    return found
