"""`commonground tenant let-back-in`: for an administrator who has lost both the phone and the recovery codes.

Nobody of the council can do it for its only one. Nothing goes round the second factor: the account that could not be
used any more is taken away, and a link to set up another goes to the address that the council knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import click
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.cli._acting import NotDoneError, as_setup, found, note
from commonground.infra.cli._inviting import revoke_waiting, write_invitation, write_letter
from commonground.infra.processes.own_secret import with_kept_secret
from commonground.platform.access import Action, Role
from commonground.platform.access.roles import ANSWER_FOR_ACCESS, known_roles
from commonground.platform.councils.gate import council_row
from commonground.platform.councils.invitations import Invitation, NewInvitation, plain_address
from commonground.platform.councils.people import Staff
from commonground.platform.councils.teams import REASON_LIMIT
from commonground.platform.councils.types import check_name
from commonground.platform.identity.local.letters import LetterKind
from commonground.platform.identity.local.models import (
    Device,
    EmailChange,
    HalfSignIn,
    LocalAccount,
    PasswordReset,
    RecoveryCode,
)
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.models import Membership, Session
from commonground.platform.ids import uuid7
from commonground.platform.outbox import FactKind
from commonground.platform.outbox.models import OutboxFact
from commonground.platform.settings import settings
from commonground.ui.shell.forms.cleaning import clean

LET_BACK_IN = f"{Action.MANAGE_PEOPLE}:let_back_in"
_OF_ACCOUNT = (RecoveryCode, Device, HalfSignIn, PasswordReset, EmailChange, LocalAccount)


@dataclass(frozen=True, slots=True)
class _Lost:
    account: UUID
    name: str
    email: str
    lang: str
    roles: tuple[Role, ...]


@click.command("let-back-in")
@click.argument("council")
@click.option(
    "--email", required=True, help="Of one who administers the council; the link goes there and nowhere else."
)
@click.option("--by", required=True, help="Your own name: the council reads it in its record.")
@click.option("--reason", required=True, help="How you know that it is they who ask. The council reads it too.")
def let_back_in(council: str, email: str, by: str, reason: str) -> None:
    """Send a new way in to an administrator who has lost both phone and recovery codes. Again: the link before is over.

    Talk to them first, on a number that you know. They are signed out and the old password, authenticator and codes
    work no more; what they may do stays. Everybody else who answers for access there is told, and so is each other
    council for which they act."""
    seals = Seals.of(with_kept_secret(settings()))

    async def change(connection: AsyncConnection) -> None:
        words, council_id = _words(by, reason), await found(connection, council)
        lost = await _administrator(connection, council_id, email)
        await _take_away(connection, lost.account)
        row = await council_row(connection, council_id)
        await revoke_waiting(connection, council_id, func.lower(Invitation.email) == plain_address(email))
        await write_letter(connection, row, LetterKind.FACTORS_CHANGED, lost.email, lost.lang)
        new = NewInvitation(lost.name, lost.email, lost.roles, lang=lost.lang)
        await write_invitation(connection, seals, row, new)
        await _tell(connection, lost.account, words)

    as_setup(change)
    click.echo("A link to their own address is on its way, and works for seven days. Their council is told.")


def _words(by: str, reason: str) -> str:
    why = clean(reason).text
    if not why or len(why) > REASON_LIMIT:
        raise NotDoneError(f"Say why, in at most {REASON_LIMIT} characters.")
    name = check_name("by", "Your name", by)
    return f"By {name}, for the platform: sent a new way in and took the old one away. {why}"


async def _administrator(connection: AsyncConnection, council: UUID, email: str) -> _Lost:
    works = (Membership.council_id == Staff.tenant_id) & (Membership.staff_id == Staff.id)
    columns = (Membership.account_id, Staff.display_name, Staff.email, Staff.lang, Staff.roles, Staff.local)
    theirs = (Staff.tenant_id == council, func.lower(Staff.email) == plain_address(email))
    there = (Staff.ended_at.is_(None), Membership.ended_at.is_(None))
    found_there = (await connection.execute(select(*columns).join(Membership, works).where(*theirs, *there))).all()
    row = next((each for each in found_there if Role.COUNCIL_ADMIN in each.roles), None)
    if row is None:
        raise NotDoneError(
            "Nobody with this address administers the council. Its administrators let its people back in."
        )
    if not row.local:
        raise NotDoneError("They sign in by the council’s own provider, and its IT service lets them in again.")
    return _Lost(row.account_id, row.display_name, row.email, row.lang, tuple(known_roles(row.roles)))


async def _take_away(connection: AsyncConnection, account: UUID) -> None:
    """All that let them in, everywhere. They stay on the staff lists."""
    for table in _OF_ACCOUNT:
        await connection.execute(delete(table).where(table.account_id == account))
    now = datetime.now(UTC)
    theirs = (Session.account_id == account, Session.ended_at.is_(None))
    await connection.execute(update(Session).where(*theirs).values(ended_at=now))


async def _tell(connection: AsyncConnection, account: UUID, words: str) -> None:
    """Every council for which they act reads it in its record; whoever answers for access where they do is told."""
    works = (Membership.council_id == Staff.tenant_id) & (Membership.staff_id == Staff.id)
    query = select(Staff.tenant_id, Staff.id, Staff.roles).join(Membership, works)
    there = (Membership.account_id == account, Membership.ended_at.is_(None))
    for row in (await connection.execute(query.where(*there))).all():
        await note(connection, row.tenant_id, LET_BACK_IN, words, staff=row.id)
        if ANSWER_FOR_ACCESS & known_roles(row.roles):
            fact = {"id": uuid7(), "tenant_id": row.tenant_id, "kind": FactKind.ACCESS_GIVEN.value, "attempts": 0}
            fact |= {"subject_kind": "people", "subject_id": row.id, "occurred_at": datetime.now(UTC)}
            await connection.execute(insert(OutboxFact), fact)
