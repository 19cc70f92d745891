"""Records whose people could be told of nothing for a while, and can be again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.subject_access.looking import those_naming
from commonground.tenants.subject_access.models import AccessRequest
from commonground.tenants.subject_access.service import names_of

_SEARCHED: Final = (
    select(AccessRequest)
    .where(AccessRequest.finished_at.is_(None), AccessRequest.searched_at.is_not(None), AccessRequest.trial.is_(False))
    .order_by(AccessRequest.id)
)


async def look_again(work: Work, records: Collection[UUID]) -> None:
    """Of every request that was searched and still waits for its answer, as when it was searched: the people of these
    records learn that they may name whoever asked. One that is still to be searched tells them by itself.

    Whoever caused it learns nothing, and nothing of it is in the trail, which they read."""
    for request in (await work.mine.scalars(_SEARCHED)).all():
        found = await those_naming(work, records, names_of(request), whole=request.whole_names)
        for kind, record in found:
            await publish(work, Fact(FactKind.ASKED_ABOUT_YOURS, kind, record, because_of=request.id))
