"""Acting on a council from the command line, as `cg_setup`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import click
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.processes.database import reachable_database
from commonground.platform.audit.models import AuditEntry
from commonground.platform.councils.onboard import acting_as_setup, council_of
from commonground.platform.ids import uuid7
from commonground.platform.refusals import RefusedError
from commonground.platform.settings import settings

T = TypeVar("T")


class NotDoneError(click.ClickException):
    """Refused, in one sentence; nothing was changed."""

    exit_code = 2


def as_setup(change: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    async def changed(owner_url: str) -> T:
        async with acting_as_setup(owner_url) as connection:
            return await change(connection)

    try:
        with reachable_database(settings()) as reachable:
            return asyncio.run(changed(reachable.settings.database_url))
    except RefusedError as refused:
        raise NotDoneError(str(refused)) from refused


async def found(connection: AsyncConnection, slug: str) -> UUID:
    council_id = await council_of(connection, slug)
    if council_id is None:
        raise NotDoneError(f"There is no council “{slug}” on the platform.")
    return council_id


async def note(
    connection: AsyncConnection, council_id: UUID, action: str, why: str | None = None, *, staff: UUID | None = None
) -> None:
    """Into the council's trail: done by whoever runs the server, and by nobody of the council. `staff`: about whom."""
    entry = {"tenant_id": council_id, "id": uuid7(), "at": datetime.now(UTC), "action": str(action)}
    about = {"subject_kind": "council" if staff is None else "staff", "subject_id": staff}
    said = f"{why}, from the command line" if why else "From the command line"
    await connection.execute(insert(AuditEntry), entry | about | {"why": said})
