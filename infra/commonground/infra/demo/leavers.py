"""Who has left the demonstration's councils, and that whoever answers for access is told of the restricted records that
have nobody left by it. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import any_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.rows import put
from commonground.platform.access import Role
from commonground.platform.access.roles import ANSWER_FOR_ACCESS
from commonground.platform.councils.people import Staff
from commonground.platform.demo.personas import personas_of
from commonground.platform.ids import uuid7
from commonground.platform.notifications.models import NotificationRow
from commonground.platform.notifications.types import NotificationKind, RecordKind
from commonground.tenants.contexts.models import NamedPerson
from commonground.tenants.keepers.queries import left_alone


@dataclass(frozen=True, slots=True)
class Leaver:
    """`key`: by which the stories know them. `days` ago they left."""

    council: str
    key: str
    name: str
    role: Role
    days: int


LEAVERS: Final = (
    Leaver("larkmere", "jonty-amaral", "Jonty Amaral", Role.PRACTITIONER, 34),
    Leaver("larkmere", "beatrix-holloway", "Beatrix Holloway", Role.TEAM_MANAGER, 9),
    Leaver("glanwern", "catrin-owain", "Catrin Owain", Role.TEAM_MANAGER, 6),
)


async def add_leavers(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> None:
    """Before the story is told: they are in it."""
    for each in (each for each in LEAVERS if each.council == slug):
        council.staff[each.key] = await put(
            connection, council.id, Staff, display_name=each.name, roles=[each.role.value],
            email=f"{each.key}@{slug}.example", ended_at=now - timedelta(days=each.days),
        )  # fmt: skip  # a row


async def tell_of_leavers(connection: AsyncConnection, slug: str, council: Settled) -> int:
    """After it. Says how many rows."""
    found, named = left_alone().subquery(), NamedPerson
    query = (
        select(found.c.id, found.c.reference, Staff.ended_at)
        .join(named, named.record_id == found.c.id)
        .join(Staff, (Staff.tenant_id == named.tenant_id) & (Staff.id == named.staff_id))
        .where(Staff.tenant_id == council.id, any_(Staff.roles) == Role.TEAM_MANAGER.value)
    )
    who = [council.staff[each.subject] for each in personas_of(slug) if ANSWER_FOR_ACCESS & set(each.roles)]
    left = (await connection.execute(query)).all()
    for record_id, reference, at in left:
        fact = uuid7()
        for staff_id in who:
            await put(
                connection, council.id, NotificationRow, staff_id=staff_id, fact_id=fact, occurred_at=at,
                kind=NotificationKind.NOBODY_LEFT.value, subject_kind=RecordKind.KEEPERS.value, subject_id=record_id,
                reference=reference,
            )  # fmt: skip  # a row
    return len(left) * len(who)
