"""What a council lists for other councils. The database puts each row in for the council of whoever acts, and lets
nobody change another's (`database/sql/067_agreements.sql`)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import select, text

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.directory.models import DutyContact
from commonground.platform.directory.queries import contact
from commonground.platform.directory.rules import check_contact
from commonground.platform.directory.types import Contact, ContactInput
from commonground.platform.ids import uuid7
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work

CONTACT: Final = "duty_contact"
_KEEP: Final = text("select crossing.keep_contact(:id, cast(:said as jsonb), :seen)")
_END: Final = text("select crossing.end_contact(:id)")


async def load_own_contact(work: Work, contact_id: UUID) -> Contact:
    """One that the acting council lists. Raises `NotFoundHereError`."""
    query = select(DutyContact).where(DutyContact.id == contact_id, DutyContact.council_id == work.actor.council)
    row = (await work.shared.scalars(query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.KEEP_AGREEMENTS, audit.Subject(CONTACT, row.id))
    return contact(row)


async def add_contact(work: Work, typed: ContactInput) -> UUID:
    """Raises `IncompleteError`."""
    made = uuid7()
    await _keep(work, made, typed, None)
    return made


async def change_contact(work: Work, kept: Contact, typed: ContactInput, *, version: int) -> None:
    """Raises `IncompleteError`, and `ChangedMeanwhileError` where `version` is not the one that stands."""
    await _keep(work, kept.id, typed, version)


async def _keep(work: Work, contact_id: UUID, typed: ContactInput, seen: int | None) -> None:
    said = json.dumps(asdict(check_contact(typed)))
    if not await work.connection.scalar(_KEEP, {"id": contact_id, "said": said, "seen": seen}):
        raise ChangedMeanwhileError
    await audit.record(work, f"{Action.KEEP_AGREEMENTS}:list", audit.Subject(CONTACT, contact_id))


async def end_contact(work: Work, kept: Contact) -> None:
    """Take it off the list, for good."""
    if await work.connection.scalar(_END, {"id": kept.id}):
        await audit.record(work, f"{Action.KEEP_AGREEMENTS}:list", audit.Subject(CONTACT, kept.id))
