"""What a council has shown of itself before the public may report to it. Isolated; only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Select, insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped

from commonground.platform.councils.people import Staff
from commonground.platform.database.base import TenantModel, same_council
from commonground.platform.database.visibility import NONE, READ, READ_ADD, Isolated, Own, Visibility
from commonground.platform.ids import uuid7


class Evidence(TenantModel):
    """One piece of it: what about (`item`), and as much of who, when, which version and in which words as it asks for.
    The newest of an item counts; those before it stay. `given_by` is empty where it came from the command line."""

    __tablename__ = "evidence"
    __table_args__ = (
        same_council("given_by", "council.staff"),
        Index("ix_evidence_item", "tenant_id", "item", "given_at"),
        {"schema": "council"},
    )
    visibility: ClassVar[Visibility] = Isolated(staff=READ_ADD, jobs=NONE, definer=READ, own=Own("given_by"))

    item: Mapped[str]
    who: Mapped[str]
    on_day: Mapped[date | None]
    version: Mapped[str]
    note: Mapped[str]
    given_by: Mapped[UUID | None]
    given_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one item."""

    who: str = ""
    on_day: date | None = None
    version: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The newest evidence of an item. `given_by`: a name, empty for the command line."""

    said: Said
    given_by: str
    given_at: datetime


async def add(
    connection: AsyncConnection, council: UUID, item: str, said: Said, *, by: UUID | None, at: datetime
) -> None:
    """Under a session's pass with that person's own id, or as `cg_setup` with nobody's."""
    row = {"tenant_id": council, "id": uuid7(), "item": item, "given_by": by, "given_at": at}
    words = {"who": said.who, "on_day": said.on_day, "version": said.version, "note": said.note}
    await connection.execute(insert(Evidence), row | words)


async def newest(connection: AsyncConnection, council: UUID) -> Mapping[str, Given]:
    """By item."""
    rows = await connection.execute(_newest(council))
    return {
        row.item: Given(Said(row.who, row.on_day, row.version, row.note), row.display_name or "", row.given_at)
        for row in rows
    }


def _newest(council: UUID) -> Select[*tuple[object, ...]]:
    columns = (Evidence.item, Evidence.who, Evidence.on_day, Evidence.version, Evidence.note, Evidence.given_at)
    return (
        select(*columns, Staff.display_name)
        .outerjoin(Staff, (Staff.tenant_id == Evidence.tenant_id) & (Staff.id == Evidence.given_by))
        .where(Evidence.tenant_id == council)
        .ext(distinct_on(Evidence.item))
        .order_by(Evidence.item, Evidence.given_at.desc(), Evidence.id.desc())
    )
