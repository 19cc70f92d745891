"""What came to a record since another one went into it is told before they are taken apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework import Known, acting, add_context, add_referral
from commonground.platform.access import Action
from commonground.tenants.contexts import service
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.contexts.since import Since, came_since
from commonground.tenants.referrals.load import load_referral
from councils import World
from merged_records import LATER, NOON, flag_on, merge, two
from told import tell


async def test_it_says_what_came_since(world: World) -> None:
    one, other = await two(world)
    await merge(world, one, other)
    hidden = await add_referral(world, world.larkmere, state="decided", context=other, named=("manager",))
    came = await add_referral(world, world.larkmere, state="decided", team="specialist", context=other)
    async with acting(world, world.larkmere, "practitioner", now=LATER) as work:
        row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT, lock=True)
        await service.add_note(work, row, "Seen again")
        for told in (hidden, came):
            service.add_event(work, row.id, ContextVerb.LINK, referral_id=told.id)
    async with acting(world, world.larkmere, "practitioner", now=LATER, keep=False) as work:
        row = await load_context(work, other.reference, to=Action.READ_CONTEXT)
        assert await came_since(work, row, NOON) == Since(1, 1, 0, 0, 0, 0, 0, 0, 0)
        assert (await load_referral(work, came.reference, to=Action.READ_REFERRAL)).id == came.id


async def put_around(world: World, known: Known, near: Known, at: datetime) -> None:
    """One of everything that is put on a context, beside contacts and notes; and a relation from the other side."""
    council, staff = world.larkmere, world.larkmere.people["practitioner"].staff_id
    ids = {"council": council.id, "record": known.id, "staff": staff, "at": at, "near": near.id}
    put = "(tenant_id, id, {}) values (:council, gen_random_uuid(), {})"
    relation = put.format("context_id, other_id, kind, put_at, put_by", "{}, 'opposite', :at, :staff")
    for statement in (
        "context_actions " + put.format("context_id, what, owner_id, due_on, added_by, added_at",
                                        ":record, 'Light it', :staff, now(), :staff, :at"),
        "context_relations " + relation.format(":record, :near"),
        "context_relations " + relation.format(":near, :record"),
        "person_links " + put.format("context_id, case_reference, role, reason, review_on, put_at, put_by",
                                     ":record, gen_random_uuid()::text, 'witness', 'Saw it', now(), :at, :staff"),
        "children_affected " + put.format("context_id, band, source, believed_on, put_at, put_by",
                                          ":record, '3_5', 'police', now(), :at, :staff"),
        "attachments " + put.format("record_kind, record_id, object_id, name, kind, size, digest, state, added_at,"
                                    " added_by", "'context', :record, gen_random_uuid(), 'map', 'png', 1,"
                                    " sha256('x'), 'clean', :at, :staff"),
    ):  # fmt: skip  # one line to a table
        used = {name: value for name, value in ids.items() if f":{name}" in statement}
        await tell(world, f"insert into tenants.{statement}", **used)
    flag = await flag_on(world, known)
    await tell(world, "update tenants.warning_flags set raised_at = :at where id = :id", at=at, id=flag)


async def alert(world: World, known: Known, person: str) -> None:
    await tell(
        world,
        "insert into council.notifications (tenant_id, id, staff_id, fact_id, kind, subject_kind, subject_id,"
        " reference, occurred_at) values (:council, gen_random_uuid(), :staff, gen_random_uuid(), 'contacts_add_up',"
        " 'context', :id, :reference, :at)",
        council=world.larkmere.id, staff=world.larkmere.people[person].staff_id, id=known.id,
        reference=known.reference, at=LATER,
    )  # fmt: skip  # one statement


async def test_everything_that_came_since_is_counted_and_nothing_that_goes_back(world: World) -> None:
    one, other = await two(world)
    late, near = await add_context(world, world.larkmere), await add_context(world, world.larkmere)
    hidden = await add_context(world, world.larkmere, named=("manager",), lead=None)
    await put_around(world, other, near, NOON - timedelta(days=1))  # before any of it
    await put_around(world, late, near, LATER)  # which goes in later, and brings it along
    await merge(world, one, other)
    await merge(world, late, other)
    await put_around(world, other, near, LATER)
    await put_around(world, near, hidden, LATER)  # beside it
    await tell(
        world,
        "insert into tenants.context_relations (tenant_id, id, context_id, other_id, kind, put_at, put_by)"
        " values (:council, gen_random_uuid(), :here, :hidden, 'opposite', :at, :staff)",
        council=world.larkmere.id, here=other.id, hidden=hidden.id, at=LATER,
        staff=world.larkmere.people["practitioner"].staff_id,
    )  # fmt: skip  # one statement
    for person in ("practitioner", "practitioner", "manager"):
        await alert(world, other, person)

    async def seen(person: str) -> Since:
        async with acting(world, world.larkmere, person, now=LATER, keep=False) as work:
            row = await load_context(work, other.reference, to=Action.CHANGE_CONTEXT)
            return await came_since(work, row, NOON)

    assert await seen("practitioner") == Since(
        contacts=0, notes=0, actions=1, relations=2, people=1, children=1, files=1, flags=1, alerts=2
    )
    theirs = await seen("screener")
    assert (theirs.people, theirs.alerts) == (0, 0), "person links are the team’s own, and notices each one’s"
    assert theirs.actions == 1
