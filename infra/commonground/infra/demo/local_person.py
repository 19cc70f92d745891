"""Puts the demonstration's person with an account of Commonground in: never in production."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.councils.people import Staff, TeamMember
from commonground.platform.demo.local import LOCAL
from commonground.platform.identity.local.models import LocalAccount
from commonground.platform.identity.local.passwords import hash_password
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.models import Account, Membership
from commonground.platform.ids import uuid7
from commonground.platform.settings import Settings, SettingsError


async def add_local_person(connection: AsyncConnection, settings: Settings, council: Settled) -> None:
    """Raises `SettingsError` in production: everybody can read how this person signs in."""
    if not settings.is_demo:
        raise SettingsError("The demonstration's local account is for demonstrations only.")
    account, staff = uuid4(), uuid7()
    who = {"tenant_id": council.id, "id": staff, "display_name": LOCAL.name, "email": LOCAL.email, "local": True}
    await connection.execute(insert(Staff), who | {"roles": [str(role) for role in LOCAL.roles]})
    joined = {"tenant_id": council.id, "team_id": council.teams[LOCAL.team], "staff_id": staff, "by_provider": False}
    await connection.execute(insert(TeamMember), joined)
    await connection.execute(insert(Account), {"id": account})
    sealed = Seals.of(settings).seal_totp(LOCAL.secret, str(account))
    kept = {"account_id": account, "email": LOCAL.email, "totp": sealed, "totp_step": 0}
    await connection.execute(insert(LocalAccount), kept | {"password_hash": await hash_password(LOCAL.password)})
    await connection.execute(insert(Membership), {"account_id": account, "council_id": council.id, "staff_id": staff})
