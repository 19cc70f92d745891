"""Where a drill happens: a durable server, removed at the end, and councils that have a front door and nothing else."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from sqlalchemy import Text, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.migrations.run import upgrade
from commonground.infra.postgres import Cluster
from commonground.platform.access.roles import Role
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
from commonground.platform.councils.people import Staff, TeamMember
from commonground.platform.database.engine import make_engine
from commonground.platform.database.roles import APP, LOGIN, LOGINS, RELAY, WORKER, prepare_roles
from commonground.platform.identity.sign_in import make_session
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.referrals.models import ReferralRow

DATABASE = "drill"
_REFERRALS = 20
_MANAGER = "manager"


@dataclass(frozen=True)
class GroundCouncil:
    """`screeners` can sign in and are told of each new referral, as are the `others` who never sign in. Where mail is
    part of it, every referral speaks of danger, so that its mail goes at once."""

    id: UUID
    slug: str
    screeners: tuple[UUID, ...]
    referrals: tuple[UUID, ...]


@dataclass(frozen=True)
class Ground:
    """The server with its councils; `folder` is removed with it."""

    folder: Path
    cluster: Cluster
    councils: tuple[GroundCouncil, ...]
    database: str = DATABASE

    @property
    def owner_url(self) -> str:
        return self.cluster.url(database=DATABASE)

    @property
    def app_url(self) -> str:
        return self.cluster.url(APP, DATABASE)

    def environment(self, smtp_url: str = "") -> dict[str, str]:
        """What relay and worker need to know. Without a mail server no mail is sent."""
        mail = {"COMMONGROUND_SMTP_URL": smtp_url} if smtp_url else {}
        return mail | {
            "COMMONGROUND_DATABASE_WORKER_URL": self.cluster.url(WORKER, DATABASE),
            "COMMONGROUND_DATABASE_RELAY_URL": self.cluster.url(RELAY, DATABASE),
            "COMMONGROUND_STATE_DIR": str(self.folder / "state"),
        }

    def manager_token(self, council: GroundCouncil) -> str:
        """A session of somebody who causes facts and is told of none."""
        return self._token(council, _MANAGER, Role.TEAM_MANAGER)

    def screener_token(self, council: GroundCouncil, number: int) -> str:
        return self._token(council, f"screener-{number}", Role.FRONT_DOOR_SCREENER)

    def _token(self, council: GroundCouncil, subject: str, role: Role) -> str:
        return asyncio.run(_sign_in(self.cluster.url(LOGIN, DATABASE), council.slug, subject, role))


@contextmanager
def drill_ground(
    screeners: dict[str, int], more: dict[str, int] | None = None, *, mailed: Collection[str] = ()
) -> Iterator[Ground]:
    """A running server with a council for each slug of `screeners` and as many screeners who can sign in; `more` adds
    some who cannot. `mailed`: councils whose people have addresses; then every referral speaks of danger."""
    with tempfile.TemporaryDirectory(prefix="commonground-drill-") as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.start()
            asyncio.run(_make_database(cluster))
            upgrade(cluster.url(database=DATABASE))
            councils = asyncio.run(_make_councils(cluster.url(database=DATABASE), screeners, more or {}))
            if mailed:
                posted = [council for council in councils if council.slug in mailed]
                asyncio.run(_let_be_mailed(cluster.url(database=DATABASE), posted))
            yield Ground(Path(folder), cluster, councils)
        finally:
            cluster.destroy()


async def _make_database(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url())
    try:
        await prepare_roles(connection, cluster.passwords_for(LOGINS))
        await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


async def _let_be_mailed(url: str, councils: Collection[GroundCouncil]) -> None:
    async with acting_as_setup(url) as connection:
        for council in councils:
            theirs = (Staff.tenant_id == council.id) & (Staff.display_name != "Manager")
            address = Staff.id.cast(Text) + f"@{council.slug}.example"
            await connection.execute(update(Staff).where(theirs).values(email=address))
        await connection.execute(update(ReferralRow).values(attention="danger"))


async def _make_councils(url: str, screeners: dict[str, int], more: dict[str, int]) -> tuple[GroundCouncil, ...]:
    async with acting_as_setup(url) as connection:
        return tuple([await _make_council(connection, slug, screeners[slug], more.get(slug, 0)) for slug in screeners])


async def _make_council(connection: AsyncConnection, slug: str, screeners: int, others: int) -> GroundCouncil:
    council_id = await add_council(
        connection,
        NewCouncil(
            slug=slug, name=slug.title(), kind="county", nation="england", legal_powers=("ca1989_s47",),
            areas=(slug.title(),), colour="#24478f", front_door_phone="020 7946 0142",
            out_of_hours_phone="020 7946 0143",
        ),
    )  # fmt: skip
    provider = NewProvider(issuer=_issuer(slug), client_id="drill", client_secret="none")  # noqa: S106  # signs nobody in
    await add_provider(connection, slug, council_id, provider)
    team = await add_team(connection, council_id, "Front door", "front_door")
    for role in (Role.FRONT_DOOR_SCREENER, Role.TEAM_MANAGER):
        await map_group(connection, council_id, role, role=role)
    manager = NewStaff(name="Manager", roles=(Role.TEAM_MANAGER,), team_ids=(team,), subject=_MANAGER)
    await add_staff(connection, slug, council_id, manager)
    able = [await _add_screener(connection, slug, council_id, team, number) for number in range(screeners)]
    await _add_others(connection, council_id, team, others)
    return GroundCouncil(council_id, slug, tuple(able), await _add_referrals(connection, council_id, team))


async def _add_screener(connection: AsyncConnection, slug: str, council_id: UUID, team: UUID, number: int) -> UUID:
    name = f"screener-{number}"
    who = NewStaff(name=name, roles=(Role.FRONT_DOOR_SCREENER,), team_ids=(team,), subject=name)
    return await add_staff(connection, slug, council_id, who)


async def _add_others(connection: AsyncConnection, council_id: UUID, team: UUID, others: int) -> None:
    ids = [uuid7() for _ in range(others)]
    if ids:
        roles = {"tenant_id": council_id, "roles": [Role.FRONT_DOOR_SCREENER.value], "display_name": "Screener"}
        await connection.execute(insert(Staff), [roles | {"id": staff_id} for staff_id in ids])
        member = {"tenant_id": council_id, "team_id": team, "by_provider": False}
        await connection.execute(insert(TeamMember), [member | {"staff_id": staff_id} for staff_id in ids])


async def _add_referrals(connection: AsyncConnection, council_id: UUID, team: UUID) -> tuple[UUID, ...]:
    now = datetime.now(UTC)
    common = {
        "tenant_id": council_id, "route": "public", "source": "public", "subject_kind": "place", "title": "Bus stop",
        "harms": [], "state": "new", "received_at": now, "decision_due_at": now + timedelta(days=1), "team_id": team,
        "changed_at": now,
    }  # fmt: skip
    ids = [uuid7() for _ in range(_REFERRALS)]
    rows = [common | {"id": row_id, "reference": new_reference(ReferenceKind.REFERRAL)} for row_id in ids]
    await connection.execute(insert(ReferralRow), rows)
    return tuple(ids)


async def _sign_in(login_url: str, slug: str, subject: str, role: Role) -> str:
    engine = make_engine(login_url, pooled=False)
    try:
        session = await make_session(
            engine, slug=slug, issuer=_issuer(slug), subject=subject, name=subject, groups=[role], agent="drill"
        )
    finally:
        await engine.dispose()
    if session is None:
        raise RuntimeError(f"{subject} of {slug} could not sign in")
    return session.token


def _issuer(slug: str) -> str:
    return f"https://id.{slug}.example"
