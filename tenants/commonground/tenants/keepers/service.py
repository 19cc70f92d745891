"""Naming somebody who looks after a restricted record from now on. Whoever names them opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.notifications.service import settle
from commonground.platform.notifications.types import NotificationKind
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextRow
from commonground.tenants.contexts.restriction import add_names
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.service import add_event
from commonground.tenants.keepers.load import AnyRow, LeftAlone, subject_of
from commonground.tenants.keepers.rules import check_keeper, check_reason, nobody_left
from commonground.tenants.referrals.events import write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.load import held_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.subject_access.again import look_again

NAMED: Final = f"{Action.NAME_KEEPER}:name"
WITH_ITS_CONTEXT: Final = "With its context"


async def name_keeper(work: Work, record: LeftAlone, keeper: UUID | None, reason: str) -> None:
    """They can open it from now on and say who else can; of a context, the referrals on it that have nobody left
    either. They are told.

    Neither its version nor its last change moves: nothing in it has changed, and its time to be kept must not begin
    anew by it. Raises `IncompleteError` without a reason, and for anybody who is not offered."""
    chosen, reason = check_keeper(record.could, keeper), check_reason(reason)
    followed = await _followed(work, record)
    records = [record.row.id, *(each.id for each in followed)]
    await add_names(work, records, [chosen.id])
    why = f"{chosen.name} is named. {audit.ON_RECORD}"
    await _note(work, record.row, f"{chosen.name}: {reason}", why)
    for each in followed:
        await _note(work, each, WITH_ITS_CONTEXT, why)
    await publish(work, Fact(FactKind.KEEPER_NAMED, subject_of(record.row).kind, record.row.id))
    # Who asked meanwhile what is held about them: nobody of these records could be told.
    await look_again(work, records)


async def _followed(work: Work, record: LeftAlone) -> Sequence[ReferralRow]:
    """Referrals on a context that have nobody left; what has a circle that still works here keeps it to itself."""
    if not isinstance(record.row, ContextRow):
        return ()
    row = ReferralRow
    query = select(row).where(row.context_id == record.row.id, row.restricted).order_by(row.id).with_for_update()
    rows = (await work.mine.scalars(query)).all()
    held = await held_referrals(work, [each.id for each in rows])
    return [each for each in rows if nobody_left(record.house, held[each.id])]


async def _note(work: Work, row: AnyRow, words: str, why: str) -> None:
    """In its own history and in the trail. Whoever was told that it has nobody is asked no more."""
    if isinstance(row, ContextRow):
        add_event(work, row.id, ContextVerb.NAME_KEEPER, words)
    else:
        write_line(work, row, Aside.NAME_KEEPER, ReferralState(row.state), words)
    await audit.record(work, NAMED, subject_of(row), why=why)
    await settle(work, row.id, (NotificationKind.NOBODY_LEFT,), mine=())
