"""Which contacts on a context count for somebody: what they may open; and for its lead also what another team has.

A context that adds up in several teams would add up for nobody (domain notes, 0.4). It counts, with its day and its
harms, and opens nothing. What is restricted counts for those named on it alone, and what is about a peer group for the
team that has it, unless the context is that group itself."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, and_, exists, false, func, or_

from commonground.platform.access import Action, Actor, Held, decide, reach_of
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextKind
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import SubjectKind


def counts(actor: Actor, contact: Held, context: Held) -> bool:
    """Whether a contact counts for them on the context that it stands on. By themselves: a glass that they broke is no
    ground."""
    if decide(actor, Action.READ_REFERRAL, replace(contact, broken={})):
        return True
    return _leads(actor, context) and not contact.restricted and (context.close or not contact.close)


def _leads(actor: Actor, context: Held) -> bool:
    """And may open it, and reads referrals at all."""
    leads = context.lead_id is not None and context.lead_id == actor.staff_id
    return leads and _reads(actor) and bool(decide(actor, Action.READ_CONTEXT, replace(context, broken={})))


def _reads(actor: Actor) -> bool:
    return None not in (reach_of(actor, Action.READ_REFERRAL), reach_of(actor, Action.READ_CONTEXT))


def stands_elsewhere(actor: Actor) -> ColumnElement[bool]:
    """True on what they may not open: also where nobody leads it, of which a comparison says neither yes nor no."""
    return ~func.coalesce(visible_referrals(actor, Action.READ_REFERRAL), false())


def counted_referrals(actor: Actor) -> ColumnElement[bool]:
    """As `counts`, for a statement in which the `ContextRow` is the one that the referral stands on."""
    seen, row = visible_referrals(actor, Action.READ_REFERRAL), ReferralRow
    if actor.staff_id is None or not _reads(actor):
        return seen
    # It may stand two queries down from the context.
    named = exists().where(NamedPerson.record_id == ContextRow.id, NamedPerson.staff_id == actor.staff_id)
    leads = and_(ContextRow.lead_id == actor.staff_id, or_(~ContextRow.restricted, named.correlate(ContextRow)))
    close = row.subject_kind.is_not_distinct_from(SubjectKind.GROUP.value)
    of_another_team = and_(~row.restricted, or_(~close, ContextRow.kind == ContextKind.GROUP))
    return or_(seen, and_(leads, of_another_team))
