"""Writing a playbook in the council's own words, taking ours back, and keeping the list of contacts."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.ids import uuid7
from commonground.platform.reference.playbooks import PLAYBOOKS, Words
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.versions import add_version
from commonground.platform.work import Work
from commonground.tenants.playbooks.models import OwnPlaybook, RingContact
from commonground.tenants.playbooks.queries import Standing, playbooks_as_they_stand
from commonground.tenants.playbooks.rules import ContactInput, check_contact, check_words, kept

PLAYBOOK: Final = "playbook"
CONTACT: Final = "ring_contact"


async def load_playbook(work: Work, code: str) -> Standing:
    """The playbook of this code as it stands here. Raises `NotFoundHereError`."""
    if code not in PLAYBOOKS:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_PLAYBOOKS, audit.Subject(PLAYBOOK))
    return (await playbooks_as_they_stand(work, (code,)))[code]


async def save_own(work: Work, code: str, typed: Words, *, version: int) -> None:
    """The council's own words from now on. `version` is the one that the form was filled from.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    words = check_words(typed)
    await _add(work, code, words, version=version)
    await audit.record(work, Action.WRITE_PLAYBOOKS, audit.Subject(PLAYBOOK), why=f"Own words for {code}")


async def take_ours_back(work: Work, code: str, *, version: int) -> None:
    """Ours counts again; what the council wrote stays in the history. Raises `ChangedMeanwhileError`."""
    await _add(work, code, None, version=version)
    await audit.record(work, Action.WRITE_PLAYBOOKS, audit.Subject(PLAYBOOK), why=f"The platform’s words for {code}")


async def _add(work: Work, code: str, words: Words | None, *, version: int) -> None:
    if (await load_playbook(work, code)).version != version:
        raise ChangedMeanwhileError
    row = {"code": code, "words": kept(words) if words else None}
    await add_version(work, OwnPlaybook, row, over=version, of=("code",))


async def load_contact(work: Work, contact_id: UUID, *, lock: bool = False) -> RingContact:
    """One of the acting council's that stands. Raises `NotFoundHereError`."""
    query = select(RingContact).where(RingContact.id == contact_id, RingContact.ended_at.is_(None))
    row = (await work.mine.scalars(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise NotFoundHereError
    audit.looked_at(work, Action.READ_PLAYBOOKS, audit.Subject(CONTACT, row.id))
    return row


async def add_contact(work: Work, typed: ContactInput) -> UUID:
    """Raises `IncompleteError`."""
    contact = check_contact(typed)
    row = RingContact(
        tenant_id=work.actor.council, id=uuid7(), created_at=work.now, changed_at=work.now, **_columns(contact)
    )
    work.mine.add(row)
    await _note(work, row, "Added")
    return row.id


async def change_contact(work: Work, row: RingContact, typed: ContactInput, *, version: int) -> None:
    """Raises `IncompleteError` and `ChangedMeanwhileError`."""
    contact = check_contact(typed)
    if row.version != version:
        raise ChangedMeanwhileError
    changed = [name for name, value in _columns(contact).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, getattr(contact, name))
    _touch(work, row)
    await _note(work, row, f"Changed: {', '.join(changed) or 'nothing'}")


async def end_contact(work: Work, row: RingContact) -> None:
    """It stands on no playbook any more."""
    row.ended_at = work.now
    _touch(work, row)
    await _note(work, row, "Taken off the list")


def _touch(work: Work, row: RingContact) -> None:
    row.version += 1
    row.changed_at = work.now


async def _note(work: Work, row: RingContact, why: str) -> None:
    await audit.record(work, Action.WRITE_PLAYBOOKS, audit.Subject(CONTACT, row.id), why=why)


def _columns(contact: ContactInput) -> dict[str, str]:
    names = ("agency", "post", "phone", "email", "hours")
    return {name: str(getattr(contact, name)) for name in names}
