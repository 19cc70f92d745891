"""What people do with a context. Each verb: ask the rules, change rows, write the timeline, the trail and the outbox.

Restricting to named people stands in `restriction.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.drafts.service import About, discarding
from commonground.platform.ids import uuid7
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.reference import VENUES
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.refusals import ChangedMeanwhileError, IncompleteError, Problem
from commonground.platform.work import Work
from commonground.tenants.around.models import ContextWatcher
from commonground.tenants.contexts.details import DETAILS
from commonground.tenants.contexts.handing_on import tell_who_had_it
from commonground.tenants.contexts.linked import move_referrals
from commonground.tenants.contexts.load import RECORD, named_people, subject_of
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ContextVerb, check_context, check_reason, next_status
from commonground.tenants.contexts.types import ContextInput, ContextStatus
from commonground.tenants.referrals.queries import Holder

NOTE_LIMIT: Final = 2_000
AT_ONCE: Final = timedelta(minutes=1)
"""So long nobody notes the same twice and means both."""


class NotNamedError(IncompleteError):
    """A restricted record was to be led by somebody who may not open it."""

    def __init__(self) -> None:
        super().__init__((Problem("place", "It is restricted. Name this person on it first, or choose one who is."),))


@dataclass(frozen=True, slots=True)
class Opened:
    """A context that has just been made."""

    id: UUID
    reference: str


async def open_context(
    work: Work, typed: ContextInput, *, team_id: UUID, lead_id: UUID | None = None, restricted: bool = False
) -> Opened:
    """A new context, held by a team. A restricted one is open to nobody until the caller names people on it."""
    context = check_context(typed)
    opened = await _insert(work, context, {"team_id": team_id, "lead_id": lead_id, "restricted": restricted})
    add_event(work, opened.id, ContextVerb.OPEN)
    await audit.record(work, Action.CHANGE_CONTEXT, audit.Subject(RECORD, opened.id, opened.reference))
    if lead_id is not None:
        await publish(work, Fact(FactKind.CONTEXT_LEAD_GIVEN, RECORD, opened.id))
    return opened


async def make_context(
    work: Work, typed: ContextInput, held: Holder, draft: About, *, restricted: bool = False
) -> Opened:
    """As `open_context`, by hand: not out of a referral, which was compared with what there is when it came in. The
    form's draft goes with it."""
    opened = await open_context(work, typed, team_id=held.team_id, lead_id=held.lead_id, restricted=restricted)
    await publish(work, Fact(FactKind.CONTEXT_MADE, RECORD, opened.id), [discarding(work, draft)])
    return opened


async def _insert(work: Work, context: ContextInput, held: Mapping[str, object]) -> Opened:
    """Tries another reference when the council has the first one already: one in about a thousand million."""
    while True:
        opened = Opened(uuid7(), new_reference(ReferenceKind.CONTEXT))
        row = _columns(context) | {"tenant_id": work.actor.council, "id": opened.id, "reference": opened.reference}
        row |= {"kind": context.kind.value, "status": ContextStatus.ACTIVE.value, "version": 1, **held}
        row |= {"created_at": work.now, "changed_at": work.now}
        added = insert(ContextRow).values(**row).on_conflict_do_nothing(index_elements=["tenant_id", "reference"])
        if await work.mine.scalar(added.returning(ContextRow.id)):
            return opened


def _columns(context: ContextInput) -> dict[str, object]:
    """What people type about a context, by column."""
    return {
        "name": context.name,
        "aliases": list(context.aliases),
        "description": context.description,
        "venue": context.venue,
        "address": context.address,
        "postcode": context.postcode,
        "platform": context.platform,
        "handle": context.handle,
    } | {name: getattr(context, name) for name in DETAILS}


def add_event(
    work: Work,
    context_id: UUID,
    verb: ContextVerb,
    words: str = "",
    *,
    referral_id: UUID | None = None,
    other_id: UUID | None = None,
) -> None:
    """One more line of the timeline, for whoever may open the referral and the other context that it is about too."""
    event = ContextEvent(
        tenant_id=work.actor.council,
        id=uuid7(),
        context_id=context_id,
        at=work.now,
        staff_id=work.actor.staff_id,
        verb=verb.value,
        words=words,
        referral_id=referral_id,
        other_id=other_id,
    )
    work.mine.add(event)


def touch(work: Work, row: ContextRow) -> None:
    """A change that others must notice before they save theirs."""
    row.version += 1
    row.changed_at = work.now


async def tell_watchers(work: Work, row: ContextRow) -> None:
    """Whoever watches it hears that it changed; nothing is said where nobody does."""
    watched = exists().where(ContextWatcher.context_id == row.id, ContextWatcher.staff_id != work.actor.staff_id)
    if await work.mine.scalar(select(watched)):
        await publish(work, Fact(FactKind.CONTEXT_CHANGED, RECORD, row.id))


