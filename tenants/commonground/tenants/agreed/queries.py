"""Which versions count. Whoever asks has asked for the referral before."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from commonground.platform.councils.people import Staff
from commonground.tenants.agreed.models import AgreedVersion

_later: Final = aliased(AgreedVersion)


def is_newest() -> ColumnElement[bool]:
    """True on the version of each that counts."""
    row = AgreedVersion
    after = and_(_later.agreed_id == row.agreed_id, _later.tenant_id == row.tenant_id, _later.version > row.version)
    return ~exists().where(after)


def versions(referral_id: UUID, agreed_id: UUID) -> Select[Any]:
    """Every version with who saved it, the newest first."""
    row = AgreedVersion
    by = and_(Staff.tenant_id == row.tenant_id, Staff.id == row.saved_by)
    query: Any = select(row, Staff.display_name).outerjoin(Staff, by)
    query = query.where(row.referral_id == referral_id, row.agreed_id == agreed_id).order_by(row.version.desc())
    found: Select[Any] = query
    return found
