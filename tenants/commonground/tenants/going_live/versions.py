"""Which version of it a council has read: of the public's words, and of the assessment."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils.models import Council
from commonground.platform.councils.versions import SETTINGS, facts_of, mark, public_version
from commonground.platform.partners.models import PartnerAgreement, PartnerOrganisation
from commonground.tenants.retention.models import RetentionChoice


async def of_public_words(_connection: AsyncConnection, council: Council) -> str:
    return public_version(council)


async def of_assessment(connection: AsyncConnection, council: Council) -> str:
    """Of what an assessment rests on: what the council has set, how long it keeps what, and whom it works with under
    which agreements (UK GDPR article 35(11): looked at again when the risk changes). Not of its people and contacts,
    which change from day to day: the assessment says so."""
    facts = facts_of(council, SETTINGS)
    facts["kept"] = await _chosen(connection, council.id)
    facts["partners"] = await _partners(connection, council.id)
    return mark(facts)


async def _chosen(connection: AsyncConnection, council: UUID) -> list[list[object]]:
    """The newest choice of each type, from the day it is made and not from that on which it begins, so that nothing
    changes by itself. One that a later one took the place of does not count, nor one that was taken back."""
    choice = RetentionChoice
    newest = (
        select(choice.record_type, choice.years, choice.months, choice.counted_from)
        .ext(distinct_on(choice.record_type))
        .where(choice.tenant_id == council, choice.taken_back_at.is_(None))
        .order_by(choice.record_type, choice.id.desc())
    )
    return [list(row) for row in await connection.execute(newest)]


async def _partners(connection: AsyncConnection, council: UUID) -> list[list[object]]:
    """Organisations that the council works with, and what was agreed with each: by its days, not by whether it is in
    force today, so that nothing changes by itself."""
    of_theirs = and_(
        PartnerAgreement.tenant_id == PartnerOrganisation.tenant_id,
        PartnerAgreement.organisation_id == PartnerOrganisation.id,
    )
    agreed = (
        PartnerAgreement.kind,
        PartnerAgreement.edition,
        PartnerAgreement.valid_from,
        PartnerAgreement.valid_until,
    )
    register = (
        select(PartnerOrganisation.id, PartnerOrganisation.name, PartnerOrganisation.kind, *agreed)
        .outerjoin(PartnerAgreement, of_theirs)
        .where(PartnerOrganisation.tenant_id == council, PartnerOrganisation.ended_at.is_(None))
        .order_by(PartnerOrganisation.id, PartnerAgreement.id)
    )
    return [list(row) for row in await connection.execute(register)]
