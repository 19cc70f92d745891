"""Inviting a partner, agreeing to it, and ending it. Each leaves a line on the context's timeline and in the trail.

Ending counts from the partner's next request: nothing of an invitation is kept anywhere but in its row."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select, text, true

from commonground.platform import audit
from commonground.platform.access import Action, may_authorise
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.joint import service as joint
from commonground.platform.notifications import service as notifications
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.partners.models import PartnerOrganisation
from commonground.platform.partners.types import is_police
from commonground.platform.work import Work
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.load import held_context, subject_of
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.types import ContextKind, ContextStatus
from commonground.tenants.flags.queries import not_to_be_shared
from commonground.tenants.sharing import queries
from commonground.tenants.sharing.models import PartnerInvitation
from commonground.tenants.sharing.rules import (
    bases_under,
    check_invitation,
    check_reason,
    check_second,
    check_still,
    end_of,
    first_state,
    move,
    state_at,
)
from commonground.tenants.sharing.types import (
    Basis,
    Begun,
    Ended,
    Invitation,
    InvitationInput,
    PartnerFacts,
    State,
    Verb,
)

RECORD: Final = "sharing"
ORGANISATION_ENDED: Final = "The council ended its work with this organisation."
_RECEIPT: Final = text("select crossing.issue_shared(:id)")
_ASKED: Final = (NotificationKind.SHARING_WAITS,)
"""What asks for a second person: answered, for everybody who was asked, once one has said so or nobody needs to."""


async def invite(work: Work, row: ContextRow, typed: InvitationInput) -> Begun:
    """Propose it where a second person must agree, else let the partner in at once. `row` is locked by the caller: of
    two who invite the same partner at once, the second is refused. Raises `InvitationIncompleteError`."""
    name, facts = await _partner(work, row, typed.organisation_id, typed.person_id)
    checked = check_invitation(typed, facts, work.now)
    flagged = facts is not None and facts.flagged
    state = first_state(names=checked.names, close=row.kind == ContextKind.GROUP, flagged=flagged)
    made = PartnerInvitation(
        tenant_id=work.actor.council,
        id=uuid7(),
        organisation_id=checked.organisation_id,
        person_id=checked.person_id,
        context_id=row.id,
        sponsor_id=work.actor.staff,
        purpose=checked.purpose,
        basis=checked.basis,
        necessity=checked.necessity,
        openness=checked.openness or "",
        untold_why=checked.untold_why,
        advice=checked.advice,
        names=checked.names,
        notes=checked.notes,
        state=state.value,
        proposed_at=work.now,
        until_at=end_of(work.now, checked.days),
    )
    work.mine.add(made)
    waits = state is State.PROPOSED
    verb = ContextVerb.PROPOSE_PARTNER if waits else ContextVerb.INVITE_PARTNER
    await _note(work, row, verb, f"{name}. {checked.purpose}")
    did = f"{Action.SHARE_CONTEXT}:{'propose' if waits else 'invite'}"
    await audit.record(work, did, subject_of(row), why=audit.ON_RECORD)
    await publish(work, Fact(FactKind.SHARING_WAITS if waits else FactKind.PARTNER_INVITED, RECORD, made.id))
    return Begun(made.id, state)


async def load_proposal(work: Work, invitation_id: UUID) -> tuple[Invitation, ContextRow]:
    """One that waits for a second person or did, if the actor may be that person. Nothing of the context is decided by
    it: whoever answers for access need not be able to open it, unless it is restricted by now and does not name them.
    Raises `NotFoundHereError`."""
    found = await queries.one(work, invitation_id)
    if found is None:
        raise NotFoundHereError
    invitation, row = found
    if not may_authorise(work.actor, invitation.sponsor_id, await held_context(work, row)):
        raise NotFoundHereError
    audit.looked_at(work, Action.AUTHORISE_SHARING, audit.Subject(RECORD, invitation.id, row.reference))
    return invitation, row


async def settle(work: Work, invitation: Invitation, row: ContextRow, verb: Verb, words: str) -> None:
    """As the second person: agree, and the partner is let in, if they still may be; or refuse. The sponsor is told.

    Raises `IncompleteError`, `OwnProposalError` and `InvitationOverError`; then nothing is written."""
    words = check_reason(words, "words")
    check_second(invitation.sponsor_id, work.actor.staff)
    await work.mine.refresh(row, with_for_update=True)  # before the invitation, as whoever ends one does
    kept = await _locked(work, invitation.id, row.id)
    after = move(state_at(State(kept.state), kept.until_at, work.now), verb)
    if verb is Verb.AUTHORISE:
        _, facts = await _partner(work, row, kept.organisation_id, kept.person_id)
        check_still(facts, person_id=kept.person_id, proposed_at=kept.proposed_at, until=kept.until_at)
    kept.state = after.value
    kept.authorised_by, kept.authorised_at, kept.authorise_words = work.actor.staff, work.now, words
    await _issue(work, kept.id)
    agreed = verb is Verb.AUTHORISE
    line = ContextVerb.INVITE_PARTNER if agreed else ContextVerb.REFUSE_PARTNER
    await _note(work, row, line, f"{invitation.organisation}. {words}")
    subject = audit.Subject(RECORD, invitation.id, row.reference)
    await audit.record(work, f"{Action.AUTHORISE_SHARING}:{verb}", subject, why=audit.ON_RECORD)
    answered = notifications.settling(work, invitation.id, _ASKED, mine=())
    await publish(work, Fact(FactKind.SHARING_DECIDED, RECORD, invitation.id), [answered])
    if agreed:
        await publish(work, Fact(FactKind.PARTNER_INVITED, RECORD, invitation.id))


async def end(work: Work, row: ContextRow, invitation_id: UUID, reason: str) -> Ended:
    """End it now, or take it back before anybody agreed. Raises `IncompleteError`, `InvitationOverError` and
    `NotFoundHereError`."""
    reason = check_reason(reason)
    kept = await _locked(work, invitation_id, row.id)
    state = state_at(State(kept.state), kept.until_at, work.now)
    verb = Verb.WITHDRAW if state is State.PROPOSED else Verb.END
    kept.state = move(state, verb).value
    kept.ended_by, kept.ended_at, kept.end_words = work.actor.staff, work.now, reason
    await _issue(work, kept.id)
    await notifications.settle(work, invitation_id, _ASKED, mine=())
    await _note(work, row, ContextVerb.END_PARTNER, reason)
    await audit.record(work, f"{Action.SHARE_CONTEXT}:{verb}", subject_of(row), why=audit.ON_RECORD)
    return Ended(verb, await queries.still_open_to(work, kept))


async def end_all_with(work: Work, organisation_id: UUID) -> None:
    """Whatever is open to this organisation or waits for a second person ends, so that it does not come back when the
    council works with them again: what was shared of a context, which says so, and joint concerns, which tell the other
    councils."""
    await joint.end_guests_of(work, organisation_id)
    kept = PartnerInvitation
    there = and_(ContextRow.tenant_id == kept.tenant_id, ContextRow.id == kept.context_id)
    query = select(kept, ContextRow).join(ContextRow, there).where(kept.organisation_id == organisation_id)
    open_now = kept.state.in_((State.PROPOSED.value, State.ACTIVE.value))
    for each, row in (await work.mine.execute(query.where(open_now).order_by(kept.id).with_for_update())).all():
        verb = Verb.WITHDRAW if each.state == State.PROPOSED.value else Verb.END
        each.state = move(State(each.state), verb).value
        each.ended_by, each.ended_at, each.end_words = work.actor.staff, work.now, ORGANISATION_ENDED
        await _issue(work, each.id)
        await notifications.settle(work, each.id, _ASKED, mine=())
        await _note(work, row, ContextVerb.END_PARTNER, ORGANISATION_ENDED)
        did = f"{Action.SHARE_CONTEXT}:{verb}"
        await audit.record(work, did, subject_of(row), why=audit.ON_RECORD)


async def _locked(work: Work, invitation_id: UUID, context_id: UUID) -> PartnerInvitation:
    mine = (PartnerInvitation.id == invitation_id, PartnerInvitation.context_id == context_id)
    kept = (await work.mine.scalars(select(PartnerInvitation).where(*mine).with_for_update())).one_or_none()
    if kept is None:
        raise NotFoundHereError
    return kept


async def _partner(
    work: Work, row: ContextRow, organisation_id: UUID | None, person_id: UUID | None
) -> tuple[str, PartnerFacts | None]:
    """The organisation's name, and what the rules need; None where the council has no such organisation."""
    org = PartnerOrganisation
    there = and_(Staff.tenant_id == org.tenant_id, Staff.organisation_id == org.id, Staff.ended_at.is_(None),
                 Staff.id == person_id)  # fmt: skip
    live = queries.live_of(work, row.id, organisation_id, person_id)
    columns = (org.name, org.kind, org.ended_at, Staff.id.label("person"), not_to_be_shared(row.id).label("flagged"))
    query = select(*columns, live.c.state, live.c.until_at).outerjoin(Staff, there).outerjoin(live, true())
    found: Any = (await work.mine.execute(query.where(org.id == organisation_id))).one_or_none()
    if found is None:
        return "", None
    facts = PartnerFacts(
        police=is_police(found.kind),
        close=row.kind == ContextKind.GROUP,
        restricted=row.restricted,
        closed=row.status == ContextStatus.CLOSED,
        ended=found.ended_at is not None,
        works_there=person_id is None or found.person is not None,
        flagged=found.flagged,
        bases=await bases_here(work),
        invited=(State(found.state), found.until_at) if found.state else None,
    )
    return found.name, facts


async def bases_here(work: Work) -> frozenset[Basis]:
    """On what the acting council can share."""
    return bases_under(work.actor.legal_powers)


async def _issue(work: Work, invitation_id: UUID) -> None:
    """The receipt of what has just become of it, where names are shared: the database says whether there is one."""
    await work.mine.flush()
    await work.connection.execute(_RECEIPT, {"id": invitation_id})


async def _note(work: Work, row: ContextRow, verb: ContextVerb, words: str) -> None:
    contexts.touch(work, row)
    contexts.add_event(work, row.id, verb, words)
