"""Lines on the record that a crossing is about: that something of it was offered to another council, and what came of
that. Each says the reference and the council, and no word of the package.

Whoever may open the record reads them, whether they may open the disclosure or not: who works on a place must know that
another council knows of it too, and a record that is restricted hides its lines with everything else. What was told
stands in the disclosure alone, before its author, their team and the second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform.crossings.queries import steps_of
from commonground.platform.crossings.types import ACT_LABELS, Act, OfferView, Side
from commonground.platform.ids import uuid7
from commonground.platform.work import Work
from commonground.tenants.contexts.models import ContextEvent
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.disclosures.models import Disclosure
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow

Line = tuple[ContextVerb, Aside]
_ANSWERED: Final = (ContextVerb.ANSWERED_ELSEWHERE, Aside.ANSWERED_ELSEWHERE)
_OWN: Final[Mapping[Act, Line]] = MappingProxyType(
    {
        Act.SEND: (ContextVerb.OFFER_ELSEWHERE, Aside.OFFER_ELSEWHERE),
        Act.WITHDRAW: (ContextVerb.TAKE_BACK_OFFER, Aside.TAKE_BACK_OFFER),
    }
)
_THEIRS: Final[Mapping[Act, Line]] = MappingProxyType(
    {
        **dict.fromkeys((Act.ACKNOWLEDGE, Act.QUERY, Act.ACCEPT, Act.DECLINE), _ANSWERED),
        Act.TAKE_RESPONSIBILITY: (ContextVerb.MOVED_ELSEWHERE, Aside.MOVED_ELSEWHERE),
        Act.EXPIRE: (ContextVerb.OFFER_EXPIRED, Aside.OFFER_EXPIRED),
    }
)


async def write_own_line(work: Work, row: Disclosure, offer: OfferView, act: Act) -> None:
    """That the acting person offered it, or took it back."""
    await write_line(
        work, row, _OWN[act], f"{offer.reference}, {offer.receiver}", work.now, uuid7(), work.actor.staff_id
    )


async def write_lines(work: Work, row: Disclosure, offer: OfferView) -> None:
    """For a worker: what the other council did, and the clock. Each of its steps is one line, however often it is
    written: its id is made of the step."""
    if row.record_id is None:
        return
    for step in await steps_of(work, offer.id):
        if step.side is Side.SENDER or step.act not in _THEIRS:
            continue
        words = f"{offer.reference}, {offer.receiver}"
        if _THEIRS[step.act] is _ANSWERED:
            words = f"{words}: {ACT_LABELS[step.act]}"
        await write_line(work, row, _THEIRS[step.act], words, step.at, uuid5(offer.id, f"step {step.no}"), None)


async def write_line(
    work: Work, row: Disclosure, line: Line, words: str, at: datetime, line_id: UUID, by: UUID | None
) -> None:
    """One line on the record that it is about, if it is about one; written twice it is one."""
    on_context, on_referral = line
    common: dict[str, Any] = {"tenant_id": row.tenant_id, "id": line_id, "at": at, "staff_id": by, "words": words}
    if row.record_kind == "context":
        values = common | {"context_id": row.record_id, "verb": on_context.value}
        await work.mine.execute(insert(ContextEvent).values(values).on_conflict_do_nothing())
    elif row.record_kind == "referral" and row.record_id is not None:
        await put_on_referral(work, row.record_id, common | {"verb": on_referral.value})


async def put_on_referral(work: Work, referral_id: UUID, said: dict[str, Any]) -> bool:
    """One line in its history that moves no state, if it is there; written twice it is one. Whether it is new."""
    columns = [literal(value, ReferralEvent.__table__.c[name].type) for name, value in said.items()]
    states = (ReferralRow.id, ReferralRow.state, ReferralRow.state)
    stands = select(*columns, *states).where(ReferralRow.id == referral_id)
    names = [*said, "referral_id", "from_state", "to_state"]
    put = insert(ReferralEvent).from_select(names, stands).on_conflict_do_nothing().returning(ReferralEvent.id)
    return await work.mine.scalar(put) is not None
