"""The tracker's statements are written once for a set of roles; each person still sees what the one rule gives them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import asyncpg

from casework import acting
from commonground.platform.access import Action, Actor, Role
from commonground.tenants.referrals import tracker, tracker_queries
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.tracker import Sort, View, Wanted
from councils import PEOPLE, TestCouncil, World, make_world
from plain_rows import name_people, put_context, put_referral
from postgres import Database

STATES = ("new", "screening", "decided", "withdrawn")


@pytest.fixture(scope="module")
def world(database: Database) -> World:
    made = asyncio.run(make_world(database))
    asyncio.run(_fill(made, made.larkmere))
    asyncio.run(_fill(made, made.hallowdene))
    return made


async def _fill(world: World, council: TestCouncil) -> None:
    """Every team, lead, kind and restriction, some of them about one context."""
    park = await put_context(world, council)
    now = datetime.now(UTC)
    for number in range(48):
        team = council.teams[("front_door", "specialist", "locality")[number % 3]]
        lead = council.people[sorted(PEOPLE)[number % 7]].staff_id if number % 4 == 0 else None
        about = {"subject_kind": "group" if number % 5 == 0 else "place", "team_id": team, "lead_id": lead}
        decided = {"outcome": "advice", "rationale": "Because.", "decided_by": council.people["screener"].staff_id}
        state = STATES[number % 4]
        made = await put_referral(
            world, council, **about, state=state, restricted=number % 6 == 0,
            context_id=park["id"] if number % 8 == 0 else None,
            decision_due_at=now + timedelta(hours=number - 24), **(decided if state == "decided" else {}),
        )  # fmt: skip
        if number % 12 == 0:
            await name_people(world, council, made["id"], "screener", "practitioner")


@pytest.mark.parametrize("person", sorted(PEOPLE))
async def test_each_person_sees_what_the_rule_gives(world: World, person: str) -> None:
    for council in (world.larkmere, world.hallowdene):
        async with acting(world, council, person, keep=False) as work:
            rule = select(ReferralRow.reference).where(visible_referrals(work.actor, Action.READ_REFERRAL))
            allowed = set(await work.mine.scalars(rule))
            found = await tracker.find(work, Wanted(view=View.ALL), most=1_000)
            assert {row.reference for row in found.rows} == allowed


@pytest.mark.parametrize("person", ["screener", "practitioner", "manager"])
async def test_the_figures_are_what_the_lists_hold(world: World, person: str) -> None:
    async with acting(world, world.larkmere, person, keep=False) as work:
        counted = await tracker.count(work)
        for view in (View.OPEN, View.MINE, View.OVERDUE, View.NOBODY, View.AGAIN):
            listed = (await tracker.find(work, Wanted(view=view), most=1_000)).rows
            assert getattr(counted, view.value) == len(listed), view
            if view is View.AGAIN:
                assert all(row.contacts > 1 for row in listed)
        alone = [row for row in (await tracker.find(work, Wanted(), most=1_000)).rows if row.contacts < 2]
        assert counted.open - counted.again == len(alone)


async def test_contacts_that_somebody_may_not_open_make_nothing_come_again_for_them(world: World) -> None:
    council = world.larkmere
    lone, busy = [(await put_context(world, council))["id"] for _ in range(2)]
    seen = await put_referral(world, council, context_id=lone)
    hidden = await put_referral(world, council, context_id=lone, restricted=True)
    await name_people(world, council, hidden["id"], "manager")
    pair = [await put_referral(world, council, context_id=busy) for _ in range(2)]
    told = {row["reference"]: row for row in (seen, hidden, *pair)}
    for person, counted in (("screener", (1, None, 2, 2)), ("manager", (2, 2, 2, 2))):
        contacts = {reference: count for reference, count in zip(told, counted, strict=True) if count is not None}
        async with acting(world, council, person, keep=False) as work:
            listed = (await tracker.find(work, Wanted(), most=1_000)).rows
            assert {row.reference: row.contacts for row in listed if row.reference in told} == contacts
            again = (await tracker.find(work, Wanted(view=View.AGAIN), most=1_000)).rows
            twice = {reference for reference, count in contacts.items() if count == 2}
            assert {row.reference for row in again} & told.keys() == twice


async def test_somebody_without_staff_or_roles_sees_nothing(world: World) -> None:
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        for nobody in (replace(work.actor, staff_id=None), replace(work.actor, roles=frozenset())):
            work.actor = nobody
            assert not (await tracker.find(work, Wanted(view=View.ALL))).rows
            assert (await tracker.count(work)).open == 0


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("sort", list(Sort))
def test_no_stand_in_is_left_in_a_statement(role: Role, sort: Sort) -> None:
    actor = Actor(roles=frozenset({role}), staff_id=tracker_queries._STAND_IN)
    stand_ins = {tracker_queries._STAND_IN, tracker_queries._STAND_IN_TEAM}
    for view in View:
        for statement in (
            tracker_queries.listing(actor, Wanted(view=view, sort=sort)),
            tracker_queries.counting(actor),
        ):
            bound = statement.compile(dialect=postgresql.dialect()).params.values()  # type: ignore[no-untyped-call]  # published without types
            assert not stand_ins & {value for each in bound for value in (each if isinstance(each, list) else [each])}


def test_a_statement_is_written_once_for_all_who_have_the_same_roles() -> None:
    first = Actor(roles=frozenset({Role.PRACTITIONER}), staff_id=tracker_queries._STAND_IN)
    second = replace(first, staff_id=tracker_queries._STAND_IN_TEAM, name="Another")
    assert tracker_queries.listing(first, Wanted()) is tracker_queries.listing(second, Wanted())
    assert tracker_queries.listing(first, Wanted()) is not tracker_queries.listing(
        replace(first, roles=frozenset({Role.FRONT_DOOR_SCREENER})), Wanted()
    )


@pytest.mark.parametrize("after", [None, ("2026-10-05 12:00:00+00", UUID(int=7))])
async def test_what_is_over_is_read_in_order_from_an_index(world: World, after: tuple[str, UUID] | None) -> None:
    """A page of nine hundred thousand rows costs what a page of fifty does: nothing is sorted, and a later page does
    not begin with the first."""
    async with acting(world, world.larkmere, "screener", keep=False) as work:
        query = tracker_queries.listing(work.actor, Wanted(view=View.CLOSED, after=after))
        asked = tracker_queries.asking(work.actor, work.now, 51)
        for each in ("seqscan", "sort", "bitmapscan"):
            await work.connection.execute(text(f"set local enable_{each} = off"))
        written = query.params(**asked).compile(dialect=asyncpg.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]  # published without types
        uuids = re.sub(r"ARRAY(\[[^]]*\])", r"ARRAY\1::uuid[]", str(written))
        plan = "\n".join(await work.connection.scalars(text(f"explain {uuids}")))
    assert "using ix_referrals_over" in plan, plan
    assert "Sort Key: (CASE" not in plan, plan
    conditions = [line for line in plan.split("\n") if "Index Cond" in line and "ROW(" in line]
    assert bool(conditions) is (after is not None), plan