async def change_context(work: Work, row: ContextRow, typed: ContextInput, *, version: int) -> None:
    """Put what was typed in place. `version` is that of the record the form was filled from; the kind stays."""
    context = check_context(typed)
    if row.version != version:
        raise ChangedMeanwhileError
    changed = [(name, getattr(row, name), value) for name, value in _columns(context).items()]
    changed = [(name, before, after) for name, before, after in changed if before != after]
    if not changed:
        return
    for name, _, after in changed:
        setattr(row, name, after)
    touch(work, row)
    add_event(work, row.id, ContextVerb.CHANGE, "\n".join(_said(*each) for each in changed))
    await tell_watchers(work, row)
    await audit.record(work, Action.CHANGE_CONTEXT, subject_of(row))


_NAMES: Final = {
    "name": "Name",
    "aliases": "Other names",
    "description": "Description",
    "venue": "Kind of place",
    "address": "Address",
    "postcode": "Postcode",
    "platform": "App or site",
    "handle": "Online name",
} | {name: detail.label for name, detail in DETAILS.items()}


def _said(name: str, before: object, after: object) -> str:
    """Before and after, for the record's own history: “Name: was “Spoon”, now “Golden Spoon””."""
    return f"{_NAMES[name]}: was {_shown(name, before)}, now {_shown(name, after)}"


def _shown(name: str, value: object) -> str:
    if isinstance(value, list):
        value = ", ".join(value)
    if name == "venue" and value in VENUES:
        value = VENUES.label(str(value))
    if name in DETAILS:
        value = DETAILS[name].words(str(value))
    return f"“{value}”" if value else "empty"


async def give_lead(work: Work, row: ContextRow, *, team_id: UUID, lead_id: UUID | None, reason: str) -> None:
    """Put it with a team and, if somebody is chosen, a lead worker, who is told. What was decided about it goes with
    it: else whoever leads it could not open its contacts."""
    reason = _reason_for(ContextVerb.GIVE_LEAD, reason)
    if lead_id is not None and row.restricted and lead_id not in await named_people(work, row.id):
        raise NotNamedError
    if team_id != row.team_id:
        await move_referrals(work, row.id, before=row.team_id, after=team_id)
        led_by = row.lead_id if row.lead_id != lead_id else None
        await tell_who_had_it(work, RECORD, row.id, team_id=row.team_id, lead_id=led_by)
    row.team_id, row.lead_id = team_id, lead_id
    touch(work, row)
    add_event(work, row.id, ContextVerb.GIVE_LEAD, reason)
    await tell_watchers(work, row)
    await audit.record(work, Action.CHANGE_CONTEXT, subject_of(row), why=audit.ON_RECORD)
    if lead_id is not None:
        await publish(work, Fact(FactKind.CONTEXT_LEAD_GIVEN, RECORD, row.id))


def _reason_for(verb: ContextVerb, reason: str) -> str:
    if not reason.strip():
        raise IncompleteError((Problem("reason", "Say why, in words the next person can follow."),))
    return check_reason(verb, reason)


async def set_status(work: Work, row: ContextRow, verb: ContextVerb, reason: str) -> None:
    """Close it or open it again. A closed context keeps its record and still takes new contacts."""
    status = next_status(ContextStatus(row.status), verb)
    reason = check_reason(verb, reason)
    row.status = status.value
    touch(work, row)
    add_event(work, row.id, verb, reason)
    await tell_watchers(work, row)
    await audit.record(work, Action.CHANGE_CONTEXT, subject_of(row), why=audit.ON_RECORD)


async def add_note(work: Work, row: ContextRow, words: str) -> None:
    """A line of somebody's own on the timeline; once, if they press twice."""
    said = words.strip()
    if not said:
        raise IncompleteError((Problem("words", "Write what the next person should know."),))
    if await _just_noted(work, row, said):
        return
    touch(work, row)
    add_event(work, row.id, ContextVerb.NOTE, said)
    await tell_watchers(work, row)
    await audit.record(work, Action.CHANGE_CONTEXT, subject_of(row))


async def _just_noted(work: Work, row: ContextRow, said: str) -> bool:
    """The context is held by then, so that the second press finds what the first one did."""
    put = ContextEvent
    mine = (put.context_id == row.id, put.staff_id == work.actor.staff, put.verb == ContextVerb.NOTE.value)
    just = (put.words == said, put.at > work.now - AT_ONCE)
    return bool(await work.mine.scalar(select(exists().where(*mine, *just))))
