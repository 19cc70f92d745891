"""Two councils in which the web and the worker are played and the database is real: facts by the real `publish` under
a session's pass, effects by the real actor under the job's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.access import known_roles
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.base import Base
from commonground.platform.identity.passes import open_session
from commonground.platform.ids import uuid7
from commonground.platform.notifications.service import list_mine
from commonground.platform.notifications.types import MyNotification, NotificationKind
from commonground.platform.notifications.ways import may_be_told
from commonground.platform.outbox import Fact, FactKind, publish
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import begin
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referring.models import Statement
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil, World, canary
from engines import lent

Values = dict[str, Any]


@dataclass
class Stage:
    """Puts records in and plays who acts on them. Changes are given by column."""

    world: World
    app: AsyncEngine
    worker: AsyncEngine

    async def referral(
        self, council: TestCouncil, *, team: str = "front_door", lead: str | None = None, **changes: Any
    ) -> UUID:
        now = datetime.now(UTC)
        values = self._held(council, team, lead) | {
            "reference": new_reference(ReferenceKind.REFERRAL),
            "route": "public",
            "source": "public",
            "subject_kind": "place",
            "title": f"Yard behind the shops {canary(council.slug)}",
            "harms": [],
            "state": "new",
            "received_at": now,
            "decision_due_at": now + timedelta(days=1),
            "changed_at": now,
        }
        return await self._put(ReferralRow, values | changes)

    async def context(
        self,
        council: TestCouncil,
        *,
        team: str = "specialist",
        lead: str | None = None,
        named: Sequence[str] = (),
        **changes: Any,
    ) -> UUID:
        """`named` restricts it to these people."""
        now = datetime.now(UTC)
        values = self._held(council, team, lead) | {
            "reference": new_reference(ReferenceKind.CONTEXT),
            "kind": "place",
            "name": f"Elm Park {canary(council.slug)}",
            "restricted": bool(named),
            "created_at": now,
            "changed_at": now,
        }
        context_id = await self._put(ContextRow, values | changes)
        await self.name_on(council, context_id, *named)
        return context_id

    async def report(
        self, council: TestCouncil, referral_id: UUID, *, messages: Sequence[str] = (), **changes: Any
    ) -> None:
        """The reporter's own words, and what they wrote since (`news`, `withdrawal`)."""
        mark, now = canary(council.slug), datetime.now(UTC)
        empty = ("address", "postcode", "online_handle", "when_said", "helps_said", "contact_name", "contact_value")
        values = dict.fromkeys(empty, "") | {
            "tenant_id": council.id,
            "id": uuid7(),
            "referral_id": referral_id,
            "code_hash": uuid7().bytes,
            "lang": "en",
            "subject": "place",
            "where_said": f"Somewhere else {mark}",
            "ages": [],
            "danger_page_seen": False,
            "what_said": f"I saw it {mark}",
            "contact_safe": "",
            "shown": {},
            "names_masked": 0,
            "sent_at": now,
        }
        report_id = await self._put(Report, values | changes)
        for kind in messages:
            ids = {"tenant_id": council.id, "id": uuid7(), "report_id": report_id}
            await self._put(ReportMessage, ids | {"kind": kind, "body": mark, "shown": mark, "at": now})

    async def statement(self, council: TestCouncil, referral_id: UUID, person: str, **changes: Any) -> None:
        """What this person wrote who referred it."""
        values = dict.fromkeys((*Statement.free, "postcode", "job", "phone"), "") | {
            "tenant_id": council.id,
            "id": uuid7(),
            "referral_id": referral_id,
            "staff_id": self.staff(council, person),
            "lang": "en",
            "subject": "place",
            "what_said": f"I saw it {canary(council.slug)}",
            "ages": [],
            "reported_to": [],
            "openness": "told",
            "basis": "public_task",
            "shown": {},
            "names_masked": 0,
            "sent_at": datetime.now(UTC),
        }
        await self._put(Statement, values | changes)

    async def name_on(self, council: TestCouncil, record_id: UUID, *people: str) -> None:
        for person in people:
            values = {"tenant_id": council.id, "record_id": record_id, "staff_id": self.staff(council, person)}
            await self._put(NamedPerson, values | {"since": datetime.now(UTC)})

    async def publish(
        self, council: TestCouncil, person: str, kind: FactKind, subject_id: UUID, *, times: int = 1
    ) -> list[UUID]:
        """As the web does: under this person's session, in one transaction."""
        subject = "context" if kind in (FactKind.CONTEXT_LEAD_GIVEN, FactKind.CONTEXT_MADE) else "referral"
        async with begin(self.app) as work:
            assert await open_session(work, await self.world.token(council, person))
            published = [await publish(work, Fact(kind, subject, subject_id)) for _ in range(times)]
            await work.commit()
        return published

    async def happens(self, council: TestCouncil, person: str, kind: FactKind, subject_id: UUID) -> UUID:
        """Published by this person, and carried out."""
        (fact_id,) = await self.publish(council, person, kind, subject_id)
        assert await carry_out(self.worker, fact_id)
        await self._told_to_nobody_else()
        return fact_id

    async def _told_to_nobody_else(self) -> None:
        """Nobody finds a kind in their list that their account says never comes to them."""
        query = "select s.roles, n.kind from council.notifications n join council.staff s on (s.tenant_id, s.id) ="
        async with lent(self.world.database.owner_url).connect() as connection:
            found = await connection.execute(text(f"{query} (n.tenant_id, n.staff_id)"))
        for roles, kind in found:
            assert may_be_told(known_roles(roles), NotificationKind(kind)), (roles, kind)

    async def told(self, council: TestCouncil, person: str) -> tuple[MyNotification, ...]:
        """What this person finds in their list."""
        async with begin(self.app) as work:
            assert await open_session(work, await self.world.token(council, person))
            return (await list_mine(work)).notifications

    async def who_was_told(self, council: TestCouncil) -> list[tuple[str, str]]:
        """(person, kind) of every notification in this council, sorted."""
        query = "select array_agg(array[staff_id::text, kind]) from council.notifications where tenant_id = :id"
        rows = await self.ask(query, id=council.id) or []
        names = {str(person.staff_id): name for name, person in council.people.items()}
        return sorted((names[staff_id], kind) for staff_id, kind in rows)

    async def ask(self, question: str, **asked: object) -> Any:
        """One value, asked by the superuser: for what no role of ours may see."""
        async with lent(self.world.database.owner_url).connect() as connection:
            return await connection.scalar(text(question), asked)

    async def run(self, statement: str, **asked: object) -> None:
        """One statement by the superuser, committed: for accidents."""
        async with lent(self.world.database.owner_url).begin() as connection:
            await connection.execute(text(statement), asked)

    @staticmethod
    def staff(council: TestCouncil, person: str) -> UUID:
        staff_id = council.people[person].staff_id
        assert staff_id
        return staff_id

    def _held(self, council: TestCouncil, team: str, lead: str | None) -> Values:
        lead_id = self.staff(council, lead) if lead else None
        return {"tenant_id": council.id, "id": uuid7(), "team_id": council.teams[team], "lead_id": lead_id}

    async def _put(self, model: type[Base], values: Values) -> UUID:
        async with acting_as_setup(self.world.database.owner_url) as connection:
            await connection.execute(insert(model), values)
        return UUID(str(values.get("id", values["tenant_id"])))


_ROLES = "update council.staff set roles = :roles where id = :id"


@asynccontextmanager
async def with_roles(stage: Stage, **roles: list[str]) -> AsyncIterator[None]:
    """People of Larkmere with other roles than their own, for a while."""
    larkmere = stage.world.larkmere
    for person, given in roles.items():
        await stage.run(_ROLES, roles=given, id=stage.staff(larkmere, person))
    try:
        yield
    finally:
        for person in roles:
            own = [role.value for role in larkmere.people[person].roles]
            await stage.run(_ROLES, roles=own, id=stage.staff(larkmere, person))
