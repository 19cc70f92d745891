"""Whom workers tell of joint concerns, and where it leads."""

from __future__ import annotations

from commonground.platform.joint.types import JointAct
from crossing_stage import carry, forget
from jointly import begin, do, invite, join
from stage import Stage


async def test_without_an_agreement_the_information_governance_lead_is_told_and_the_other_asked(stage: Stage) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    begun = await begin(stage.world)
    await forget(stage)
    await invite(stage.world, begun, there)
    await carry(stage)
    assert await stage.who_was_told(here) == [("ig_lead", "joint_without_agreement")]
    told = await stage.who_was_told(there)
    assert {kind for _, kind in told} == {"joint_invited"}
    assert {"manager", "specialist_manager"} <= {person for person, _ in told}
    assert "practitioner" not in {person for person, _ in told}
    await forget(stage)
    await join(stage.world, begun, there)
    await do(stage.world, begun, there, JointAct.PROPOSE_LEAD, council=there.id)
    await carry(stage)
    assert ("ig_lead", "joint_without_agreement") in await stage.who_was_told(there), "it joined without one"
    assert set(await stage.who_was_told(here)) == {
        ("specialist_manager", "joint_changed"), ("specialist_manager", "joint_lead_asked"),
    }  # fmt: skip  # one person
