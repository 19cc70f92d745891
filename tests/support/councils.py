"""Two invented councils for every test that touches the database, and sessions of their people.

Every text cell carries the council's own canary, so that a leak shows wherever it comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.access.roles import PARTNER_ROLES, STAFF_ROLES, Role
from commonground.platform.councils.onboard import (
    NewCouncil,
    NewProvider,
    NewStaff,
    acting_as_setup,
    add_council,
    add_provider,
    add_staff,
    add_team,
    map_group,
)
from commonground.platform.councils.people import Staff
from commonground.platform.identity.platform_people import PlatformPerson, let_in
from commonground.platform.identity.sign_in import make_session
from commonground.platform.ids import uuid7
from commonground.platform.partners.models import PartnerOrganisation
from commonground.tenants.contexts.colleagues import PlaceKey
from engines import lent
from postgres import Database


def canary(slug: str) -> str:
    """The string that only this council's rows hold."""
    return f"canary-{slug}-7f3a"


@dataclass
class Person:
    name: str
    staff_id: UUID | None
    subject: str
    roles: tuple[Role, ...]


@dataclass
class TestCouncil:
    """One council, its teams by kind and its people by a short key."""

    __test__ = False

    id: UUID
    slug: str
    issuer: str
    teams: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    organisation: UUID | None = None
    """The partner organisation for which `PARTNER` works."""

    def place(self, key: str, team: str | None = None) -> PlaceKey:
        """Where work is put: with a team, or with somebody in theirs or in the `team` named."""
        if key in self.teams:
            return PlaceKey(self.teams[key])
        return PlaceKey(self.teams[team or PEOPLE[key][1] or ""], self.people[key].staff_id)


@dataclass
class World:
    """Larkmere and Hallowdene, side by side in one database, and the platform's operator."""

    database: Database
    larkmere: TestCouncil
    hallowdene: TestCouncil

    async def token(self, council: TestCouncil, person: str, *, confirmed: bool = True) -> str:
        """A fresh session's token, made the only way there is: over the login role. Its person has confirmed that it is
        they, for as long as any test lasts, unless a test wants otherwise."""
        who = council.people[person]
        token = await sign_in_as(self.database, council.slug, council.issuer, who)
        if confirmed:
            await confirm(self.database, token)
        return token


PEOPLE: dict[str, tuple[tuple[Role, ...], str | None]] = {
    "screener": ((Role.FRONT_DOOR_SCREENER,), "front_door"),
    "second_screener": ((Role.FRONT_DOOR_SCREENER,), "front_door"),
    "practitioner": ((Role.PRACTITIONER,), "specialist"),
    "locality_practitioner": ((Role.PRACTITIONER,), "locality"),
    "manager": ((Role.TEAM_MANAGER,), "front_door"),
    "specialist_manager": ((Role.TEAM_MANAGER,), "specialist"),
    "admin": ((Role.COUNCIL_ADMIN,), None),
    "consultant": ((Role.CS_CONSULTANT,), "specialist"),
    "chair": ((Role.CONFERENCE_CHAIR,), None),
    "panel_coordinator": ((Role.PANEL_COORDINATOR,), None),
    "auditor": ((Role.QA_AUDITOR,), None),
    "analyst": ((Role.ANALYST,), None),
    "ig_lead": ((Role.IG_LEAD,), None),
    "overlap_coordinator": ((Role.OVERLAP_COORDINATOR,), None),
}
PARTNER = "partner"
"""Somebody who works for the council's partner organisation. They sign in through the provider to be quick about it; in
life they have an account of ours."""
NAMES = {"larkmere": "Larkmere Council", "hallowdene": "Hallowdene County Council"}


async def sign_in_as(database: Database, slug: str, issuer: str, who: Person) -> str:
    session = await make_session(
        lent(database.login_url),
        slug=slug,
        issuer=issuer,
        subject=who.subject,
        name=who.name,
        groups=[str(role) for role in who.roles],
        agent="tests",
    )
    assert session is not None
    return session.token


