"""What left Larkmere: one referred on whose e-mail arrived, one whose e-mail did not, and a printed letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.filed import Moment
from commonground.infra.demo.rows import put
from commonground.platform.councils.models import Council
from commonground.platform.ids import uuid7
from commonground.platform.mail.letters import House, onward_words
from commonground.platform.mail.models import MailRow, MailState
from commonground.tenants.letters.models import ReferralLetter
from commonground.tenants.letters.rules import filled
from commonground.tenants.letters.texts import OURS
from commonground.tenants.letters.types import Field, LetterKind
from commonground.tenants.playbooks.models import RingContact
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow

_BY: Final = "amara-nwosu"
_MAILED: Final = (
    (
        "Golden Spoon, food and lifts",
        "licensing",
        MailState.SENT,
        "Its licence is theirs: staff, opening hours, deliveries.",
    ),
    ("Stairwell C, Elder House", "community_safety", MailState.REFUSED, "The door at the bottom does not shut."),
)
_AGENCIES: Final = {"licensing": "Licensing", "community_safety": "Community safety"}
_PRINTED: Final = "Golden Spoon, food and lifts"


async def add_letters(connection: AsyncConnection, council: Settled, moment: Moment) -> int:
    """How many rows. Nothing goes by e-mail where the council has no contacts yet."""
    house = await _house(connection, council)
    total = 0
    for number, (title, agency, state, why) in enumerate(_MAILED):
        row, contact = await _referral(connection, council, title), await _contact(connection, council, agency)
        if row is None or contact is None:
            continue
        at = moment(3 - number, "15:20")
        words = "\n\n".join(onward_words(house, "en", row.reference))
        letter = await _letter(connection, council, row, at, LetterKind.REFER_ON, words, contact.id)
        await _line(connection, council, row, letter, Aside.REFER_ON, f"{contact.post}, {_AGENCIES[agency]}: {why}", at)
        await _mail(connection, council, letter, at, state)
        total += 3
    row = await _referral(connection, council, _PRINTED)
    if row is None:
        return total
    at = moment(2, "11:10")
    values = {Field.COUNCIL: house.council, Field.REFERENCE: row.reference, Field.PHONE: house.phone}
    values |= {Field.TODAY: f"{at:%-d %B %Y}", Field.RECEIVED: f"{row.received_at:%-d %B %Y}"}
    words = filled(OURS["business.en"], values)
    letter = await _letter(connection, council, row, at, LetterKind.BUSINESS, words, None)
    await _line(connection, council, row, letter, Aside.WRITE_LETTER, "", at)
    return total + 2


async def _house(connection: AsyncConnection, council: Settled) -> House:
    columns = (Council.name, Council.front_door_phone, Council.out_of_hours_phone)
    row = (await connection.execute(select(*columns).where(Council.id == council.id))).one()
    return House("", "", row.name, phone=row.front_door_phone, out_of_hours=row.out_of_hours_phone)


async def _referral(connection: AsyncConnection, council: Settled, title: str) -> Any:
    row = ReferralRow
    columns = (row.id, row.reference, row.state, row.received_at)
    query = select(*columns).where(row.tenant_id == council.id, row.title == title).limit(1)
    return (await connection.execute(query)).one_or_none()


async def _contact(connection: AsyncConnection, council: Settled, agency: str) -> Any:
    row = RingContact
    which = (row.tenant_id == council.id, row.agency == agency, row.email != "")
    return (await connection.execute(select(row.id, row.post).where(*which).limit(1))).one_or_none()


async def _letter(
    connection: AsyncConnection, council: Settled, row: Any, at: Any, kind: LetterKind, words: str, contact: UUID | None
) -> UUID:
    return await put(
        connection, council.id, ReferralLetter, referral_id=row.id, kind=kind.value, contact_id=contact, lang="en",
        words=words, written_by=council.staff[_BY], written_at=at,
    )  # fmt: skip  # one row


async def _line(
    connection: AsyncConnection, council: Settled, row: Any, letter: UUID, verb: Aside, words: str, at: Any
) -> None:
    values = {"tenant_id": council.id, "id": letter, "referral_id": row.id, "at": at, "staff_id": council.staff[_BY]}
    values |= {"verb": verb.value, "from_state": row.state, "to_state": row.state, "words": words}
    await connection.execute(insert(ReferralEvent), values)


async def _mail(connection: AsyncConnection, council: Settled, letter: UUID, at: Any, state: MailState) -> None:
    gone = {"state": state.value, "answer": 250 if state is MailState.SENT else 550}
    times = {"queued_at": at, "due_at": at, "settled_at": at + timedelta(seconds=20), "reported_at": at}
    mail = await put(
        connection, council.id, MailRow, staff_id=council.staff[_BY], fact_id=uuid7(), message=uuid7(), urgent=True,
        **gone, **times,
    )  # fmt: skip  # one row
    await connection.execute(update(ReferralLetter).where(ReferralLetter.id == letter).values(mail_id=mail))
