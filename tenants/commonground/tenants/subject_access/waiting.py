"""Which requests still wait for their answer, as whoever is told of one knows it: by its number."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from commonground.platform.ids import number_of
from commonground.platform.work import Work
from commonground.tenants.subject_access.models import AccessRequest

_OPEN: Final = select(AccessRequest.id).where(AccessRequest.finished_at.is_(None))


async def open_requests(work: Work) -> frozenset[str]:
    """Their numbers: every fact of a request, and every notice of it, ends as its id does."""
    return frozenset(number_of(each) for each in await work.mine.scalars(_OPEN))
