"""The three invented councils with their teams, people and sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.evidence import BEFORE, give_evidence
from commonground.infra.demo.tried import add_tried
from commonground.infra.demo_provider.registration import registration
from commonground.platform.access.roles import PARTNER_ROLES, STAFF_ROLES, Role
from commonground.platform.councils.onboard import (
    NewCouncil,
    NewProvider,
    NewStaff,
    add_council,
    add_provider,
    add_staff,
    add_team,
    map_group,
)
from commonground.platform.councils.register import checked
from commonground.platform.demo.personas import (
    CONTEXTUAL,
    FRONT_DOOR,
    NORTH,
    OPERATOR,
    Persona,
    personas_of,
    role_group,
    team_group,
)
from commonground.platform.identity.platform_people import PlatformPerson, let_in
from commonground.platform.settings import Settings

TEAMS = ((FRONT_DOOR, "front_door", None), (CONTEXTUAL, "specialist", None), (NORTH, "locality", "North"))


def _mark(path: str) -> bytes:
    """A council's mark, drawn in white for its own colour."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><path fill="#fff" d="{path}"/></svg>'.encode()


COUNCILS = (
    NewCouncil(slug="larkmere", name="Larkmere Council", name_cy="Cyngor Larkmere", kind="london_borough",
               nation="england", legal_powers=(), areas=("Larkmere",), languages=("en", "cy"), colour="#24478f",
               logo=_mark("M2 20c5-6 11-6 16 0s11 6 16 0v5c-5 6-11 6-16 0s-11-6-16 0zM18 3l5 9H13z"),
               front_door_phone="020 7946 0142", out_of_hours_phone="020 7946 0143", switched_off=()),
    NewCouncil(slug="hallowdene", name="Hallowdene County Council", kind="county", nation="england", legal_powers=(),
               areas=("Hallowdene",), languages=("en", "cy"), colour="#7b1e4b",
               logo=_mark("M3 29c5-15 25-15 30 0zM16 4h4v9h-4zM8 8l3-2 5 7-3 2zM28 8l-3-2-5 7 3 2z"),
               front_door_phone="01632 960142", out_of_hours_phone="01632 960143"),
    NewCouncil(slug="glanwern", name="Glanwern Council", name_cy="Cyngor Glanwern", kind="welsh_principal_area",
               nation="wales", legal_powers=(), areas=("Glanwern",), languages=("en", "cy"), colour="#8a3a12",
               logo=_mark("M2 26 13 8l6 10 4-6 11 14zM2 29h32v3H2z"),
               front_door_phone="01632 960152", out_of_hours_phone="01632 960153"),
)  # fmt: skip  # one council to a block


@dataclass
class Settled:
    """A council that has been put in: ids by the names that the stories use."""

    id: UUID
    nation: str
    teams: dict[str, UUID] = field(default_factory=dict)
    staff: dict[str, UUID] = field(default_factory=dict)


async def settle(connection: AsyncConnection, settings: Settings) -> dict[str, Settled]:
    """Every council, the operators' provider and every persona."""
    await add_provider(connection, OPERATOR, None, _provider(settings, OPERATOR))
    for persona in personas_of(OPERATOR):
        await let_in(connection, PlatformPerson(persona.subject, persona.name, *persona.roles))
    return {new.slug: await _settle_one(connection, settings, checked(new)) for new in COUNCILS}


async def _settle_one(connection: AsyncConnection, settings: Settings, new: NewCouncil) -> Settled:
    council = Settled(await add_council(connection, new), new.nation)
    await add_provider(connection, new.slug, council.id, _provider(settings, new.slug))
    for name, kind, area in TEAMS:
        council.teams[name] = await add_team(connection, council.id, name, kind, area)
        await map_group(connection, council.id, team_group(name), team_id=council.teams[name])
    # Whoever works for a partner has an account of ours in life; here they sign in like everybody, without a password.
    for role in (*STAFF_ROLES, *PARTNER_ROLES):
        await map_group(connection, council.id, role_group(role), role=role)
    for persona in personas_of(new.slug):
        council.staff[persona.subject] = await _add_persona(connection, council, persona)
    return council


async def show_evidence(connection: AsyncConnection, slug: str, council: Settled) -> None:
    """Once its partners are in: an assessment rests on them. Where nobody answers for information governance, nobody
    has tried the procedures yet."""
    admin, lead = (
        next((council.staff[each.subject] for each in personas_of(slug) if role in each.roles), None)
        for role in (Role.COUNCIL_ADMIN, Role.IG_LEAD)
    )
    await give_evidence(connection, council.id, admin)
    if admin is not None and lead is not None:
        await add_tried(connection, council.id, admin, lead, datetime.now(UTC) - BEFORE)


async def _add_persona(connection: AsyncConnection, council: Settled, persona: Persona) -> UUID:
    teams = (council.teams[persona.team],) if persona.team else ()
    lang = "cy" if persona.council == "glanwern" else "en"
    who = NewStaff(name=persona.name, roles=persona.roles, team_ids=teams, subject=persona.subject)
    new = replace(who, email=persona.email, lang=lang)
    return await add_staff(connection, persona.council, council.id, new)


def _provider(settings: Settings, slug: str) -> NewProvider:
    agreed = registration(settings, slug)
    return NewProvider(issuer=agreed.issuer, client_id=agreed.client_id, client_secret=agreed.client_secret)


async def move_providers(connection: AsyncConnection, settings: Settings) -> None:
    """The demonstration's provider stands one port above the pages: follow it when the port changes."""
    for slug in (OPERATOR, *(new.slug for new in COUNCILS)):
        moved = {"slug": slug, "issuer": registration(settings, slug).issuer}
        for table in ("providers", "credentials"):
            statement = f"update identity.{table} set issuer = :issuer where slug = :slug and issuer <> :issuer"  # noqa: S608  # two fixed names
            await connection.execute(text(statement), moved)
