"""What the acting council does in a dispute. The database decides, under the lock of the dispute's row; it writes the
lines, both councils' entries in the trail, and tells the workers of the other.

Words come here after `tenants/disputes` has looked through them for names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import text

from commonground.platform.answers import as_json
from commonground.platform.disputes.errors import ANSWERS
from commonground.platform.disputes.types import DisputeAct
from commonground.platform.ids import uuid7
from commonground.platform.notifications import service as notifications
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.work import Work

_OPEN: Final = text("select crossing.dispute_open(:dispute, cast(:said as jsonb))")
_ACT: Final = text("select crossing.dispute_act(:dispute, :what, cast(:said as jsonb))")
_RAISE: Final = text("select crossing.dispute_raise(:dispute)")
_K: Final = NotificationKind
_ANSWERED: Final = frozenset({_K.DISPUTE_OPENED, _K.DISPUTE_CHANGED, _K.DISPUTE_DUE})
_TURNS: Final = frozenset({DisputeAct.AGREE, DisputeAct.PROPOSE, DisputeAct.ASK_MORE, DisputeAct.TELL_MORE})


async def open_dispute(work: Work, said: Mapping[str, object]) -> UUID:
    """Begin one; its id. Raises `NotFoundHereError`, `IncompleteError`, `DisputeRefusedError`."""
    dispute = uuid7()
    await ANSWERS.ask(work, _OPEN, dispute=dispute, said=as_json(said))
    return dispute


async def act(work: Work, dispute_id: UUID, what: DisputeAct, said: Mapping[str, object]) -> None:
    """Do one thing with it. Raises `NotFoundHereError`, `IncompleteError`, `DisputeRefusedError`; then nothing has
    changed."""
    await ANSWERS.ask(work, _ACT, dispute=dispute_id, what=what.value, said=as_json(said))
    if what in _TURNS:
        await notifications.settle(work, dispute_id, _ANSWERED, mine=())


async def escalate_late(work: Work, dispute_id: UUID) -> bool:
    """For a council's job: put what is late before both managers. False where it is not, or somebody was quicker."""
    return bool(await work.connection.scalar(_RAISE, {"dispute": dispute_id}))
