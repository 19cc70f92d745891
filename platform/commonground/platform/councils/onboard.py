"""Bringing a council onto the platform: from the command line, with the `cg_setup` role, never from the web.

Every function takes a connection that acts as `cg_setup` (`acting_as_setup`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import and_, func, insert, or_, select, text
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from commonground.platform.access.features import OFF_AT_FIRST
from commonground.platform.access.roles import Role
from commonground.platform.councils.models import Council
from commonground.platform.councils.people import Staff, Team, TeamMember
from commonground.platform.database.addresses import async_url
from commonground.platform.database.roles import SETUP
from commonground.platform.identity.credentials import add_credential
from commonground.platform.identity.models import Account, Credential, GroupRole, Membership, Provider
from commonground.platform.ids import uuid7

READERS: Final = (Role.FRONT_DOOR_SCREENER.value, Role.TEAM_MANAGER.value)
"""Roles that read what comes in at the front door."""


@dataclass(frozen=True, kw_only=True)
class NewCouncil:
    """A council as it comes on. `texts` by language: intro, privacy, emergency, child_front_door."""

    slug: str
    name: str
    name_cy: str | None = None
    kind: str
    nation: str
    legal_powers: tuple[str, ...]
    areas: tuple[str, ...]
    languages: tuple[str, ...] = ("en",)
    colour: str
    front_door_phone: str
    out_of_hours_phone: str
    reads_from: time = time(8, 30)
    reads_until: time = time(17, 0)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    switched_off: tuple[str, ...] = OFF_AT_FIRST
    logo: bytes | None = None
    logo_alt: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewProvider:
    """The council's OpenID provider."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, kw_only=True)
class NewStaff:
    """A member of staff with the provider's subject that signs in as them."""

    name: str
    roles: tuple[Role, ...]
    team_ids: tuple[UUID, ...] = ()
    subject: str | None = None
    email: str | None = None
    lang: str = "en"


@asynccontextmanager
async def acting_as_setup(owner_url: str) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction as `cg_setup`; commits at the end."""
    async with _engine(owner_url).begin() as connection:
        await connection.execute(text(f"SET LOCAL ROLE {SETUP}"))
        yield connection


@lru_cache(maxsize=4)
def _engine(owner_url: str) -> AsyncEngine:
    """Kept, since each has to learn the server first; it keeps no connection."""
    return create_async_engine(async_url(owner_url), poolclass=NullPool)


async def add_council(connection: AsyncConnection, new: NewCouncil, *, opened: bool = True) -> UUID:
    """Put a council on the public register. Returns its id, the `tenant_id` of everything it will own.

    `opened`: the public may report as soon as somebody reads. Real councils give their evidence first (`gate.py`)."""
    council_id = uuid7()
    values = {name: getattr(new, name) for name in new.__dataclass_fields__}
    lists = {name: list(values[name]) for name in ("legal_powers", "areas", "languages", "switched_off")}
    values |= lists | {"id": council_id, "opened_at": datetime.now(UTC) if opened else None}
    await connection.execute(insert(Council), values)
    return council_id


async def add_provider(connection: AsyncConnection, slug: str, council_id: UUID | None, new: NewProvider) -> None:
    """Let the council's people sign in through their own provider. `council_id` None: the operators' provider."""
    values = {"issuer": new.issuer, "client_id": new.client_id, "client_secret": new.client_secret}
    row = pg_insert(Provider).values(**values, slug=slug, council_id=council_id)
    # Where one was taken away, its row is still there.
    again = row.on_conflict_do_update(
        index_elements=[Provider.slug], set_=values | {"ended_at": None}, where=Provider.ended_at.is_not(None)
    )
    await connection.execute(again)


async def council_of(connection: AsyncConnection, slug: str) -> UUID | None:
    """The id of a council that is on the platform."""
    found: UUID | None = await connection.scalar(select(Council.id).where(Council.slug == slug))
    return found


async def team_of(connection: AsyncConnection, council_id: UUID, name: str) -> UUID | None:
    """The id of a council's team of this name."""
    found: UUID | None = await connection.scalar(
        select(Team.id).where(Team.tenant_id == council_id, func.lower(Team.name) == name.strip().lower())
    )
    return found


class Lack(StrEnum):
    """What a council still needs before its report form opens, in the order in which it is got."""

    PROVIDER = "provider"
    GROUPS = "groups"
    READER = "reader"
    EVIDENCE = "evidence"


