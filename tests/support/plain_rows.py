"""Contexts and referrals of an invented council, put in quickly for tests about reading them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.referrals.models import ReferralRow
from councils import TestCouncil, World, canary


def referral_values(council: TestCouncil, **changes: Any) -> dict[str, Any]:
    """A new referral at the front door, about a park, due tomorrow; `changes` by column."""
    now = datetime.now(UTC)
    values = {
        "tenant_id": council.id,
        "id": uuid7(),
        "reference": new_reference(ReferenceKind.REFERRAL),
        "route": "public",
        "source": "public",
        "subject_kind": "place",
        "title": f"Elm Park bandstand {canary(council.slug)}",
        "harms": ["bullying"],
        "children": None,
        "state": "new",
        "restricted": False,
        "received_at": now - timedelta(hours=3),
        "decision_due_at": now + timedelta(days=1),
        "paused_for": timedelta(),
        "asked_whom": "",
        "team_id": council.teams["front_door"],
        "rationale": "",
        "no_reply_words": "",
        "changed_at": now,
        "version": 1,
    }
    return values | changes


def context_values(council: TestCouncil, **changes: Any) -> dict[str, Any]:
    """An active park held by the specialist team; `changes` by column."""
    now = datetime.now(UTC)
    values = {
        "tenant_id": council.id,
        "id": uuid7(),
        "reference": new_reference(ReferenceKind.CONTEXT),
        "kind": "place",
        "name": f"Elm Park {canary(council.slug)}",
        "aliases": [],
        "description": f"A park by the canal. {canary(council.slug)}",
        "venue": None,
        "address": f"1 Elm Road {canary(council.slug)}",
        "postcode": "",
        "platform": "",
        "handle": "",
        "status": "active",
        "restricted": False,
        "team_id": council.teams["specialist"],
        "lead_id": None,
        "created_at": now,
        "changed_at": now,
        "version": 1,
    }
    return values | changes


async def put_referral(world: World, council: TestCouncil, **changes: Any) -> dict[str, Any]:
    values = referral_values(council, **changes)
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ReferralRow), values)
    return values


async def put_context(world: World, council: TestCouncil, **changes: Any) -> dict[str, Any]:
    values = context_values(council, **changes)
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ContextRow), values)
    return values


async def name_people(world: World, council: TestCouncil, record_id: UUID, *people: str) -> None:
    """Name these people on a restricted record."""
    async with acting_as_setup(world.database.owner_url) as connection:
        for person in people:
            await _name(connection, council, record_id, person)


async def _name(connection: AsyncConnection, council: TestCouncil, record_id: UUID, person: str) -> None:
    values = {"tenant_id": council.id, "record_id": record_id, "staff_id": council.people[person].staff_id}
    await connection.execute(insert(NamedPerson), values | {"since": datetime.now(UTC)})
