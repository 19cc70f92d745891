"""What a council does on its pages before its form opens, done by the command line as `cg_setup`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.cli._acting import note
from commonground.infra.cli._inviting import revoke_waiting, write_invitation
from commonground.platform.access import Action, Role
from commonground.platform.calendar import LONDON
from commonground.platform.councils import evidence
from commonground.platform.councils.evidence import Said
from commonground.platform.councils.gate import (
    SETUP_ISSUER,
    Ask,
    Item,
    Standing,
    check_said,
    check_stands,
    council_row,
    led_by,
    standings,
)
from commonground.platform.councils.invitations import Invitation, NewInvitation
from commonground.platform.councils.models import Council
from commonground.platform.councils.onboard import Lack, lacking, leads_of
from commonground.platform.councils.people import Staff
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.refusals import RefusedError
from commonground.tenants.going_live.items import BY_KEY, IG_LEAD, ITEMS, READ


class HasAdminError(RefusedError):
    """Somebody administers the council: they invite its people."""


async def invite_admin(
    connection: AsyncConnection, seals: Seals, council: Council, *, name: str, email: str, lang: str
) -> None:
    """Write to the first administrator, as the operator's page does. Raises `HasAdminError`."""
    admins = select(Staff.id).where(
        Staff.tenant_id == council.id,
        Staff.ended_at.is_(None),
        Staff.roles.bool_op("&&")([Role.COUNCIL_ADMIN.value]),
    )
    if await connection.scalar(admins.limit(1)) is not None:
        raise HasAdminError(
            f"{council.name} has an administrator. They invite its people. One who has lost both phone and recovery"
            f" codes comes back by: commonground tenant let-back-in {council.slug}."
        )
    first = (Invitation.invited_by.is_(None), Invitation.roles == [Role.COUNCIL_ADMIN.value])
    await revoke_waiting(connection, council.id, *first)
    await write_invitation(connection, seals, council, NewInvitation(name, email, (Role.COUNCIL_ADMIN,), lang=lang))
    await note(connection, council.id, Action.BRING_ON_COUNCIL, "Invited its first administrator")


async def give(connection: AsyncConnection, council_id: UUID, item: Item, said: Said) -> None:
    """As a council's administrator would. Raises `IncompleteError`, and `ValueError` for what is found in records."""
    if not item.asks:
        raise ValueError(f"“{item.title}” is found in the council’s records: nobody can say it.")
    now = datetime.now(UTC)
    plain = check_said(item, said, now.astimezone(LONDON).date())
    if item.version is not None:
        council = await council_row(connection, council_id, issuer=SETUP_ISSUER)
        plain = replace(plain, version=await item.version(connection, council))
    await evidence.add(connection, council_id, item.key, plain, by=None, at=now)
    await note(connection, council_id, Action.SET_UP_COUNCIL, f"Gave evidence: {item.title}")


async def checklist(connection: AsyncConnection, council_id: UUID) -> Sequence[Standing]:
    """The same list as the council's page."""
    items = [replace(item, found=_FOUND.get(item.key, item.found)) for item in ITEMS]
    given = await evidence.newest(connection, council_id)
    return await standings(connection, await council_row(connection, council_id, issuer=SETUP_ISSUER), items, given)


async def open_door(connection: AsyncConnection, council_id: UUID) -> None:
    """Raises `GateClosedError` that names what is missing."""
    check_stands(await checklist(connection, council_id))
    closed = (Council.id == council_id) & Council.opened_at.is_(None)
    await connection.execute(update(Council).where(closed).values(opened_at=datetime.now(UTC)))
    await note(connection, council_id, f"{Action.SET_UP_COUNCIL}:open")


def said_of(item: Item, who: str, on_day: date | None, version: str, note: str) -> Said:
    """Of what was typed, as much as the item asks for."""
    asked = {Ask.WHO: who, Ask.ON_DAY: on_day, Ask.VERSION: version, Ask.NOTE: note}
    return Said(**{str(ask): asked[ask] for ask in item.asks})  # type: ignore[arg-type]  # each of its own kind


def item_of(key: str) -> Item:
    """Raises `KeyError`."""
    return BY_KEY[key]


async def _is_read(connection: AsyncConnection, council_id: UUID) -> str | None:
    """As the form asks, for the role of the command line, which may look at memberships itself."""
    return None if Lack.READER in await lacking(connection, council_id) else "Somebody in its front door reads reports."


async def _is_led(connection: AsyncConnection, council_id: UUID) -> str | None:
    return led_by(await leads_of(connection, council_id))


_FOUND = {READ.key: _is_read, IG_LEAD.key: _is_led}
