"""A council's own playbooks and contacts, as they stand and as they stood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on

from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Staff
from commonground.platform.reference.playbooks import PLAYBOOKS, Playbook, Words
from commonground.platform.work import Work
from commonground.tenants.playbooks.models import OwnPlaybook, RingContact
from commonground.tenants.playbooks.rules import words_of

MOST_CONTACTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """A playbook as this council reads it. `version` 0: nobody here has ever changed it. `own`: the words are the
    council's; `saved_at` and `saved_by` say when and by whom that was settled, also where ours came back."""

    playbook: Playbook
    words: Words
    version: int = 0
    own: bool = False
    saved_at: datetime | None = None
    saved_by: str = ""


async def playbooks_as_they_stand(work: Work, codes: Collection[str] = tuple(PLAYBOOKS)) -> dict[str, Standing]:
    """These, in their order, in one statement."""
    row = OwnPlaybook
    query = _versions().where(row.code.in_(codes)).ext(distinct_on(row.code)).order_by(row.code, row.version.desc())
    found = {each.code: each for each in await work.mine.execute(query)}
    return {code: _standing(PLAYBOOKS[code], found.get(code)) for code in codes}


async def history_of(work: Work, code: str) -> Sequence[Standing]:
    """Every version, the newest first."""
    query = _versions().where(OwnPlaybook.code == code).order_by(OwnPlaybook.version.desc())
    return [_standing(PLAYBOOKS[code], each) for each in await work.mine.execute(query)]


def _versions() -> Any:
    row = OwnPlaybook
    by = and_(Staff.tenant_id == row.tenant_id, Staff.id == row.saved_by)
    columns = (row.code, row.version, row.words, row.saved_at, Staff.display_name)
    return select(*columns).select_from(row).outerjoin(Staff, by)


def _standing(playbook: Playbook, row: Any) -> Standing:
    if row is None:
        return Standing(playbook, playbook.words)
    words = words_of(playbook, row.words)
    return Standing(playbook, words, row.version, row.words is not None, row.saved_at, row.display_name or "")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring."""

    id: UUID
    agency: str
    post: str
    phone: str
    email: str
    hours: str


async def contacts_of(work: Work, agencies: Collection[str] | None = None) -> Sequence[Contact]:
    """Those that stand, by agency in the order of `agencies`; without them every one, by agency and post."""
    query = select(*_CONTACT).where(_STANDS)
    if agencies is not None:
        query = query.where(RingContact.agency.in_(agencies))
    return _in_order(await work.mine.execute(query.order_by(*_ORDER).limit(MOST_CONTACTS)), agencies)


@dataclass(frozen=True, slots=True)
class Ringing:
    """Whom to ring here: the council's own front door, by day and out of office hours (empty where there is no number),
    and the contacts of agencies."""

    front_door: str
    out_of_hours: str
    contacts: Sequence[Contact]


async def whom_to_ring(work: Work, agencies: Collection[str]) -> Ringing:
    """In one statement; the contacts as `contacts_of` finds them."""
    council, row = Council, RingContact
    of_agencies = and_(row.tenant_id == council.id, row.agency.in_(agencies), _STANDS)
    query = (
        select(council.front_door_phone, council.out_of_hours_phone, *_CONTACT)
        .outerjoin(row, of_agencies)
        .where(council.id == work.actor.council)
    )
    rows = (await work.connection.execute(query.order_by(*_ORDER).limit(MOST_CONTACTS))).all()
    contacts = _in_order((each[2:] for each in rows if each.id is not None), agencies)
    return Ringing(rows[0].front_door_phone, rows[0].out_of_hours_phone, contacts)


_CONTACT: Final = (
    RingContact.id, RingContact.agency, RingContact.post, RingContact.phone, RingContact.email, RingContact.hours,
)  # fmt: skip  # as `Contact` has them
_STANDS: Final = RingContact.ended_at.is_(None)
_ORDER: Final = (RingContact.agency, RingContact.post, RingContact.id)


def _in_order(rows: Iterable[Sequence[Any]], agencies: Collection[str] | None) -> Sequence[Contact]:
    order = {code: place for place, code in enumerate(agencies or ())}
    return sorted((Contact(*each) for each in rows), key=lambda each: order.get(each.agency, 0))
