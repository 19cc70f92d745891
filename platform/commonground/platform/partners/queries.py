"""Every select on the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, func, select

from commonground.platform.councils.people import Staff
from commonground.platform.listed import Listed
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.platform.partners.types import AgreementKind, Organisation, PartnerPerson, Wanted
from commonground.platform.work import Work

MOST_LISTED: Final = 200
MOST_WORDS: Final = 8
_org = PartnerOrganisation


async def find_organisations(
    work: Work, wanted: Wanted, today: date, *, most: int | None = MOST_LISTED
) -> Listed[Organisation]:
    """The acting council's, by name; all of them where `most` is None."""
    query = _listed(today).where(_org.ended_at.is_not(None) if wanted.ended else _org.ended_at.is_(None))
    if wanted.kind:
        query = query.where(_org.kind == wanted.kind)
    for word in wanted.words.split()[:MOST_WORDS]:
        said = func.concat_ws(" ", _org.name, _org.contact_name)
        query = query.where(said.icontains(word, autoescape=True))
    rows: Sequence[Any] = (await work.mine.execute(query.limit(None if most is None else most + 1))).all()
    found = (
        Organisation(
            row.id, row.name, row.kind, row.contact_name, row.agreed_until, row.people, row.ended_at is not None
        )
        for row in rows
    )
    return Listed(found, len(rows) if most is None else most)


def agreed_until(today: date) -> ScalarSelect[date]:
    """As a column of whatever lists organisations: the last day of an information-sharing agreement that is in force
    `today`; null where there is none."""
    return (
        select(func.max(PartnerAgreement.valid_until))
        .where(
            PartnerAgreement.tenant_id == _org.tenant_id,
            PartnerAgreement.organisation_id == _org.id,
            PartnerAgreement.kind == AgreementKind.INFORMATION_SHARING.value,
            PartnerAgreement.valid_from <= today,
            PartnerAgreement.valid_until >= today,
        )
        .correlate(_org)
        .scalar_subquery()
    )


def _listed(today: date) -> Select[Any]:
    people = (
        select(func.count())
        .select_from(Staff)
        .where(Staff.tenant_id == _org.tenant_id, Staff.organisation_id == _org.id, Staff.ended_at.is_(None))
        .scalar_subquery()
    )
    columns = (_org.id, _org.name, _org.kind, _org.contact_name, _org.ended_at)
    listed = select(*columns, agreed_until(today).label("agreed_until"), people.label("people"))
    return listed.order_by(func.lower(_org.name), _org.id)


async def agreements_of(work: Work, organisation_id: UUID) -> Sequence[PartnerAgreement]:
    """The one that is in force longest first."""
    query = select(PartnerAgreement).where(PartnerAgreement.organisation_id == organisation_id)
    return (await work.mine.scalars(query.order_by(PartnerAgreement.valid_until.desc(), PartnerAgreement.id))).all()


async def people_of(work: Work, organisation_id: UUID | None = None) -> list[tuple[UUID, PartnerPerson]]:
    """Who works for it, ended or not, or for any that has not ended, with the organisation's id; by name."""
    query = select(Staff.organisation_id, Staff.id, Staff.display_name, Staff.roles).join(
        _org, and_(_org.tenant_id == Staff.tenant_id, _org.id == Staff.organisation_id)
    )
    which = _org.ended_at.is_(None) if organisation_id is None else _org.id == organisation_id
    query = query.where(Staff.ended_at.is_(None), which)
    rows: Sequence[Any] = (await work.mine.execute(query.order_by(Staff.display_name, Staff.id))).all()
    return [
        (row.organisation_id, PartnerPerson(row.id, row.display_name, row.roles[0] if row.roles else ""))
        for row in rows
    ]
