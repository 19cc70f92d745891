"""Whoever answers for access is told of every use of break-glass, found or not."""

from __future__ import annotations

from commonground.platform.references import ReferenceKind, new_reference
from commonground.workers.actors.carry_out import carry_out
from glass import break_glass
from stage import Stage, with_roles


async def _carried_out(stage: Stage) -> None:
    waiting = "select array_agg(id) from system.outbox where kind = 'break_glass_used' and done_at is null"
    for fact in await stage.ask(waiting):
        assert await carry_out(stage.worker, fact)


async def test_the_information_governance_lead_is_told_and_no_other_council(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    reference = await stage.ask("select reference from tenants.referrals where id = :id", id=referral)
    missing = new_reference(ReferenceKind.CONTEXT)
    for each in (reference, missing):
        await break_glass(stage.world, larkmere, "screener", each)
    await _carried_out(stage)
    assert await stage.who_was_told(larkmere) == [("ig_lead", "break_glass_used")] * 2
    assert await stage.who_was_told(stage.world.hallowdene) == []
    told = await stage.ask("select array_agg(reference order by id) from council.notifications")
    assert told == [reference, missing]


async def test_where_nobody_has_that_role_the_administrators_are_told(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    async with with_roles(stage, ig_lead=["practitioner"]):
        await break_glass(stage.world, larkmere, "screener", new_reference(ReferenceKind.REFERRAL))
        await _carried_out(stage)
    assert await stage.who_was_told(larkmere) == [("admin", "break_glass_used")]


async def test_whoever_used_it_does_not_answer_for_it_themselves(stage: Stage) -> None:
    """An information-governance lead who screens as well: then the administrators are told."""
    larkmere = stage.world.larkmere
    await break_glass(stage.world, larkmere, "screener", new_reference(ReferenceKind.REFERRAL))
    async with with_roles(stage, ig_lead=["practitioner"], screener=["front_door_screener", "ig_lead"]):
        await _carried_out(stage)
    assert await stage.who_was_told(larkmere) == [("admin", "break_glass_used")]
