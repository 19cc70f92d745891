"""A council's administrator says on which days it is closed, and the worker carries out what follows, at a moment that
the test chooses."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from casework import acting
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.councils.settling import change_days, own_council
from commonground.platform.identity.passes import claim_job, finish_job
from commonground.platform.ids import uuid7
from commonground.platform.outbox import FactKind
from commonground.platform.work import begin
from commonground.tenants.pathways.models import ReferralStep
from commonground.tenants.referrals.models import ReferralEvent
from commonground.tenants.subject_access.models import AccessRequest
from commonground.workers.actors.effects import EFFECTS
from councils import TestCouncil
from stage import Stage

OPENS, CLOSES = time(8, 30), time(17)
_WAITING = "select id from system.outbox where kind = 'working_days_changed' and done_at is null order by id limit 1"


async def close_on(
    stage: Stage, council: TestCouncil, *days: date, now: datetime, opens: time = OPENS, closes: time = CLOSES
) -> int:
    """Saved, and carried out. How many facts there were to carry out."""
    async with acting(stage.world, council, "admin", now=now) as work:
        await change_days(work, await own_council(work), opens=opens, closes=closes, closures=days)
    carried_out = 0
    while (fact := await stage.ask(_WAITING)) is not None:
        await carry_out_at(stage, fact, now)
        carried_out += 1
    return carried_out


async def carry_out_at(stage: Stage, fact: UUID, now: datetime) -> None:
    async with begin(stage.worker, now=now) as work:
        job = await claim_job(work, fact)
        assert job is not None
        await EFFECTS[FactKind(job.kind)](work, job)
        await finish_job(work)
        await work.commit()


async def clock(
    stage: Stage, council: TestCouncil, due: datetime, *lines: tuple[datetime, str | None, str], **changes: Any
) -> UUID:
    """A referral whose clock was turned by these lines of its history: when, from which state and to which."""
    state = lines[-1][2]
    paused = lines[-1][0] if state == "waiting" else None
    held: dict[str, Any] = {"paused_at": paused, "asked": "school" if paused else None, "received_at": lines[0][0]}
    if state == "decided":
        held |= {"outcome": "advice", "rationale": "Nobody is there.", "decided_by": stage.staff(council, "screener")}
    referral = await stage.referral(council, decision_due_at=due, state=state, **held, **changes)
    rows = [
        {"tenant_id": council.id, "id": uuid7(), "referral_id": referral, "at": at, "from_state": before,
         "to_state": after, "verb": "reassign" if before else "receive"}
        for at, before, after in lines
    ]  # fmt: skip  # a row
    async with acting_as_setup(stage.world.database.owner_url) as connection:
        await connection.execute(insert(ReferralEvent), rows)
    return referral


async def step(
    stage: Stage, council: TestCouncil, referral: UUID, decided: datetime, due: datetime | None, days: int, **more: Any
) -> UUID:
    """Something to do within so many working days from a decision."""
    row = {"tenant_id": council.id, "id": uuid7(), "referral_id": referral, "decided_at": decided, "number": 1,
           "what": "Ring the school", "who": "lead", "days": days, "origin": "council_policy", "due_at": due,
           "status": "open"} | more  # fmt: skip  # a row
    async with acting_as_setup(stage.world.database.owner_url) as connection:
        await connection.execute(insert(ReferralStep), row)
    return UUID(str(row["id"]))


async def request(stage: Stage, council: TestCouncil, received: date, due: date, **more: Any) -> UUID:
    """Somebody asked what is held about them."""
    row = {"tenant_id": council.id, "id": uuid7(), "name": "Tomos Reed", "aliases": [], "asked_by": "themselves",
           "identity_words": "Passport seen", "received_on": received, "due_on": due, "trial": False,
           "opened_by": stage.staff(council, "ig_lead"), "opened_at": datetime.now().astimezone()}  # fmt: skip  # a row
    async with acting_as_setup(stage.world.database.owner_url) as connection:
        await connection.execute(insert(AccessRequest), row | more)
    return UUID(str(row["id"]))


async def due_of(stage: Stage, *referrals: UUID) -> list[datetime]:
    query = "select decision_due_at from tenants.referrals where id = :id"
    return [await stage.ask(query, id=each) for each in referrals]
