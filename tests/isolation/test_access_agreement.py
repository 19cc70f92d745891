"""One record and lists are decided alike: `decide` in Python and `reachable` in SQL, over a real database."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from commonground.platform.access import Action, Actor, BrokenGlass, Held, Role, decide
from commonground.platform.access.actor import ANYONE
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.base import Base
from commonground.platform.database.engine import make_engine
from commonground.platform.identity.passes import open_session
from commonground.platform.work import Work, begin
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.contexts.load import load_context, visible_contexts
from commonground.tenants.contexts.models import ContextRow, NamedPerson
from commonground.tenants.referrals.load import load_referral, visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from councils import TestCouncil, World, make_world
from postgres import Database
from seeding import Row, make_row

PEOPLE = ("screener", "practitioner", "locality_practitioner", "manager", "admin")
# Actions of everybody, with no record behind them.
RECORDLESS = (Action.OPEN_PUBLIC_PAGE, Action.REPORT_WORRY, Action.COLLECT, Action.SIGN_IN, Action.SIGN_OUT,
              Action.LOOK_AFTER_ACCOUNT,
              Action.RUN_PLATFORM, Action.BRING_ON_COUNCIL, Action.USE_SUPPORT)  # fmt: skip
ON_RECORDS = tuple(action for action in Action if action not in RECORDLESS)


@dataclass
class Records:
    """Every sort of record in both councils, as the decision sees them: by reference, within the actor's council."""

    world: World
    engine: AsyncEngine
    runner: asyncio.Runner
    token: str
    referrals: dict[str, Held]
    contexts: dict[str, Held]


@pytest.fixture(scope="module")
def records(database: Database) -> Iterator[Records]:
    with asyncio.Runner() as runner:
        made = runner.run(_make(database, runner))
        yield made
        runner.run(made.engine.dispose())


async def _make(database: Database, runner: asyncio.Runner) -> Records:
    world = await make_world(database)
    found = [await _fill(world, council) for council in (world.larkmere, world.hallowdene)]
    token = await world.token(world.larkmere, "screener")
    return Records(world, make_engine(database.app_url, pool_size=1), runner, token, *found[0])


async def _fill(world: World, council: TestCouncil) -> tuple[dict[str, Held], dict[str, Held]]:
    dice = random.Random(council.slug)
    staff = [council.people[name].staff_id for name in PEOPLE]
    sorts = itertools.product(council.teams.values(), [None, *staff], [False, True], ["place", "group", None])
    referrals: dict[str, Held] = {}
    contexts: dict[str, Held] = {}
    async with acting_as_setup(world.database.owner_url) as connection:
        for number, (team, lead, restricted, kind) in enumerate(sorts):
            named = frozenset(person for person in staff if person and restricted and dice.random() < 0.4)
            for model, kept in ((ReferralRow, referrals), (ContextRow, contexts)):
                reference = f"{model.__tablename__[:1].upper()}{number}"
                row = _row(_table(model), council, team, lead, kind) | {"restricted": restricted}
                await connection.execute(insert(model), row | {"reference": reference})
                people = [_named(council, row["id"], person) for person in named]
                if people:
                    await connection.execute(insert(NamedPerson), people)
                broken = await _break_glass(connection, council, row["id"], staff, dice)
                kept[reference] = Held(team, lead, restricted, kind == "group", named, broken)
    return referrals, contexts


def _row(table: Table, council: TestCouncil, team: UUID, lead: UUID | None, kind: str | None) -> Row:
    parents: Mapping[str, Row] = {"council.teams": {"tenant_id": council.id, "id": team},
                                  "council.staff": {"tenant_id": council.id, "id": lead},
                                  "tenants.contexts": {"tenant_id": council.id, "id": None}}  # fmt: skip
    row = make_row(table, council, parents) | {"lead_id": lead, "version": 1}
    return row | ({"subject_kind": kind} if "subject_kind" in row else {"kind": kind or "online"})


async def _break_glass(
    connection: AsyncConnection, council: TestCouncil, record: object, staff: list[UUID | None], dice: random.Random
) -> dict[UUID, BrokenGlass]:
    """Now and then somebody has opened it: for now, until a moment ago, or until somebody ended it."""
    found: dict[UUID, BrokenGlass] = {}
    for person in staff:
        if person is None or dice.random() > 0.15:
            continue
        parent: Mapping[str, Row] = {"council.staff": {"tenant_id": council.id, "id": person}}
        now, over = datetime.now(UTC), dice.choice(["open", "open", "past", "ended"])
        began = now - timedelta(hours=4 if over == "past" else 1)
        use = make_row(_table(BreakGlassUse), council, parent) | {
            "record_id": record, "started_at": began, "until_at": began + timedelta(hours=3),
            "ended_at": now if over == "ended" else None, "reviewed_at": None,
        }  # fmt: skip  # a row
        await connection.execute(insert(BreakGlassUse), use)
        if over == "open":
            found[person] = BrokenGlass(UUID(str(use["id"])), began + timedelta(hours=3))
    return found