async def confirm(database: Database, token: str) -> None:
    """As if the person had just shown that it is still they."""
    ahead = "update identity.sessions set confirmed_at = now() + interval '1 day' where token_hash = sha256(:token)"
    async with lent(database.owner_url).begin() as connection:
        await connection.execute(text(ahead), {"token": token.encode()})


async def make_world(database: Database) -> World:
    """Both councils with every role; nothing in their casework yet."""
    async with acting_as_setup(database.owner_url) as connection:
        await add_provider(connection, "operator", None, _provider("operator"))
        await let_in(connection, PlatformPerson("op-1", "Oksana Operator", Role.PLATFORM_OPERATOR))
        larkmere = await make_council(connection, "larkmere", "#24478f")
        hallowdene = await make_council(connection, "hallowdene", "#7b1e4b")
    return World(database, larkmere, hallowdene)


async def make_council(connection: AsyncConnection, slug: str, colour: str) -> TestCouncil:
    new = NewCouncil(
        slug=slug,
        name=NAMES.get(slug, slug.title()),
        kind="london_borough" if slug == "larkmere" else "county",
        nation="england",
        legal_powers=("ca1989_s47", "ca2004_s10", "ca2004_s11"),
        areas=(f"Area of {slug.title()}",),  # on the public register, which everybody reads
        languages=("en", "cy"),
        colour=colour,
        front_door_phone="020 7946 0142",
        out_of_hours_phone="020 7946 0143",
    )
    council = TestCouncil(await add_council(connection, new), slug, f"https://id.{slug}.example")
    await add_provider(connection, slug, council.id, _provider(slug))
    for kind in ("front_door", "specialist", "locality"):
        name = f"{kind.replace('_', ' ').title()} {canary(slug)}"
        council.teams[kind] = await add_team(connection, council.id, name, kind)
    await _map_roles(connection, council)
    for key in PEOPLE:
        await _add_person(connection, council, key)
    await add_partner(connection, council, PARTNER, "vcs")
    return council


async def add_partner(
    connection: AsyncConnection,
    council: TestCouncil,
    key: str,
    kind: str,
    role: Role = Role.PARTNER,
    organisation: UUID | None = None,
) -> UUID:
    """Somebody of a new partner organisation, or of one that is there; the organisation's id."""
    where = organisation or uuid7()
    now = datetime.now(UTC)
    row = {"tenant_id": council.id, "id": where, "name": f"{key} organisation {canary(council.slug)}", "kind": kind}
    if organisation is None:
        await connection.execute(insert(PartnerOrganisation), row | {"created_at": now, "changed_at": now})
    name, subject = f"{key.replace('_', ' ').title()} {canary(council.slug)}", f"{council.slug}-{key}"
    staff = NewStaff(name=name, roles=(role,), team_ids=(), subject=subject)
    staff_id = await add_staff(connection, council.slug, council.id, staff)
    works = update(Staff).where(Staff.tenant_id == council.id, Staff.id == staff_id)
    await connection.execute(works.values(organisation_id=where))
    council.people[key] = Person(name, staff_id, subject, (role,))
    council.organisation = council.organisation or where
    return where


async def _map_roles(connection: AsyncConnection, council: TestCouncil) -> None:
    for role in (*STAFF_ROLES, *PARTNER_ROLES):
        await map_group(connection, council.id, str(role), role=role)


async def _add_person(connection: AsyncConnection, council: TestCouncil, key: str) -> None:
    roles, team = PEOPLE[key]
    name = f"{key.replace('_', ' ').title()} {canary(council.slug)}"
    subject = f"{council.slug}-{key}"
    teams = (council.teams[team],) if team else ()
    staff = NewStaff(name=name, roles=roles, team_ids=teams, subject=subject)
    staff_id = await add_staff(connection, council.slug, council.id, staff)
    council.people[key] = Person(name, staff_id, subject, roles)


def _provider(slug: str) -> NewProvider:
    return NewProvider(issuer=f"https://id.{slug}.example", client_id=f"cg-{slug}", client_secret="secret")


async def count_rows(connection: AsyncConnection, table: str) -> int:
    return int(await connection.scalar(text(f"select count(*) from {table}")) or 0)
