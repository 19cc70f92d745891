"""The only way from a reference to a referral. Missing and forbidden are one answer."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from commonground.platform.access import Action, Actor, Decision, Held, HeldColumns, decide, reachable
from commonground.platform.access.confirming import require_confirmed
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.references import ReferenceKind, parse_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.load import named_on, named_people
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import SubjectKind


async def load_referral(
    work: Work, reference: str, *, to: Action, lock: bool = False, unconfirmed: bool = False
) -> ReferralRow:
    """The referral that people call `reference`, if the actor may do `to` with it.

    Raises `NotFoundHereError` otherwise, and `ConfirmFirstError` for a restricted one whose reader has not confirmed
    lately that it is they; `unconfirmed` is for what shows nothing of it. `lock` holds the row until the edge commits:
    for changes."""
    known = parse_reference(reference, kind=ReferenceKind.REFERRAL)
    query = select(ReferralRow).where(ReferralRow.reference == (known or ""))
    row = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None or not decide(work.actor, to, await held_referral(work, row)):
        raise NotFoundHereError
    if row.restricted and not unconfirmed:
        require_confirmed(work)
    return row


async def why(work: Work, row: ReferralRow, action: Action) -> Decision:
    """The decision about this referral with its reason, for “Why can I see this?”."""
    return decide(work.actor, action, await held_referral(work, row))


async def held_referral(work: Work, row: ReferralRow) -> Held:
    """What the decision needs of a referral. One about a peer group is close: open to its own team alone."""
    named = await named_people(work, row.id) if row.restricted else frozenset()
    return Held(row.team_id, row.lead_id, row.restricted, row.subject_kind == SubjectKind.GROUP, named)


def visible_referrals(actor: Actor, action: Action, of: type[ReferralRow] = ReferralRow) -> ColumnElement[bool]:
    """For lists: the referrals for which `decide` would say yes. `of` may be an alias of the table."""
    held = HeldColumns(
        team_id=of.team_id.expression,
        lead_id=of.lead_id.expression,
        restricted=of.restricted.expression,
        close=of.subject_kind.is_not_distinct_from(SubjectKind.GROUP.value),
        named=named_on(actor, of.id.expression),
    )
    return reachable(actor, action, held)
