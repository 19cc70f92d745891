"""The register of councils and what they list for each other: public rows, of no case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.models import Council
from commonground.platform.councils.types import is_short_name
from commonground.platform.directory.models import DutyContact
from commonground.platform.directory.types import Contact, ContactKind, CouncilCard
from commonground.platform.listed import Listed
from commonground.platform.work import Work

MOST: Final = 50


def _cards() -> Select[*tuple[Any, ...]]:
    row = Council
    columns = (row.id, row.slug, row.name, row.name_cy, row.areas, row.front_door_phone, row.out_of_hours_phone)
    return select(*columns).order_by(row.name, row.id)


def _card(row: Any) -> CouncilCard:
    names = (row.id, row.slug, row.name, row.name_cy or "")
    return CouncilCard(*names, tuple(row.areas), row.front_door_phone, row.out_of_hours_phone)


async def first_councils(work: Work, most: int = MOST) -> Listed[CouncilCard]:
    """Those on the platform, by name."""
    rows = (await work.shared.execute(_cards().limit(most + 1))).all()
    return Listed((_card(row) for row in rows), most)


async def every_council(work: Work) -> list[CouncilCard]:
    """All of them, for a search: whose area it is tells the table of postcodes, and no statement can."""
    return [_card(row) for row in (await work.shared.execute(_cards())).all()]


async def council_called(work: Work, slug: str) -> CouncilCard:
    """Raises `NotFoundHereError`, for what can be nobody's short name too."""
    if not is_short_name(slug):
        raise NotFoundHereError
    found = (await work.shared.execute(_cards().where(Council.slug == slug))).one_or_none()
    if found is None:
        raise NotFoundHereError
    return _card(found)


async def contacts_of(work: Work, councils: Sequence[UUID]) -> list[Contact]:
    """What these list: desks before teams, by name."""
    row = DutyContact
    query = select(row).where(row.council_id.in_(councils)).order_by(row.kind, row.name, row.id)
    return [contact(each) for each in await work.shared.scalars(query)]


def contact(row: DutyContact) -> Contact:
    reach = (row.phone, row.email, row.hours, row.version)
    return Contact(row.id, row.council_id, ContactKind(row.kind), row.name, row.about, *reach)