def _named(council: TestCouncil, record: object, person: UUID) -> Row:
    return make_row(_table(NamedPerson), council, {"council.staff": {"tenant_id": council.id, "id": person}}) | {
        "record_id": record
    }


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


@st.composite
def actors(draw: st.DrawFn) -> tuple[tuple[Role, ...], str, tuple[str, ...]]:
    """Roles, person and teams in any combination, the usual ones among them."""
    roles = draw(st.lists(st.sampled_from(sorted(Role)), min_size=0, max_size=3, unique=True))
    teams = draw(st.lists(st.sampled_from(["front_door", "specialist", "locality"]), max_size=3, unique=True))
    return tuple(roles), draw(st.sampled_from(PEOPLE)), tuple(teams)


Whoever = tuple[tuple[Role, ...], str, tuple[str, ...]]


def _actor(records: Records, whoever: Whoever, signed_in: Actor) -> Actor:
    roles, person, teams = whoever
    council = records.world.larkmere
    return replace(
        signed_in,
        roles=frozenset(roles),
        staff_id=council.people[person].staff_id,
        team_ids=frozenset(council.teams[team] for team in teams),
        confirmed_at=datetime.now(UTC),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whoever=actors(), action=st.sampled_from(ON_RECORDS))
def test_a_list_shows_what_each_record_would_answer(records: Records, whoever: Whoever, action: Action) -> None:
    async def compare() -> None:
        async with begin(records.engine) as work:
            actor = await _enter(records, work, whoever)
            for row, visible, held_by in (
                (ReferralRow, visible_referrals, records.referrals),
                (ContextRow, visible_contexts, records.contexts),
            ):
                answers = {reference: decide(actor, action, held) for reference, held in held_by.items()}
                usual = set(await work.mine.scalars(select(row.reference).where(visible(actor, action))))
                assert usual == {ref for ref, answer in answers.items() if answer and not answer.glass}
                every = set(await work.mine.scalars(select(row.reference).where(visible(actor, action, glass=True))))
                assert every == {reference for reference, answer in answers.items() if answer}

    records.runner.run(compare())


async def _enter(records: Records, work: Work, whoever: Whoever) -> Actor:
    signed_in = await open_session(work, records.token)
    assert signed_in is not None
    work.actor = _actor(records, whoever, signed_in)
    return work.actor


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whoever=actors(), action=st.sampled_from(ON_RECORDS), pick=st.integers(0, 10_000))
def test_opening_one_agrees_with_the_list(
    records: Records, whoever: Whoever, action: Action, pick: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the one way from a reference to a record; seeded references are short, so they are taken as they are."""
    monkeypatch.setattr("commonground.tenants.referrals.load.parse_reference", lambda text, **_: text)
    monkeypatch.setattr("commonground.tenants.contexts.load.parse_reference", lambda text, **_: text)
    referral = sorted(records.referrals)[pick % len(records.referrals)]
    context = sorted(records.contexts)[pick % len(records.contexts)]

    async def compare() -> None:
        async with begin(records.engine) as work:
            actor = await _enter(records, work, whoever)
            for load, reference, held in (
                (load_referral, referral, records.referrals[referral]),
                (load_context, context, records.contexts[context]),
            ):
                try:
                    await load(work, reference, to=action)
                    opened = True
                except NotFoundHereError:
                    opened = False
                assert opened == bool(decide(actor, action, held))

    records.runner.run(compare())


@pytest.mark.parametrize("action", ON_RECORDS, ids=str)
def test_who_is_not_of_the_staff_reaches_no_record(records: Records, action: Action) -> None:
    for actor in (ANYONE, replace(ANYONE, roles=frozenset({Role.PLATFORM_OPERATOR}))):
        assert not any(decide(actor, action, held) for held in records.referrals.values())
        assert str(visible_referrals(actor, action)) == "false"
        assert str(visible_contexts(actor, action)) == "false"


def test_each_sort_of_record_is_there(records: Records) -> None:
    """The comparison would agree on nothing at all, too."""
    assert len(records.referrals) == len(records.contexts) == 3 * 6 * 2 * 3
    manager = Actor(roles=frozenset({Role.TEAM_MANAGER}), staff_id=records.world.larkmere.people["manager"].staff_id)
    seen = [bool(decide(manager, Action.READ_CONTEXT, held)) for held in records.contexts.values()]
    assert 20 < sum(seen) < len(seen) - 20
    assert sum(len(held.broken) for held in records.contexts.values()) > 20
