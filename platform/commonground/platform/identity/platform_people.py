"""The platform's own people: those who run it, and those who look after what councils share.

From the command line alone; every function takes a connection that acts as `cg_setup` (`councils/onboard.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.access.roles import PLATFORM_ROLES, Role
from commonground.platform.identity.credentials import add_credential
from commonground.platform.identity.models import Account, Credential, Operator, Provider

PLATFORM: Final = "operator"
"""In the place of a council's short name, where they sign in: `/sign-in/operator`."""


@dataclass(frozen=True, slots=True)
class PlatformPerson:
    """`subject`: what the platform's provider calls them."""

    subject: str
    name: str
    role: Role


async def has_provider(connection: AsyncConnection) -> bool:
    query = select(Provider.slug).where(Provider.slug == PLATFORM, Provider.ended_at.is_(None))
    return await connection.scalar(query) is not None


async def let_in(connection: AsyncConnection, person: PlatformPerson) -> UUID:
    """Their account, also of somebody who has worked here before. Raises `ValueError` for a role of somebody else."""
    if person.role not in PLATFORM_ROLES:
        raise ValueError(person.role)
    values = {"display_name": person.name, "role": person.role.value, "ended_at": None}
    known: UUID | None = await connection.scalar(select(Credential.account_id).where(*_called(person.subject)))
    if known is not None:
        await connection.execute(update(Operator).where(Operator.account_id == known).values(values))
        return known
    account_id = uuid4()
    await connection.execute(insert(Account), {"id": account_id})
    await connection.execute(insert(Operator), values | {"account_id": account_id})
    await add_credential(connection, PLATFORM, person.subject, account_id)
    return account_id


async def end(connection: AsyncConnection, subject: str) -> bool:
    """From their next request on they open nothing. False where nobody of this `subject` works for the platform."""
    theirs = Operator.account_id.in_(select(Credential.account_id).where(*_called(subject)))
    ending = update(Operator).where(theirs, Operator.ended_at.is_(None)).values(ended_at=func.now())
    return bool((await connection.execute(ending.returning(Operator.account_id))).all())


async def at_work(connection: AsyncConnection) -> list[PlatformPerson]:
    """Those who have not ended."""
    query = (
        select(Credential.subject, Operator.display_name, Operator.role)
        .join(Operator, Operator.account_id == Credential.account_id)
        .where(Credential.slug == PLATFORM, Operator.ended_at.is_(None))
        .order_by(Operator.display_name, Credential.subject)
    )
    found = (await connection.execute(query)).all()
    return [PlatformPerson(row.subject, row.display_name, Role(row.role)) for row in found]


def _called(subject: str) -> tuple[ColumnElement[bool], ...]:
    return (Credential.slug == PLATFORM, Credential.subject == subject)