# As `identity.comes_in` asks, joined to a membership, for the role of the command line.
_KNOWN = (
    select(Credential.account_id)
    .join(Provider, (Provider.slug == Credential.slug) & (Provider.issuer == Credential.issuer))
    .where(Credential.account_id == Membership.account_id, Provider.council_id == Membership.council_id)
    .where(Provider.ended_at.is_(None))
)
CAN_SIGN_IN: Final = and_(
    Staff.ended_at.is_(None), Membership.ended_at.is_(None), or_(Staff.local.is_(True), _KNOWN.exists())
)


async def leads_of(connection: AsyncConnection, council_id: UUID) -> int:
    """How many information-governance leads of a council can sign in."""
    works = (Membership.council_id == Staff.tenant_id) & (Membership.staff_id == Staff.id)
    lead = Staff.roles.bool_op("&&")([Role.IG_LEAD.value])
    query = select(func.count()).select_from(Staff).join(Membership, works)
    return await connection.scalar(query.where(Staff.tenant_id == council_id, lead, CAN_SIGN_IN)) or 0


async def lacking(connection: AsyncConnection, council_id: UUID) -> list[Lack]:
    """What is missing of it. The form itself asks `identity.front_door_of`."""
    provider = select(Provider.slug).where(Provider.council_id == council_id, Provider.ended_at.is_(None))
    groups = select(GroupRole.id).where(GroupRole.council_id == council_id, GroupRole.role.in_(READERS))
    readers = (
        select(Staff.id)
        .join(TeamMember, (TeamMember.tenant_id == Staff.tenant_id) & (TeamMember.staff_id == Staff.id))
        .join(Team, (Team.tenant_id == TeamMember.tenant_id) & (Team.id == TeamMember.team_id))
        .join(Membership, (Membership.council_id == Staff.tenant_id) & (Membership.staff_id == Staff.id))
        .where(Staff.tenant_id == council_id, Team.kind == "front_door", Staff.roles.bool_op("&&")(list(READERS)))
        .where(CAN_SIGN_IN)
    )
    opened = select(Council.id).where(Council.id == council_id, Council.opened_at.is_not(None))
    asked = (
        (Lack.PROVIDER, provider),
        (Lack.GROUPS, groups),
        (Lack.READER, readers),
        (Lack.EVIDENCE, opened),
    )
    return [lack for lack, query in asked if await connection.scalar(query.limit(1)) is None]


async def add_team(
    connection: AsyncConnection, council_id: UUID, name: str, kind: str, area: str | None = None
) -> UUID:
    team_id = uuid7()
    values = {"tenant_id": council_id, "id": team_id, "name": name, "kind": kind, "area": area}
    await connection.execute(insert(Team), values)
    return team_id


async def map_group(
    connection: AsyncConnection, council_id: UUID, group: str, *, role: Role | None = None, team_id: UUID | None = None
) -> None:
    """What a group of the council's provider gives here: a role, a team, or both."""
    values = {"id": uuid4(), "council_id": council_id, "provider_group": group, "role": role, "team_id": team_id}
    await connection.execute(insert(GroupRole), values)


async def add_staff(connection: AsyncConnection, slug: str, council_id: UUID, new: NewStaff) -> UUID:
    """A member of staff, their teams, and the account that acts as them. Returns the staff id."""
    staff_id, account_id = uuid7(), uuid4()
    roles = [str(role) for role in new.roles]
    named = {"display_name": new.name, "roles": roles, "email": new.email, "lang": new.lang}
    await connection.execute(insert(Staff), {"tenant_id": council_id, "id": staff_id} | named)
    await _join_teams(connection, council_id, staff_id, new.team_ids)
    await connection.execute(insert(Account), {"id": account_id})
    membership = {"account_id": account_id, "council_id": council_id, "staff_id": staff_id}
    await connection.execute(insert(Membership), membership)
    if new.subject is not None:
        await add_credential(connection, slug, new.subject, account_id)
    return staff_id


async def _join_teams(connection: AsyncConnection, council_id: UUID, staff_id: UUID, teams: Sequence[UUID]) -> None:
    rows = [{"tenant_id": council_id, "team_id": team, "staff_id": staff_id, "by_provider": False} for team in teams]
    if rows:
        await connection.execute(insert(TeamMember), rows)
