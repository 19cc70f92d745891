"""The only way from a reference to a referral. Missing and forbidden are one answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, false, select

from commonground.platform import audit
from commonground.platform.access import (
    Action,
    Actor,
    Around,
    Decision,
    Held,
    HeldColumns,
    decide,
    may_see_who,
    reachable,
)
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import around, let_in, opened_by, remember, stands_around
from commonground.tenants.contexts.load import named_on
from commonground.tenants.referrals.events import subject_of
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import SubjectKind


async def load_referral(
    work: Work, reference: str, *, to: Action, lock: bool = False, unconfirmed: bool = False
) -> ReferralRow:
    """The referral that people call `reference`, if the actor may do `to` with it.

    Raises `NotFoundHereError` otherwise, and `ConfirmFirstError` for a restricted one whose reader has not confirmed
    lately that it is they; `unconfirmed` is for what shows nothing of it. `lock` holds the row until the edge commits:
    for changes."""
    row, held = await _find(work, reference, lock=lock)
    let_in(work, to, held)
    if row.restricted and not unconfirmed:
        require_confirmed(work)
    audit.looked_at(work, Action.READ_REFERRAL, subject_of(row))
    return row


async def load_referral_for_who(work: Work, reference: str) -> ReferralRow:
    """The referral, for “Who could see this?”: if the actor leads it, may restrict it or answers for access. They
    need not be able to open it: nothing of it may be shown but its reference. Raises `NotFoundHereError`."""
    row, held = await _find(work, reference)
    if not may_see_who(work.actor, Action.READ_REFERRAL, held):
        raise NotFoundHereError
    return row


async def _find(work: Work, reference: str, *, lock: bool = False) -> tuple[ReferralRow, Held]:
    known = parse_reference(reference, kind=ReferenceKind.REFERRAL)
    query = select(ReferralRow, *around(ReferralRow.id.expression)).where(ReferralRow.reference == (known or ""))
    found: Any = (await work.mine.execute(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        raise NotFoundHereError
    row: ReferralRow = found[0]
    return row, _held(row, remember(work, row.id, *found[1:]))


async def load_referrals(
    work: Work, references: Collection[str], *, to: Action, only: ColumnElement[bool] | None = None, lock: bool = False
) -> dict[str, ReferralRow]:
    """Those of them that the actor may do `to` with, by reference; what is missing or forbidden is not among them. Of
    restricted ones nothing may be shown before their reader has confirmed that it is they.

    `only` narrows them further, in the same statement: what does not fit is not held. `lock` holds each until the edge
    commits, in one order whoever asks."""
    query = select(ReferralRow).where(ReferralRow.reference.in_(references), visible_referrals(work.actor, to))
    if only is not None:
        query = query.where(only)
    query = query.order_by(ReferralRow.reference).execution_options(populate_existing=True)
    rows = (await work.mine.scalars(query.with_for_update(of=ReferralRow) if lock else query)).all()
    for row in rows:
        audit.looked_at(work, Action.READ_REFERRAL, subject_of(row))
    return {row.reference: row for row in rows}


async def why(work: Work, row: ReferralRow, action: Action) -> Decision:
    """The decision about this referral with its reason, for “Why can I see this?”."""
    return decide(work.actor, action, await held_referral(work, row))


async def held_referral(work: Work, row: ReferralRow) -> Held:
    """What the decision needs of a referral."""
    return _held(row, await stands_around(work, row.id))


_HELD: Final[Select[*tuple[Any, ...]]] = select(
    ReferralRow.id, ReferralRow.team_id, ReferralRow.lead_id, ReferralRow.restricted, ReferralRow.subject_kind,
    *around(ReferralRow.id.expression),
).where(ReferralRow.id == any_(bindparam("ids", type_=ARRAY(Uuid()))))  # fmt: skip  # what the decision needs


async def held_referrals(work: Work, ids: Collection[UUID]) -> dict[UUID, Held]:
    """As `held_referral`, for many in one statement; what is not there is not among them."""
    rows: Any = (await work.mine.execute(_HELD, {"ids": list(ids)})).all() if ids else ()
    return {row.id: _held(row, remember(work, row.id, *row[5:])) for row in rows}


def _held(row: Any, near: Around) -> Held:
    """One about a peer group is close: open to its own team alone. Names on one that is open count for nothing."""
    named = near.named if row.restricted else frozenset()
    return Held(row.team_id, row.lead_id, row.restricted, row.subject_kind == SubjectKind.GROUP, named, near.broken)


def visible_referrals(
    actor: Actor, action: Action, of: type[ReferralRow] = ReferralRow, *, glass: bool = False
) -> ColumnElement[bool]:
    """For lists: the referrals for which `decide` would say yes. `of` may be an alias of the table. `glass` as for
    contexts."""
    held = HeldColumns(
        team_id=of.team_id.expression,
        lead_id=of.lead_id.expression,
        restricted=of.restricted.expression,
        close=of.subject_kind.is_not_distinct_from(SubjectKind.GROUP.value),
        named=named_on(actor, of.id.expression),
        broken=opened_by(actor, of.id.expression) if glass else false(),
    )
    return reachable(actor, action, held)
