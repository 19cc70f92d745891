"""A contact has joined others on a context: whoever leads that is told when they meet a pattern of the council's.

Each person hears of what counts for them and of nothing else: a notice says by itself that there is something. Once to
a pattern, which is named by the contact with which it began; where an earlier one is put there late, it may be told
anew rather than not at all. It decides nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid5

from commonground.platform.access import Action, Held, decide
from commonground.platform.identity.passes import Job
from commonground.platform.notifications.service import tell
from commonground.platform.notifications.types import (
    Notification,
    NotificationKind,
    RecordKind,
    Reference,
    SubjectRef,
)
from commonground.platform.work import Work
from commonground.tenants.adding_up.guidance import guidance_of
from commonground.tenants.adding_up.queries import contacts_on
from commonground.tenants.adding_up.rules import patterns_met, touched_by
from commonground.tenants.contexts.load import held_context
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.referrals.counting import counts
from commonground.tenants.referrals.load import held_referrals
from commonground.workers.actors.circle import Circle, Person, as_actor
from commonground.workers.actors.cover import note_told, tell_and_note
from commonground.workers.actors.people import circle_around, told_already

_KIND = NotificationKind.CONTACTS_ADD_UP


async def tell_that_they_add_up(work: Work, job: Job, context: ContextRow, joined: Collection[UUID]) -> None:
    """To the lead; to the managers of its team where nobody leads. Whoever put the contact there is told like anybody:
    they looked at one, and this is about all."""
    circle = await circle_around(work, await held_context(work, context), Action.READ_CONTEXT)
    contacts = await contacts_on(work, context.id)
    held = await held_referrals(work, [each.id for each in contacts])
    patterns = (await guidance_of(work)).patterns
    who = circle.lead_or_managers()
    for person in (each for each in circle.people if each.staff_id in who):
        theirs = [each for each in contacts if _counts(person, circle, held[each.id])]
        met = touched_by(patterns_met(theirs, patterns), joined)
        # Two patterns that begin with one contact are one thing to be told.
        began = {uuid5(context.id, f"{_KIND}:{each.began}"): each.contacts for each in met}
        for key in began.keys() - await told_already(work, person.staff_id, began):
            subject = SubjectRef(RecordKind.CONTEXT, context.id, Reference(context.reference))
            notice = Notification(_KIND, subject, key, job.occurred_at)
            await _tell(work, notice, person, circle, [held[each] for each in began[key]])


def _counts(person: Person, circle: Circle, contact: Held) -> bool:
    return counts(as_actor(person, circle.held.team_id), contact, circle.held)


def opens(person: Person, circle: Circle, contact: Held) -> bool:
    """Whether they may open a contact on the context that the circle is around."""
    return bool(decide(as_actor(person, circle.held.team_id), Action.READ_REFERRAL, replace(contact, broken={})))


async def _tell(work: Work, notice: Notification, person: Person, circle: Circle, counted: Collection[Held]) -> None:
    """Whoever covers for them hears of it too, unless something that counts is open to fewer than the context is."""
    who = frozenset({person.staff_id})
    if any(hides_more(each, circle.held) for each in counted):
        await tell(work, notice, who)
        await note_told(work, notice.kind, notice.subject, who)
    else:
        await tell_and_note(work, notice, who, circle)


def hides_more(contact: Held, context: Held) -> bool:
    """Whether a contact is open to fewer than its context is."""
    as_open = context.restricted and contact.named >= context.named
    return (contact.restricted and not as_open) or (contact.close and not context.close)
