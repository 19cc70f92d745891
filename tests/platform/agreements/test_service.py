"""Agreements over two councils and a third: each signs for itself, and whoever is not named finds nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from agreeing import CROSS_BORDER, TODAY, days, name_keepers, propose, seen, sign, third_council, withdraw
from casework import acting
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.agreements import queries, service
from commonground.platform.agreements.errors import AgreementRefusedError
from commonground.platform.agreements.rules import allowed, standing
from commonground.platform.agreements.types import Standing
from commonground.platform.crossings.types import Kind, Verb
from commonground.platform.refusals import IncompleteError
from commonground.tenants.worklist.items import Task
from commonground.tenants.worklist.queries import Wanted, waiting
from councils import TestCouncil, World, make_world
from postgres import Database
from told import ask, rows, tell

Councils = tuple[TestCouncil, TestCouncil, TestCouncil]
_PROPOSE = text("select crossing.propose_agreement(gen_random_uuid(), '{}', 'Job', null)")
_SIGN = text("select crossing.sign_agreement(:id, 'Job')")
_WITHDRAW = text("select crossing.withdraw_agreement(:id, 'Why')")
_DECIDES = text("select crossing.agreement_for(:one, :other, :verb, :kind)")


@pytest.fixture(scope="module")
def councils(database: Database) -> tuple[World, Councils]:
    async def made() -> tuple[World, Councils]:
        world = await make_world(database)
        third = await third_council(world)
        await name_keepers(world, world.larkmere, world.hallowdene, third)
        return world, (world.larkmere, world.hallowdene, third)

    return asyncio.run(made())


async def stands(world: World, council: TestCouncil, agreement: UUID) -> Standing:
    found = await seen(world, council, agreement)
    async with acting(world, council, "practitioner", keep=False) as work:
        return standing(found, council.id, work.now)


async def may(world: World, us: TestCouncil, other: TestCouncil) -> set[tuple[Verb, Kind]]:
    """What we may do with them, by the rules; the query and the database say the same of everything."""
    async with acting(world, us, "practitioner", keep=False) as work:
        found = allowed(await queries.agreements_of(work), us.id, other.id, work.now)
        by_query = {(verb, kind) for verb, kind in product(Verb, Kind)
                    if await queries.may_share(work, other.id, verb.value, kind.value)}  # fmt: skip
    asked = "select crossing.agreement_for(:one, :other, :verb, :kind) is not null"
    decided = set()
    for verb, kind in product(Verb, Kind):
        named = {"one": us.id, "other": other.id, "verb": verb.value, "kind": kind.value}
        decided |= {(verb, kind)} if (await ask(world, asked, **named))[0] else set()
    by_rule = {(verb, kind) for verb, kinds in found.items() for kind in kinds}
    assert by_rule == by_query == decided
    return by_rule


async def test_it_is_in_force_between_two_that_have_signed(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, third) = councils
    made = await propose(world, ours, theirs, kinds=("peer_group", "online"))
    assert (await stands(world, ours, made), await stands(world, theirs, made)) == (Standing.OTHERS, Standing.OURS)
    assert await may(world, ours, theirs) == set()
    await sign(world, theirs, made)
    expected = set(product((Verb.INFORM, Verb.WORK_JOINTLY), (Kind.PEER_GROUP, Kind.ONLINE)))
    assert await may(world, ours, theirs) == await may(world, theirs, ours) == expected
    assert await may(world, ours, third) == await may(world, third, ours) == set()
    found = await seen(world, theirs, made)
    assert [(each.council_id, each.by, each.job) for each in found.signatures] == [
        (ours.id, "Ig_Lead of Larkmere", "Head of information governance"),
        (theirs.id, "Ig_Lead of Hallowdene", "Lead for information governance"),
    ]
    await withdraw(world, theirs, made, "Our policy has changed")
    assert await may(world, ours, theirs) == set()
    left = (await seen(world, ours, made)).signatures[1]
    assert (left.withdrawn_by, left.withdrawn_words) == ("Ig_Lead of Hallowdene", "Our policy has changed")
    await sign(world, theirs, made)
    assert await may(world, ours, theirs) == expected, "signed again, it is another signature"
    assert len((await seen(world, ours, made)).signatures) == 3
    await withdraw(world, ours, made)


async def test_a_second_press_is_one_signature(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, _) = councils
    made = await propose(world, ours, theirs)
    await asyncio.gather(*(sign(world, theirs, made, person) for person in ("ig_lead", "admin", "ig_lead")))
    assert len((await seen(world, ours, made)).signatures) == 2
    said = "select count(*) from audit.entries where subject_id = :id and action = 'keep_agreements:sign'"
    assert (await ask(world, said, id=made))[0] == 2, "one entry in the trail of each"
    await withdraw(world, theirs, made)
    with pytest.raises(AgreementRefusedError):
        await withdraw(world, theirs, made)


async def test_what_is_done_stands_in_every_trail_and_the_others_are_told(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, third) = councils
    made = await propose(world, ours, theirs, third)
    await sign(world, theirs, made)
    await withdraw(world, ours, made)
    entries = await rows(world, "select tenant_id, staff_id, action, why from audit.entries where subject_id = :id"
                         " and action like 'keep_agreements:%' order by at", id=made)  # fmt: skip
    found = {(each.action, each.tenant_id): (each.staff_id, each.why) for each in entries}
    assert len(entries) == len(found) == 9
    for verb, by in (("propose", ours), ("sign", theirs), ("withdraw", ours)):
        for council in (ours, theirs, third):
            own = council is by
            name = "Larkmere Council" if by is ours else "Hallowdene County Council"
            expected = (by.people["ig_lead"].staff_id, None) if own else (None, f"By {name}")
            assert found[f"keep_agreements:{verb}", council.id] == expected
    told = await rows(world, "select kind, tenant_id, actor_id, subject_kind from system.outbox where subject_id = :id",
                      id=made)  # fmt: skip
    assert {(each.kind, each.tenant_id) for each in told} == {
        ("agreement_proposed", theirs.id), ("agreement_proposed", third.id), ("agreement_signed", ours.id),
        ("agreement_signed", third.id), ("agreement_withdrawn", theirs.id), ("agreement_withdrawn", third.id),
    }  # fmt: skip
    assert {(each.actor_id, each.subject_kind) for each in told} == {(None, "sharing_agreement")}


async def test_whoever_is_not_named_finds_nothing(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, third) = councils
    made = await propose(world, ours, theirs, name="Hidden from the third")
    async with acting(world, third, "ig_lead", keep=False) as work:
        assert made not in [each.id for each in await queries.agreements_of(work)]
        for done in (
            service.load_agreement(work, made),
            service.sign(work, made, "Job"),
            service.withdraw(work, made, "Why"),
            service.sign(work, uuid4(), "Job"),
        ):
            with pytest.raises(NotFoundHereError):
                await done
        typed = replace(CROSS_BORDER, councils=(ours.id, theirs.id))
        with pytest.raises(AgreementRefusedError):
            await service.propose(work, typed, made)
    assert [each.council_id for each in (await seen(world, ours, made)).signatures] == [ours.id]


@pytest.mark.parametrize(
    "person", ["screener", "practitioner", "manager", "consultant", "overlap_coordinator", "partner"]
)
async def test_only_keepers_propose_sign_and_withdraw(councils: tuple[World, Councils], person: str) -> None:
    """The database itself refuses everybody else, whatever the page would say."""
    world, (ours, theirs, _) = councils
    made = await propose(world, theirs, ours, name="Not theirs to sign")
    for query, given in ((_PROPOSE, {}), (_SIGN, {"id": made}), (_WITHDRAW, {"id": made})):
        async with acting(world, ours, person, keep=False) as work:
            with pytest.raises(ProgrammingError, match="this is for whoever keeps agreements"):
                await work.connection.execute(query, given)
    async with acting(world, ours, person, keep=False) as work:
        asked = {"one": ours.id, "other": theirs.id, "verb": "inform", "kind": "online"}
        with pytest.raises(ProgrammingError, match="permission denied"):
            await work.connection.execute(_DECIDES, asked)


async def test_the_version_before_stands_until_everybody_has_signed_the_newer_one(
    councils: tuple[World, Councils],
) -> None:
    world, (ours, theirs, third) = councils
    old = await propose(world, ours, theirs, third)
    await sign(world, theirs, old)
    await sign(world, third, old)
    with pytest.raises(IncompleteError, match="Everybody who holds themselves"):
        await propose(world, ours, theirs, old=old)
    newer = await propose(world, theirs, ours, third, old=old, verbs=("inform",))
    assert (await seen(world, ours, newer)).version == 2
    with pytest.raises(AgreementRefusedError, match="newer version waits"):
        await propose(world, ours, theirs, third, old=old)
    await sign(world, ours, newer)
    assert (Verb.WORK_JOINTLY, Kind.ONLINE) in await may(world, ours, theirs), "the third has not signed it"
    await sign(world, third, newer)
    assert await may(world, ours, theirs) == set(product([Verb.INFORM], Kind))
    assert await stands(world, ours, old) is Standing.OVER
    with pytest.raises(AgreementRefusedError):
        await propose(world, ours, theirs, third, old=old)
    for council in (ours, theirs, third):
        await withdraw(world, council, newer)


async def test_whoever_leaves_the_old_one_need_not_sign_the_newer(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, third) = councils
    old = await propose(world, ours, theirs, third)
    await sign(world, theirs, old)
    await sign(world, third, old)
    newer = await propose(world, ours, theirs, third, old=old)
    await sign(world, theirs, newer)
    assert await stands(world, ours, old) is Standing.IN_FORCE
    await withdraw(world, third, old)
    assert await stands(world, ours, old) is Standing.OVER
    with pytest.raises(AgreementRefusedError):
        await sign(world, third, old)
    await withdraw(world, ours, newer)
    await withdraw(world, theirs, newer)


async def test_a_newer_version_that_begins_later_takes_its_place_then(councils: tuple[World, Councils]) -> None:
    """In between neither is missing."""
    world, (ours, theirs, _) = councils
    old = await propose(world, ours, theirs)
    await sign(world, theirs, old)
    newer = await propose(world, ours, theirs, old=old, from_on=days(9), verbs=("inform",))
    await sign(world, theirs, newer)
    assert (Verb.WORK_JOINTLY, Kind.ONLINE) in await may(world, ours, theirs)
    assert await stands(world, ours, newer) is Standing.TO_COME
    await tell(world, "update crossing.agreements set ended_at = now() - interval '1 minute' where id = :id", id=old)
    await tell(world, "update crossing.agreements set from_on = :day where id = :id", day=TODAY, id=newer)
    assert await may(world, ours, theirs) == set(product([Verb.INFORM], Kind))
    await withdraw(world, ours, newer)


async def test_one_that_is_over_is_not_signed_and_needs_another_council(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, _) = councils
    made = await propose(world, ours, theirs, until_on=days(0))
    await tell(world, "update crossing.agreements set from_on = :day, until_on = :day where id = :id",
               day=TODAY - timedelta(days=1), id=made)  # fmt: skip
    with pytest.raises(AgreementRefusedError, match="It is over"):
        await sign(world, theirs, made)
    for nobody in ((ours,), ()):
        with pytest.raises(IncompleteError, match="at least one other council"):
            await propose(world, ours, *nobody)
    async with acting(world, ours, "ig_lead", keep=False) as work:
        typed = replace(CROSS_BORDER, councils=(uuid4(),))
        with pytest.raises(IncompleteError, match="at least one other council"):
            await service.propose(work, typed)


async def test_it_waits_in_the_worklist_to_be_signed_and_before_it_ends(councils: tuple[World, Councils]) -> None:
    world, (ours, theirs, third) = councils
    unsigned = await propose(world, ours, theirs, name="To sign")
    ends = await propose(world, ours, theirs, name="Ends", until_on=days(30))
    await sign(world, theirs, ends)
    later = await propose(world, ours, theirs, name="Ends later", until_on=days(31))
    await sign(world, theirs, later)

    async def waits(council: TestCouncil, person: str) -> dict[str, str | None]:
        async with acting(world, council, person, keep=False) as work:
            found = await waiting(work, Wanted(task=Task.AGREEMENT))
        mine = {str(each) for each in (unsigned, ends, later)}
        return {
            each.title: each.due_at.date().isoformat() if each.due_at else None
            for each in found.items
            if each.place.rpartition("/")[2] in mine
        }

    assert await waits(theirs, "ig_lead") == {"To sign": None, "Ends": days(30).isoformat()}
    assert await waits(theirs, "admin") == await waits(theirs, "ig_lead")
    assert await waits(ours, "ig_lead") == {"Ends": days(30).isoformat()}
    for council, person in ((theirs, "manager"), (third, "ig_lead")):
        assert await waits(council, person) == {}
