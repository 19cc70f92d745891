"""A referral and a context of every sort: in each state of the product's own enums, with whatever can wait beside the
state, restricted or not, in each team; in both councils."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.platform.access import Action, Actor, Role
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.base import Base
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.references import ReferenceKind, new_reference
from commonground.platform.work import Work
from commonground.tenants.contexts.load import held_contexts, load_context, visible_contexts
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.contexts.types import ContextStatus
from commonground.tenants.referrals.load import held_referrals, load_referral, visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState
from commonground.tenants.retention.models import Disposal, Hold
from councils import TestCouncil, World, make_world
from postgres import Database
from seeding import Row, make_row

ME, MINE = "screener", "front_door"


class Circle(StrEnum):
    OPEN = "open"
    NAMED = "restricted, with me named on it"
    OTHERS = "restricted to others"


class Waits(StrEnum):
    """What waits with a record, beside its state."""

    NOTHING = "nothing"
    WITHDRAWAL = "the reporter wants to withdraw"
    HOLD = "it is held"
    DISPOSAL = "somebody proposed that it goes"


@dataclass(frozen=True)
class Sort:
    state: StrEnum
    waits: Waits
    circle: Circle
    team: str
    lead: str | None
    close: bool


def sorts(states: Iterable[StrEnum]) -> list[Sort]:
    teams, leads = (MINE, "specialist"), (None, ME)
    return [Sort(*each) for each in itertools.product(states, Waits, Circle, teams, leads, (False, True))]


@dataclass(frozen=True)
class Kind:
    """Referrals or contexts, and the one way to them."""

    model: type[ReferralRow] | type[ContextRow]
    held: Callable[[Work, Collection[UUID]], Any]
    visible: Callable[[Actor, Action], ColumnElement[bool]]
    load: Callable[..., Any]
    reads: Action
    reference: ReferenceKind
    states: type[StrEnum]


KINDS = (
    Kind(ReferralRow, held_referrals, visible_referrals, load_referral, Action.READ_REFERRAL,
         ReferenceKind.REFERRAL, ReferralState),
    Kind(ContextRow, held_contexts, visible_contexts, load_context, Action.READ_CONTEXT,
         ReferenceKind.CONTEXT, ContextStatus),
)  # fmt: skip  # a kind to two lines


@dataclass
class Records:
    """Larkmere's, by id. Hallowdene has one of each sort too, which nobody may find."""

    world: World
    engine: AsyncEngine
    runner: asyncio.Runner
    token: str
    sorts: dict[type[Base], dict[UUID, Sort]]


async def make_records(database: Database, runner: asyncio.Runner) -> Records:
    world = await make_world(database)
    found: dict[type[Base], dict[UUID, Sort]] = {}
    for council, kind in itertools.product((world.hallowdene, world.larkmere), KINDS):
        found[kind.model] = await _fill(world, council, kind)
    token = await world.token(world.larkmere, ME)
    return Records(world, make_engine(database.app_url, pool_size=1), runner, token, found)


async def _fill(world: World, council: TestCouncil, kind: Kind) -> dict[UUID, Sort]:
    rows = [(_row(council, kind, sort), sort) for sort in sorts(kind.states)]
    beside: dict[type[Base], list[Row]] = {kind.model: [], NamedPerson: [], Hold: [], Disposal: []}
    for row, sort in rows:
        beside[kind.model].append(row)
        for model, one in _beside(council, kind, row, sort):
            beside[model].append(one)
    async with acting_as_setup(world.database.owner_url) as connection:
        for model, some in beside.items():
            await connection.execute(insert(model), some)
    return {UUID(str(row["id"])): sort for row, sort in rows}


def _made(model: type[Base], council: TestCouncil, person: str, team: str = MINE) -> Row:
    assert isinstance(model.__table__, Table)
    parents: dict[str, Row] = {"council.teams": {"tenant_id": council.id, "id": council.teams[team]},
                               "council.staff": {"tenant_id": council.id, "id": council.people[person].staff_id},
                               "tenants.contexts": {"tenant_id": council.id, "id": None}}  # fmt: skip
    return make_row(model.__table__, council, parents)


def _row(council: TestCouncil, kind: Kind, sort: Sort) -> Row:
    row = _made(kind.model, council, ME, sort.team) | {
        "reference": new_reference(kind.reference), "restricted": sort.circle is not Circle.OPEN, "version": 1,
        "lead_id": council.people[sort.lead].staff_id if sort.lead else None,
    }  # fmt: skip  # a row
    if kind.model is ContextRow:
        return row | {"kind": "group" if sort.close else "place", "status": sort.state.value}
    now = datetime.now(UTC)
    return row | {
        "subject_kind": "group" if sort.close else "place", "state": sort.state.value, "outcome": "consultation",
        "paused_at": now if sort.state is ReferralState.WAITING else None,
        "withdrawal_asked_at": now if sort.waits is Waits.WITHDRAWAL else None,
    }  # fmt: skip  # a row


def _beside(council: TestCouncil, kind: Kind, row: Row, sort: Sort) -> Iterator[tuple[type[Base], Row]]:
    """Who is named on it, and what waits with it."""
    about = {"record_id": row["id"], "record_kind": kind.model.__tablename__[:-1], "reference": row["reference"]}
    if sort.circle is not Circle.OPEN:
        person = ME if sort.circle is Circle.NAMED else "manager"
        yield NamedPerson, _made(NamedPerson, council, person) | {"record_id": row["id"]}
    if sort.waits is Waits.HOLD:
        yield Hold, _made(Hold, council, "ig_lead") | about | {"lifted_at": None, "lifted_by": None}
    if sort.waits is Waits.DISPOSAL:
        open_still = dict.fromkeys(("withdrawn_at", "withdrawn_by", "stopped_at", "stopped_for"))
        yield Disposal, _made(Disposal, council, "ig_lead") | about | open_still


async def enter(records: Records, work: Work, role: Role) -> Actor:
    """Signed in, with this role alone."""
    signed_in = await open_session(work, records.token)
    assert signed_in is not None
    teams = frozenset({records.world.larkmere.teams[MINE]})
    work.actor = replace(signed_in, roles=frozenset({role}), team_ids=teams, confirmed_at=datetime.now(UTC))
    return work.actor
