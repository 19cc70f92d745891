"""Every select on the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff
from commonground.platform.listed import Listed
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.platform.partners.types import AgreementKind, Organisation, PartnerPerson, Wanted
from commonground.platform.work import Work

MOST_LISTED: Final = 200
MOST_WORDS: Final = 8
_org = PartnerOrganisation
_one = aliased(Staff)


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
    return Listed((_organisation(row) for row in rows), len(rows) if most is None else most)


async def with_people(work: Work, today: date) -> list[tuple[Organisation, list[PartnerPerson]]]:
    """Whom one can invite: each of the acting council's organisations that has not ended, with who works there, by
    name. In one statement."""
    works_there = and_(_one.tenant_id == _org.tenant_id, _one.organisation_id == _org.id, _one.ended_at.is_(None))
    query = (
        _listed(today)
        .add_columns(_one.id.label("person"), _one.display_name, _one.roles)
        .outerjoin(_one, works_there)
        .where(_org.ended_at.is_(None))
        .order_by(_one.display_name, _one.id)
    )
    rows: Sequence[Any] = (await work.mine.execute(query)).all()
    found: dict[UUID, tuple[Organisation, list[PartnerPerson]]] = {}
    for row in rows:
        _, people = found.setdefault(row.id, (_organisation(row), []))
        if row.person is not None:
            people.append(_person(row.person, row))
    return list(found.values())


def _organisation(row: Any) -> Organisation:
    ended = row.ended_at is not None
    return Organisation(row.id, row.name, row.kind, row.contact_name, row.agreed_until, row.people, ended)


def _person(person_id: UUID, row: Any) -> PartnerPerson:
    return PartnerPerson(person_id, row.display_name, row.roles[0] if row.roles else "")


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
    return [(row.organisation_id, _person(row.id, row)) for row in rows]
