"""What the acting council does with a joint concern. The database decides, under the lock of the concern's row: it
writes the history, the receipts and every council's entries in the trail, and tells their workers.

Free words come here after `tenants/joint/words.py` has looked through them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text

from commonground.platform.answers import as_json
from commonground.platform.ids import uuid7
from commonground.platform.joint.errors import ANSWERS
from commonground.platform.joint.rules import check_part
from commonground.platform.joint.types import JointAct, NewPart
from commonground.platform.work import Work

_OPEN: Final = text("select crossing.joint_open(:concern, cast(:said as jsonb))")
_ACT: Final = text("select crossing.joint_act(:concern, :what, cast(:said as jsonb))")
_ADD: Final = text("select crossing.joint_add(:concern, :part, cast(:said as jsonb))")
_REASON: Final = text("select crossing.joint_give_reason(:concern, :councils, :guests, :words)").bindparams(
    bindparam("councils", type_=ARRAY(Uuid())), bindparam("guests", type_=ARRAY(Uuid()))
)
_SHOW: Final = text("select crossing.joint_show(:part, :councils, :guests)").bindparams(
    bindparam("councils", type_=ARRAY(Uuid())), bindparam("guests", type_=ARRAY(Uuid()))
)
_WITHDRAW: Final = text("select crossing.joint_withdraw(:part, :words)")
_DONE: Final = text("select crossing.joint_done(:part, :words)")
_CHECK: Final = text("select crossing.joint_check(:minutes, :verdict, :words)")
_LET_IN: Final = text("select crossing.joint_let_in(:concern, :guest, cast(:said as jsonb))")
_END_GUEST: Final = text("select crossing.joint_end_guest(:guest)")
_END_GUESTS_OF: Final = text("select crossing.joint_end_guests_of(:organisation)")
_EXPIRE: Final = text("select crossing.joint_expire()")


async def open_concern(work: Work, said: Mapping[str, object]) -> UUID:
    """Begin one, as its lead; its id. Raises `IncompleteError`, `JointRefusedError`."""
    concern = uuid7()
    await ANSWERS.ask(work, _OPEN, concern=concern, said=as_json(said))
    return concern


async def act(work: Work, concern_id: UUID, what: JointAct, said: Mapping[str, object] | None = None) -> None:
    """Do one thing with the whole of it. Raises `NotFoundHereError`, `IncompleteError`, `JointRefusedError`; then
    nothing has changed."""
    await ANSWERS.ask(work, _ACT, concern=concern_id, what=what.value, said=as_json(said or {}))


async def add(work: Work, concern_id: UUID, part: NewPart) -> UUID:
    """Put in what the council knows, says or does; the part's id."""
    made = uuid7()
    await ANSWERS.ask(work, _ADD, concern=concern_id, part=made, said=as_json(asdict(check_part(part))))
    return made


async def give_reason(
    work: Work, concern_id: UUID, councils: Iterable[UUID], guests: Iterable[UUID], words: str
) -> None:
    """Say why these see what is the council's own though no agreement with them allows it. Nothing is noted of those
    with whom one does, nor where a reason was given before."""
    await ANSWERS.ask(work, _REASON, concern=concern_id, councils=list(councils), guests=list(guests), words=words)


async def show(work: Work, part_id: UUID, councils: Iterable[UUID], guests: Iterable[UUID]) -> None:
    """Say anew who sees a part of one's own."""
    await ANSWERS.ask(work, _SHOW, part=part_id, councils=list(councils), guests=list(guests))


async def withdraw(work: Work, part_id: UUID, words: str) -> None:
    """Take a part of one's own back: no word of it is left for anybody."""
    await ANSWERS.ask(work, _WITHDRAW, part=part_id, words=words)


async def done(work: Work, part_id: UUID, words: str) -> None:
    """Say what came of an action."""
    await ANSWERS.ask(work, _DONE, part=part_id, words=words)


async def check_minutes(work: Work, minutes_id: UUID, *, publish: bool, words: str) -> None:
    """As the second person: let the others read them, or give them back."""
    await ANSWERS.ask(work, _CHECK, minutes=minutes_id, verdict="publish" if publish else "return", words=words)


async def let_in(work: Work, concern_id: UUID, said: Mapping[str, object]) -> UUID:
    """A partner of the acting council's, until a day; the guest's id."""
    guest = uuid7()
    await ANSWERS.ask(work, _LET_IN, concern=concern_id, guest=guest, said=as_json(said))
    return guest


async def end_guest(work: Work, guest_id: UUID) -> None:
    await ANSWERS.ask(work, _END_GUEST, guest=guest_id)


async def end_guests_of(work: Work, organisation_id: UUID) -> int:
    """All that this partner organisation, or a person of it, is let into by the acting council. How many."""
    await work.mine.flush()
    return int(await work.connection.scalar(_END_GUESTS_OF, {"organisation": organisation_id}) or 0)


async def expire(work: Work) -> int:
    """For the job of one council: what it keeps no longer, and its partners whose time is over. How many of both."""
    return int(await work.connection.scalar(_EXPIRE) or 0)
