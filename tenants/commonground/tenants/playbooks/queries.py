"""A council's own playbooks and contacts, as they stand and as they stood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on

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
    row = RingContact
    query = select(row.id, row.agency, row.post, row.phone, row.email, row.hours).where(row.ended_at.is_(None))
    if agencies is not None:
        query = query.where(row.agency.in_(agencies))
    rows = await work.mine.execute(query.order_by(row.agency, row.post, row.id).limit(MOST_CONTACTS))
    found = [Contact(*each) for each in rows]
    order = {code: place for place, code in enumerate(agencies or ())}
    return sorted(found, key=lambda each: order.get(each.agency, 0))
