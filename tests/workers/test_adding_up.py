"""Whoever leads a context hears when its contacts add up: once to a pattern, and by what is open to them alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.calendar import LONDON
from commonground.platform.cover.rules import Days
from commonground.platform.cover.service import Asked, load_standing, record
from commonground.platform.outbox import FactKind
from commonground.tenants.contexts.load import load_context
from commonground.tenants.contexts.merging import merge
from commonground.workers.actors.carry_out import carry_out
from councils import TestCouncil
from stage import Stage

NOW = datetime.now(UTC)


async def joins(
    stage: Stage, council: TestCouncil, context: UUID, *, ago: float, harm: str = "cce", named: Sequence[str] = (),
    team: str = "specialist", **more: Any,
) -> UUID:  # fmt: skip  # what differs between them
    """A contact that came in so many days ago is decided and put on the context."""
    received = NOW - timedelta(days=ago)
    referral = await stage.referral(
        council, team=team, **more, state="decided", outcome="added_to_context", rationale="It belongs there",
        decided_by=stage.staff(council, "screener"), decided_at=received, received_at=received, harms=[harm],
        context_id=context, restricted=bool(named),
    )  # fmt: skip  # a row
    await stage.name_on(council, referral, *named)
    await stage.happens(council, "screener", FactKind.REFERRAL_DECIDED, referral)
    return referral


async def told(stage: Stage, council: TestCouncil) -> list[str]:
    """Who was told that contacts add up, as often as they were."""
    return [person for person, kind in await stage.who_was_told(council) if kind == "contacts_add_up"]


async def test_the_third_contact_is_told_to_the_lead_once_and_names_nothing(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    foreign = await stage.context(stage.world.hallowdene, lead="practitioner")
    await joins(stage, stage.world.hallowdene, foreign, ago=2)
    for ago in (20, 10):
        await joins(stage, larkmere, context, ago=ago)
    assert await told(stage, larkmere) == []
    third = await joins(stage, larkmere, context, ago=3)
    assert await told(stage, larkmere) == ["practitioner"]
    (notice,) = [each for each in await stage.told(larkmere, "practitioner") if each.kind == "contacts_add_up"]
    assert notice.subject.id == context
    for ago in (2, 1):
        await joins(stage, larkmere, context, ago=ago)
    await stage.happens(larkmere, "screener", FactKind.REFERRAL_DECIDED, third)
    assert await told(stage, larkmere) == ["practitioner"]
    assert await told(stage, stage.world.hallowdene) == []


async def test_several_that_are_put_there_at_once_are_told_as_one(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    put = [await stage.referral(larkmere, team="specialist", received_at=NOW - timedelta(days=ago), harms=["cce"],
                                context_id=context) for ago in (3, 2, 1)]  # fmt: skip  # a row to each
    off = await stage.referral(larkmere, team="specialist", received_at=NOW, harms=["cce"])
    for referral in (*put, off):
        await stage.happens(larkmere, "screener", FactKind.REFERRAL_LINKED, referral)
    assert await told(stage, larkmere) == ["practitioner"]
    assert [kind for _, kind in await stage.who_was_told(larkmere)] == ["contacts_add_up"], "and not of each"


async def test_a_harm_that_is_new_is_told_and_one_that_is_known_is_not(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    for ago, harm, times in ((300, "cce", 0), (200, "weapons", 1), (100, "weapons", 1), (1, "cse", 2)):
        await joins(stage, larkmere, context, ago=ago, harm=harm)
        assert await told(stage, larkmere) == ["practitioner"] * times, harm


async def test_without_a_lead_the_managers_of_its_team_hear(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere)
    for ago in (3, 2, 1):
        await joins(stage, larkmere, context, ago=ago)
    assert await told(stage, larkmere) == ["specialist_manager"]


async def test_a_council_says_what_it_wants_to_hear_of(stage: Stage) -> None:
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    await stage.run(
        "insert into council.adding_up_guidance (tenant_id, id, version, often_count, often_days, rising_days,"
        " new_harm, universal, targeted, statutory, saved_at)"
        " values (:id, gen_random_uuid(), 1, 0, 28, 0, false, '', '', '', now()),"
        " (:other, gen_random_uuid(), 1, 2, 7, 0, false, '', '', '', now())",
        id=larkmere.id, other=hallowdene.id,
    )  # fmt: skip  # a statement
    try:
        for council, who in ((larkmere, []), (hallowdene, ["practitioner"])):
            context = await stage.context(council, lead="practitioner")
            for ago, harm in ((3, "cce"), (2, "cse"), (1, "weapons")):
                await joins(stage, council, context, ago=ago, harm=harm)
            assert await told(stage, council) == who
    finally:
        await stage.run("truncate council.adding_up_guidance")


@pytest.mark.parametrize(("named", "who"), [((), []), (("practitioner",), ["practitioner"])])
async def test_what_the_lead_may_not_open_is_not_counted_for_them(
    stage: Stage, named: Sequence[str], who: list[str]
) -> None:
    """Else the notice would tell that there is something hidden."""
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    for ago in (3, 2):
        await joins(stage, larkmere, context, ago=ago)
    await joins(stage, larkmere, context, ago=1, named=("manager", *named))
    assert await told(stage, larkmere) == who


async def test_a_restricted_context_adds_up_for_its_lead_alone(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    circle = ("practitioner", "manager")
    context = await stage.context(larkmere, lead="practitioner", named=circle)
    for ago in (3, 2, 1):
        await joins(stage, larkmere, context, ago=ago, named=circle)
    assert await told(stage, larkmere) == ["practitioner"]


async def test_what_was_closed_as_withdrawn_does_not_count(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    first = await joins(stage, larkmere, context, ago=3)
    await stage.run("update tenants.referrals set state = 'withdrawn' where id = :id", id=first)
    for ago in (2, 1):
        await joins(stage, larkmere, context, ago=ago)
    assert await told(stage, larkmere) == []


@pytest.mark.parametrize(
    ("named", "who"), [((), ["consultant", "practitioner"]), (("practitioner", "manager"), ["practitioner"])]
)
async def test_whoever_covers_hears_of_what_is_open_to_everybody_who_opens_the_context(
    stage: Stage, named: Sequence[str], who: list[str]
) -> None:
    larkmere = stage.world.larkmere
    async with acting(stage.world, larkmere, "admin") as work:
        today = work.now.astimezone(LONDON).date()
        standing = await load_standing(work, stage.staff(larkmere, "practitioner"))
        await record(work, standing, Asked(Days(today, today), frozenset({stage.staff(larkmere, "consultant")})))
    try:
        context = await stage.context(larkmere, lead="practitioner")
        for ago in (3, 2):
            await joins(stage, larkmere, context, ago=ago)
        await joins(stage, larkmere, context, ago=1, named=named)
        assert await told(stage, larkmere) == who
    finally:
        await stage.run("delete from council.absences")


async def test_what_another_team_has_counts_for_the_lead(stage: Stage) -> None:
    """A place that adds up in several teams would add up for nobody."""
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    for ago, team in ((20, "specialist"), (10, "front_door"), (3, "locality")):
        assert await told(stage, larkmere) == []
        await joins(stage, larkmere, context, ago=ago, team=team)
    assert await told(stage, larkmere) == ["practitioner"]
    assert await told(stage, stage.world.hallowdene) == []


@pytest.mark.parametrize(
    ("of_context", "of_contact", "who"),
    [
        ({}, {"subject_kind": "group"}, []),
        ({"kind": "group"}, {"subject_kind": "group"}, ["practitioner"]),
        ({}, {"named": ("manager",)}, []),
        ({"kind": "group"}, {"subject_kind": "group", "named": ("manager",)}, []),
    ],
)
async def test_what_is_open_to_fewer_than_the_context_is_counts_for_its_own_team_alone(
    stage: Stage, of_context: dict[str, Any], of_contact: dict[str, Any], who: list[str]
) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner", **of_context)
    for ago in (20, 10):
        await joins(stage, larkmere, context, ago=ago)
    await joins(stage, larkmere, context, ago=3, team="locality", **of_contact)
    assert await told(stage, larkmere) == who


async def test_it_is_told_when_a_contact_goes_to_where_it_counts(stage: Stage) -> None:
    """Put with another team it counts for nobody who hears of the context; given to its lead, it does."""
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    for ago in (20, 10):
        await joins(stage, larkmere, context, ago=ago)
    group = await joins(stage, larkmere, context, ago=3, team="locality", subject_kind="group")
    assert await told(stage, larkmere) == []
    given = "update tenants.referrals set lead_id = :lead where id = :id"
    await stage.run(given, lead=stage.staff(larkmere, "practitioner"), id=group)
    for _ in range(2):
        await stage.happens(larkmere, "manager", FactKind.REFERRAL_ALLOCATED, group)
    assert await told(stage, larkmere) == ["practitioner"]


async def merged(stage: Stage, one: UUID, other: UUID) -> None:
    """Somebody puts them together, and what that brings about is carried out."""
    references = "select array_agg(reference order by id = :other) from tenants.contexts where id in (:one, :other)"
    part, into = await stage.ask(references, one=one, other=other)
    async with acting(stage.world, stage.world.larkmere, "specialist_manager") as work:
        row = await load_context(work, part, to=Action.CHANGE_CONTEXT)
        await merge(work, row, into, "The same yard", version=row.version)
    (fact,) = await stage.ask(
        "select array_agg(id) from system.outbox where done_at is null and kind = 'referral_linked'"
    )
    assert await carry_out(stage.worker, fact)


async def test_what_two_records_add_up_to_is_told_when_they_are_put_together(stage: Stage) -> None:
    """Whichever of the contacts that came along counts towards it, and not only the newest."""
    larkmere = stage.world.larkmere
    one, other = [await stage.context(larkmere, lead="practitioner") for _ in range(2)]
    for context, ago in ((other, 60), (other, 59), (one, 58), (one, 1)):
        await joins(stage, larkmere, context, ago=ago)
    assert await told(stage, larkmere) == []
    await merged(stage, one, other)
    assert await told(stage, larkmere) == ["practitioner"]


async def test_harms_that_came_along_are_told_at_once_and_not_one_by_one(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    one, other, empty = [await stage.context(larkmere, lead="practitioner") for _ in range(3)]
    for ago, harm in ((400, "weapons"), (300, "cse"), (200, "missing"), (100, "bullying")):
        await joins(stage, larkmere, one, ago=ago, harm=harm)
    await joins(stage, larkmere, other, ago=90, harm="cce")
    before = len(await told(stage, larkmere))
    await merged(stage, one, other)
    assert len(await told(stage, larkmere)) == before + 1
    await merged(stage, other, empty)
    assert len(await told(stage, larkmere)) == before + 1, "where nothing stood before, nothing is new"


async def test_a_harm_that_came_along_is_new_to_whoever_leads_the_other(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    one, other = [await stage.context(larkmere, lead="practitioner") for _ in range(2)]
    for context, ago, harm in ((one, 300, "weapons"), (other, 100, "cce")):
        await joins(stage, larkmere, context, ago=ago, harm=harm)
    assert await told(stage, larkmere) == []
    await merged(stage, one, other)
    assert await told(stage, larkmere) == ["practitioner"]
