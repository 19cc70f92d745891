"""Casework for tests: referrals with the reporter's words, contexts, people named on them. Every cell has a canary."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.ids import uuid7
from commonground.platform.references import (
    ReferenceKind,
    hash_return_code,
    new_reference,
    new_return_code,
)
from commonground.platform.work import Work, begin
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.models import ContextEvent, ContextRow, NamedPerson
from commonground.tenants.intake.models import Report, ReportMessage
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow
from councils import TestCouncil, World, canary
from engines import lent
from postgres import Database

ARRIVED = datetime(2026, 11, 18, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """A referral as it was put in for a test."""

    id: UUID
    reference: str
    report_id: UUID | None
    code: str


@dataclass(frozen=True)
class Known:
    """A context as it was put in for a test."""

    id: UUID
    reference: str


# Long: a referral with its history, report and names is one picture.
async def add_referral(
    world: World,
    council: TestCouncil,
    *,
    state: str = "new",
    kind: str | None = "place",
    team: str = "front_door",
    lead: str | None = None,
    context: Known | None = None,
    named: Sequence[str] = (),
    title: str = "Takeaway on Mill Lane, back yard",
    what: str = "Most evenings after school there are young people in the yard behind the takeaway.",
    masked: str = "",
    lang: str = "en",
    with_report: bool = True,
    received: datetime = ARRIVED,
    harms: Sequence[str] = ("cce",),
    outcome: str | None = None,
    where: str = "Golden Spoon, Mill Lane",
    attention: str | None = None,
    wished: bool = False,
    asked: str = "reporter",
    danger: str = "no",
    subject: str = "place",
    follows: bool = False,
) -> Told:
    """A referral that came over the public form. `masked` is what is shown of `what`; `named` restricts it. `subject`
    is what the reporter called it. `follows`: it was restricted with its context."""
    mark = canary(council.slug)
    told = Told(uuid7(), new_reference(ReferenceKind.REFERRAL), uuid7() if with_report else None, new_return_code())
    person = council.people[lead].staff_id if lead else None
    decided = state in ("decided", "needs_lead")
    row = {
        "tenant_id": council.id,
        "id": told.id,
        "reference": told.reference,
        "route": "public" if with_report else "professional",
        "source": "public" if with_report else "school",
        "subject_kind": kind,
        "title": f"{title} {mark}",
        "harms": list(harms),
        "children": "3_5",
        "state": state,
        "restricted": bool(named),
        "follows_context": follows,
        "received_at": received,
        "decision_due_at": received + timedelta(days=1, hours=-5),
        "paused_at": received + timedelta(hours=12) if state == "waiting" else None,
        "asked": asked if state == "waiting" else None,
        "asked_whom": "",
        "team_id": council.teams[team],
        "lead_id": person,
        "context_id": context.id if context else None,
        "outcome": (outcome or "consultation") if decided else None,
        "rationale": f"Because {mark}" if decided else "",
        "decided_at": received + timedelta(hours=13) if decided else None,
        "decided_by": council.people["screener"].staff_id if decided else None,
        "changed_at": received,
        "attention": attention,
        "withdrawal_asked_at": received + timedelta(hours=1) if wished else None,
    }
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ReferralRow), row)
        await connection.execute(insert(ReferralEvent), _received(council, told, received))
        if told.report_id:
            words = {"what": f"{what} {mark}", "shown": f"{masked or what} {mark}", "where": f"{where} {mark}"}
            report = _report(council, told, received, words, lang, bool(masked))
            await connection.execute(insert(Report), report | {"danger": danger, "subject": subject})
        await connection.execute(insert(NamedPerson), _named(council, told.id, named, received)) if named else None
    return told


async def say_plainly(world: World, told: Told, where: str, address: str, *, handle: str = "") -> Told:
    """Without canaries in what it is compared by: a word that all have in common would make all of them alike."""
    plain = text(
        "update tenants.reports set where_said = :where, address = :address, postcode = '', online_handle = :handle"
        " where id = :id"
    )
    async with as_owner(world.database) as engine, engine.begin() as connection:
        said = {"where": where, "address": address, "handle": handle, "id": told.report_id}
        await connection.execute(plain, said)
    return told


def _received(council: TestCouncil, told: Told, at: datetime) -> dict[str, object]:
    ids = {"tenant_id": council.id, "id": uuid7(), "referral_id": told.id, "at": at}
    return ids | {"verb": "receive", "from_state": None, "to_state": "new", "words": ""}


def _report(
    council: TestCouncil, told: Told, at: datetime, words: dict[str, str], lang: str, masked: bool
) -> dict[str, object]:
    mark = canary(council.slug)
    said = {"where_said": words["where"], "address": f"Mill Lane {mark}", "online_handle": ""}
    said |= {"what_said": words["what"], "when_said": f"Weekdays {mark}", "helps_said": f"Owner {mark}"}
    return {
        "tenant_id": council.id,
        "id": told.report_id,
        "referral_id": told.id,
        "code_hash": hash_return_code(told.code),
        "lang": lang,
        "subject": "place",
        "postcode": "LM4 2QT",
        "venue": "takeaway",
        "group_size": None,
        "ages": ["13_15"],
        "danger": "no",
        "danger_page_seen": True,
        "how_often": "most_days",
        "connection": "lives_nearby",
        "contact_name": f"Neighbour {mark}",
        "contact_by": "email",
        "contact_value": f"n@{mark}.example",
        "contact_safe": f"Evenings {mark}",
        "shown": said | {"what_said": words["shown"]},
        "names_masked": 1 if masked else 0,
        "sent_at": at,
        **said,
    }


def _named(council: TestCouncil, record: UUID, people: Sequence[str], at: datetime) -> list[dict[str, object]]:
    common = {"tenant_id": council.id, "record_id": record, "since": at}
    return [common | {"staff_id": council.people[each].staff_id} for each in people]


async def add_context(
    world: World,
    council: TestCouncil,
    *,
    kind: str = "place",
    name: str = "Golden Spoon",
    team: str = "specialist",
    lead: str | None = "practitioner",
    named: Sequence[str] = (),
    status: str = "active",
    address: str = "14 Mill Lane",
    aliases: Sequence[str] = (),
    at: datetime = ARRIVED,
) -> Known:
    mark = canary(council.slug)
    known = Known(uuid7(), new_reference(ReferenceKind.CONTEXT))
    row = {
        "tenant_id": council.id,
        "id": known.id,
        "reference": known.reference,
        "kind": kind,
        "name": f"{name} {mark}",
        "aliases": [f"{alias} {mark}" for alias in aliases],
        "description": f"Young people gather behind it. {mark}",
        "venue": "takeaway" if kind == "place" else None,
        "address": f"{address} {mark}" if kind == "place" else "",
        "status": status,
        "restricted": bool(named),
        "team_id": council.teams[team],
        "lead_id": council.people[lead].staff_id if lead else None,
        "created_at": at,
        "changed_at": at,
    }
    opened = {"tenant_id": council.id, "id": uuid7(), "context_id": known.id, "at": at, "verb": "open", "words": mark}
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(insert(ContextRow), row)
        await connection.execute(insert(ContextEvent), opened)
        await connection.execute(insert(NamedPerson), _named(council, known.id, named, at)) if named else None
    return known


async def add_message(world: World, council: TestCouncil, told: Told, kind: str, body: str, shown: str = "") -> None:
    """Something the reporter wrote afterwards, as the public door puts it in."""
    mark = canary(council.slug)
    row = {"tenant_id": council.id, "id": uuid7(), "report_id": told.report_id, "kind": kind, "at": ARRIVED}
    async with acting_as_setup(world.database.owner_url) as connection:
        await connection.execute(
            insert(ReportMessage), row | {"body": f"{body} {mark}", "shown": f"{shown or body} {mark}"}
        )


@asynccontextmanager
async def acting(
    world: World, council: TestCouncil, person: str, *, now: datetime | None = None, keep: bool = True
) -> AsyncIterator[Work]:
    """A unit of work in which `person` of `council` acts; committed at the end unless it raised."""
    token = await world.token(council, person)
    async with begin(lent(world.database.app_url), now=now) as work:
        assert await open_session(work, token) is not None
        yield work
        if keep:
            await work.commit()


async def opens(world: World, person: str, record: Told | Known) -> bool:
    """Whether `person` of the first council can open it."""
    async with acting(world, world.larkmere, person, keep=False) as work:
        try:
            if isinstance(record, Told):
                await load_referral(work, record.reference, to=Action.READ_REFERRAL)
            else:
                await load_context(work, record.reference, to=Action.READ_CONTEXT)
        except NotFoundHereError:
            return False
    return True


@asynccontextmanager
async def as_owner(database: Database) -> AsyncIterator[AsyncEngine]:
    """The database past all policies, to see what was really written."""
    engine = make_engine(database.owner_url, pooled=False)
    try:
        yield engine
    finally:
        await engine.dispose()


class Statements:
    """Counts the SQL statements that an engine sends, transaction control left out."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.sent: list[str] = []
        self._engine = engine.sync_engine
        event.listen(self._engine, "before_cursor_execute", self._note)

    def stop(self) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _c: object, _cursor: object, statement: str, *_: object) -> None:
        self.sent.append(" ".join(statement.split()))

    def __len__(self) -> int:
        return len(self.sent)
