"""Somebody of the platform whom one council has let in for support, and who is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from canaries import WATCH
from commonground.platform.access import Role
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.identity.platform_people import PlatformPerson, let_in
from commonground.platform.support.models import SupportGrant, SupportUse
from councils import Person, TestCouncil, sign_in_as
from postgres import Database

OPERATORS = "https://id.operator.example"
VISITOR = Person("Vesna Visitor", None, "op-2", ())


async def put_grant(
    setup: AsyncConnection, council: TestCouncil, account: UUID, name: str = VISITOR.name, **other: object
) -> UUID:
    """A grant as the council's administrator would make it: from an hour ago until in three days."""
    now = datetime.now(UTC)
    row = {
        "tenant_id": council.id, "id": uuid4(), "operator_id": account, "operator_name": name,
        "reason": "The teams look wrong", "granted_by": council.people["admin"].staff_id,
        "granted_at": now - timedelta(hours=1), "until_at": now + timedelta(days=3),
    }  # fmt: skip  # a row
    row |= other
    await setup.execute(insert(SupportGrant), row)
    return UUID(str(row["id"]))


async def put_visitor(database: Database) -> UUID:
    """The second person of the platform, who may be there already; their account."""
    there = text("select account_id from identity.operators where display_name = :name")
    async with acting_as_setup(database.owner_url) as setup:
        found = await setup.scalar(there, {"name": VISITOR.name})
        return found or await let_in(setup, PlatformPerson(VISITOR.subject, VISITOR.name, Role.PLATFORM_OPERATOR))


async def visit(database: Database, council: TestCouncil, account: UUID) -> tuple[str, UUID]:
    """A session of the visitor's that is on a visit to `council`, and the grant."""
    token = await sign_in_as(database, "operator", OPERATORS, VISITOR)
    async with acting_as_setup(database.owner_url) as setup:
        grant = await put_grant(setup, council, account)
        found = await setup.scalar(
            text("select id from identity.sessions where token_hash = sha256(:token)"), {"token": token.encode()}
        )
        await setup.execute(insert(SupportUse), {
            "tenant_id": council.id, "id": uuid4(), "grant_id": grant, "session_id": found, "why": "To see the teams",
            "entered_at": datetime.now(UTC),
        })  # fmt: skip  # a row
    WATCH.signed_in(token, council.slug)
    return token, grant


async def go_back_in(database: Database) -> None:
    """Undo that visitors have left."""
    async with acting_as_setup(database.owner_url) as setup:
        await setup.execute(update(SupportUse).values(left_at=None))
