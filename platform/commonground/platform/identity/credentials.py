"""By what a provider knows somebody: issuer and subject, never an e-mail address."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.identity.models import Credential, Provider


async def add_credential(connection: AsyncConnection, slug: str, subject: str, account_id: UUID) -> None:
    """Whom the provider behind `/sign-in/{slug}` calls `subject` signs in with this account. As `cg_setup`."""
    issuer = await connection.scalar(select(Provider.issuer).where(Provider.slug == slug))
    values = {"slug": slug, "issuer": issuer, "subject": subject, "account_id": account_id}
    await connection.execute(insert(Credential), values)
