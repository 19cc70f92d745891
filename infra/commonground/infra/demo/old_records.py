"""What an information-governance lead finds: records whose time is up, one that is held, one that waits for a second
person, one that is gone, what went by itself, and somebody who asked what is held about them. All invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.rows import put
from commonground.platform.access import Role
from commonground.platform.demo.personas import CONTEXTUAL, PERSONAS
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.retention.models import (
    Disposal,
    DisposalCertificate,
    DisposalConfirmation,
    GoneByItself,
    Hold,
    RetentionChoice,
)
from commonground.tenants.retention.rules import NOTICE_OF_LESS, after
from commonground.tenants.subject_access.models import AccessMention, AccessRequest
from commonground.tenants.subject_access.service import digest_of

_CLOSED = (
    ("Underpass by the old swimming baths", 440),
    ("Bandstand in Victoria Gardens", 402),
    ("Arcade on Station Parade, upper floor", 390),
)

_NOTE = (
    "The youth worker spoke with Tomos Reed and his friend Delroy Banks. Tomos said that they wait here for the bus,"
    " and that Delroy’s mother can be rung on 07700 900 461."
)


async def add_old_records(connection: AsyncConnection, slug: str, council: Settled, now: datetime) -> None:
    """Of a council with an information-governance lead and an administrator."""
    records = [await _closed(connection, council, name, now - timedelta(days=days)) for name, days in _CLOSED]
    lead, second = (_who(slug, council, role) for role in (Role.IG_LEAD, Role.COUNCIL_ADMIN))
    _, held, proposed = records
    await put(
        connection, council.id, Hold, record_kind="context", record_id=held[0], reference=held[1], ground="complaint",
        reason="The ombudsman has asked for the file.", put_by=lead, put_at=now - timedelta(days=20),
        review_on=(now + timedelta(days=70)).date(),
    )  # fmt: skip  # a row
    await _dispose(connection, council, proposed, lead, now - timedelta(days=2))
    gone = (uuid7(), new_reference(ReferenceKind.CONTEXT))
    disposal = await _dispose(connection, council, gone, lead, now - timedelta(days=9))
    confirmed = {"confirmed_by": second, "confirmed_at": now - timedelta(days=8)}
    await put(connection, council.id, DisposalConfirmation, disposal_id=disposal, **confirmed)
    went = {"tenants.contexts": {"count": 1, "ids": [str(gone[0])]}, "tenants.context_events": {"count": 4, "ids": []}}
    await put(
        connection, council.id, DisposalCertificate, disposal_id=disposal, **_of(gone, now), trial=False,
        proposed_by=lead, proposed_at=now - timedelta(days=9), **confirmed, disposed_at=now - timedelta(days=8),
        gone=went,
    )  # fmt: skip  # a row
    await _ask(connection, council, lead, now - timedelta(days=6))
    await _go_by_themselves(connection, council, lead, now)


async def _go_by_themselves(connection: AsyncConnection, council: Settled, lead: UUID, now: datetime) -> None:
    """A shorter time that has not begun, and what went by itself under the one that counts."""
    chosen = now - timedelta(days=5)
    await put(
        connection, council.id, RetentionChoice, record_type="notice", years=0, months=6, counted_from="given",
        reason="Nobody looks at them after half a year.", chosen_by=lead, chosen_at=chosen,
        begins_on=after(chosen.date(), NOTICE_OF_LESS),
    )  # fmt: skip  # a row
    for days, number in ((1, 14), (2, 9), (33, 21)):
        await put(
            connection, council.id, GoneByItself, record_type="notice", months=12, number=number,
            gone_at=now - timedelta(days=days),
        )  # fmt: skip  # a row


def _who(slug: str, council: Settled, role: Role) -> UUID:
    return next(council.staff[each.subject] for each in PERSONAS if each.council == slug and role in each.roles)


async def _ask(connection: AsyncConnection, council: Settled, lead: UUID, at: datetime) -> None:
    """Somebody asked, and was searched for: what stands in the notes is still to be decided."""
    request = await put(
        connection, council.id, AccessRequest, name="Tomos Reed", aliases=["Tommo"], asked_by="themselves",
        identity_words="Came in with his passport.", received_on=at.date(), due_on=(at + timedelta(days=31)).date(),
        trial=False, opened_by=lead, opened_at=at, searched_at=at,
    )  # fmt: skip  # a row
    event, record = ContextEvent, ContextRow
    noted = select(event.id, event.at, record.id, record.reference).join(
        record, and_(record.tenant_id == event.tenant_id, record.id == event.context_id)
    )
    mine = noted.where(event.tenant_id == council.id, event.words == _NOTE).order_by(record.reference)
    for row_id, when, record_id, reference in (await connection.execute(mine)).all():
        await put(
            connection, council.id, AccessMention, request_id=request, place="tenants.context_events.words",
            row_id=row_id, record_kind="context", record_id=record_id, reference=reference, at=when, likely=True,
            digest=digest_of(_NOTE), hidden=[],
        )  # fmt: skip  # a row


async def _closed(connection: AsyncConnection, council: Settled, name: str, at: datetime) -> tuple[UUID, str]:
    reference = new_reference(ReferenceKind.CONTEXT)
    row_id = await put(
        connection, council.id, ContextRow, reference=reference, kind="place", name=name, venue=None,
        description="Young people met here. Lighting was put in, and nobody has been worried since.", status="closed",
        team_id=council.teams[CONTEXTUAL], created_at=at - timedelta(days=80), changed_at=at,
    )  # fmt: skip  # a row
    for verb, days, words in (("open", 80, ""), ("note", 60, _NOTE), ("close", 0, "")):
        moment = at - timedelta(days=days)
        await put(connection, council.id, ContextEvent, context_id=row_id, at=moment, verb=verb, words=words)
    return row_id, reference


async def _dispose(
    connection: AsyncConnection, council: Settled, record: tuple[UUID, str], lead: UUID, at: datetime
) -> UUID:
    by = {"proposed_by": lead, "proposed_at": at}
    return await put(connection, council.id, Disposal, **_of(record, at), trial=False, **by)


def _of(record: tuple[UUID, str], at: datetime) -> dict[str, Any]:
    return {
        "record_kind": "context", "record_id": record[0], "reference": record[1], "record_type": "context",
        "ground": "time_is_up", "due_on": (at - timedelta(days=25)).date(),
    }  # fmt: skip  # columns of a row
