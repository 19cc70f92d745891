"""Whoever had what goes to another team is told, once; nobody learns of more than they knew."""

from __future__ import annotations

from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.tenants.contexts import service as contexts
from commonground.tenants.contexts.load import load_context
from commonground.tenants.referrals import service
from commonground.tenants.referrals.linking import link_all
from commonground.tenants.referrals.load import load_referral
from commonground.tenants.referrals.queries import Holder
from commonground.tenants.referrals.several import Pick
from commonground.workers.actors.carry_out import carry_out
from stage import Stage, Values

GONE = "gone_elsewhere"


@pytest.fixture(autouse=True)
async def _nothing_waits(stage: Stage) -> None:
    await stage.run("update system.outbox set done_at = now() where done_at is null")


async def reference_of(stage: Stage, table: str, record: UUID) -> str:
    return str(await stage.ask(f"select reference from tenants.{table} where id = :id", id=record))


async def gone(stage: Stage) -> list[tuple[str, str, str | None]]:
    """Who was told of it, with the kind of record and the reference, after everything was carried out twice."""
    facts = await stage.ask("select array_agg(id order by id) from system.outbox where done_at is null") or []
    for _ in range(2):
        await stage.run("update system.outbox set done_at = null where id = any(:ids)", ids=facts)
        for fact in facts:
            assert await carry_out(stage.worker, fact)
    assert not [each for each in await stage.who_was_told(stage.world.hallowdene) if each[1] == GONE]
    people = {each for each, kind in await stage.who_was_told(stage.world.larkmere) if kind == GONE}
    found = []
    for person in people:
        told = [each for each in await stage.told(stage.world.larkmere, person) if each.kind == GONE]
        found += [(person, each.subject.kind.value, each.subject.reference) for each in told]
    return sorted(found)


async def hand_on(stage: Stage, referral: UUID, by: str, *, to: str, lead: str | None = None) -> None:
    larkmere = stage.world.larkmere
    holder = Holder(larkmere.teams[to], stage.staff(larkmere, lead) if lead else None)
    async with acting(stage.world, larkmere, by) as work:
        row = await load_referral(
            work, await reference_of(stage, "referrals", referral), to=Action.REASSIGN_REFERRAL, lock=True
        )
        await service.reassign(work, row, holder, "Closest fit")


@pytest.mark.parametrize(
    ("lead", "by", "told"),
    [
        ("second_screener", "manager", ["second_screener"]),
        (None, "specialist_manager", ["manager"]),
        ("screener", "screener", []),
        (None, "screener", []),
    ],
    ids=str,
)
async def test_a_referral_that_is_reassigned(stage: Stage, lead: str | None, by: str, told: list[str]) -> None:
    """Its lead, or the managers where nobody led it; not where the team's own people hand on what nobody else led."""
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, lead=lead, state="screening" if lead else "new")
    await hand_on(stage, referral, by, to="locality")
    reference = await reference_of(stage, "referrals", referral)
    assert await gone(stage) == [(person, "referral", reference) for person in told]


async def test_whoever_may_not_open_it_any_more_is_told_without_its_reference(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, team="specialist", lead="practitioner", state="screening")
    await hand_on(stage, referral, "specialist_manager", to="locality")
    assert await gone(stage) == [("practitioner", "staff", None)]


async def test_within_a_team_whoever_led_it_hears_and_nobody_else(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    led = await stage.referral(larkmere, lead="screener", state="screening")
    await hand_on(stage, led, "manager", to="front_door", lead="second_screener")
    unled = await stage.referral(larkmere, state="new")
    await hand_on(stage, unled, "manager", to="front_door", lead="second_screener")
    assert await gone(stage) == [("screener", "referral", await reference_of(stage, "referrals", led))]


async def test_whoever_had_a_new_one_hears_that_another_has_taken_it(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    given = await stage.referral(larkmere, lead="second_screener", state="new")
    reference = await reference_of(stage, "referrals", given)
    async with acting(stage.world, larkmere, "screener") as work:
        row = await load_referral(work, reference, to=Action.SCREEN_REFERRAL, lock=True)
        await service.take(work, row)
    assert await gone(stage) == [("second_screener", "referral", reference)]


async def test_of_what_is_restricted_only_those_named_on_it_hear(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    named = ("specialist_manager", "practitioner")
    ours = await stage.referral(larkmere, team="specialist", lead="practitioner", state="screening", restricted=True)
    await stage.name_on(larkmere, ours, *named)
    theirs = await stage.referral(larkmere, lead="screener", state="screening", restricted=True)
    await stage.name_on(larkmere, theirs, "specialist_manager", "manager")
    for each in (ours, theirs):
        async with acting(stage.world, larkmere, "specialist_manager") as work:
            row = await load_referral(
                work, await reference_of(stage, "referrals", each), to=Action.REASSIGN_REFERRAL, lock=True
            )
            await service.reassign(work, row, Holder(larkmere.teams["locality"], None), "Closest fit")
    assert await gone(stage) == [("practitioner", "referral", await reference_of(stage, "referrals", ours))]


async def test_a_referral_that_goes_along_with_a_context_of_another_team(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, team="locality")
    decided: Values = {"state": "decided", "outcome": "advice", "rationale": "Because.", "team": "specialist"}
    decided |= {"decided_by": stage.staff(larkmere, "screener")}
    led = await stage.referral(larkmere, lead="practitioner", **decided)
    unled = await stage.referral(larkmere, **decided)
    still_open = await stage.referral(larkmere, team="specialist", lead="practitioner", state="screening")
    names = [await reference_of(stage, "referrals", each) for each in (led, unled, still_open)]
    async with acting(stage.world, larkmere, "screener") as work:
        picks = [Pick(each, 1) for each in sorted(names)]
        _, _, done = await link_all(work, picks, await reference_of(stage, "contexts", context))
    assert done
    assert await gone(stage) == [
        ("practitioner", "referral", names[0]),  # who leads it still
        ("specialist_manager", "referral", names[1]),
    ]


@pytest.mark.parametrize(("lead", "told"), [("practitioner", "practitioner"), (None, "specialist_manager")])
async def test_a_context_and_what_was_decided_about_it(stage: Stage, lead: str | None, told: str) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead=lead)
    decided: Values = {"state": "decided", "outcome": "advice", "rationale": "Because.", "team": "specialist"}
    decided |= {"decided_by": stage.staff(larkmere, "screener")}
    await stage.referral(larkmere, lead="practitioner", context_id=context, **decided)
    reference = await reference_of(stage, "contexts", context)
    async with acting(stage.world, larkmere, "screener") as work:
        row = await load_context(work, reference, to=Action.CHANGE_CONTEXT, lock=True)
        await contexts.give_lead(work, row, team_id=larkmere.teams["locality"], lead_id=None, reason="Nearer.")
    assert await gone(stage) == [(told, "context", reference)], "once, whatever goes with it"


async def test_a_peer_group_is_open_to_nobody_of_the_team_that_had_it(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, kind="group", lead="practitioner", name="Tollgate Crew")
    reference = await reference_of(stage, "contexts", context)
    async with acting(stage.world, larkmere, "consultant") as work:
        row = await load_context(work, reference, to=Action.CHANGE_CONTEXT, lock=True)
        await contexts.give_lead(work, row, team_id=larkmere.teams["locality"], lead_id=None, reason="Nearer.")
    assert await gone(stage) == [("practitioner", "staff", None)]
