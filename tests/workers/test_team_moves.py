"""Who is told when somebody changes teams, when work waits for a lead, and when a contact joins a context."""

from __future__ import annotations

import pytest

from commonground.platform.outbox import FactKind
from stage import Stage, Values

DECIDED = FactKind.REFERRAL_DECIDED
NEEDS_LEAD = "referral_needs_lead"


def _decided(stage: Stage) -> Values:
    by = stage.staff(stage.world.larkmere, "screener")
    return {"outcome": "added_to_context", "rationale": "Because.", "decided_by": by}


async def test_the_person_moved_is_told_and_whoever_did_it_is_not(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    moved = stage.staff(larkmere, "screener")
    await stage.happens(larkmere, "admin", FactKind.MOVED_BETWEEN_TEAMS, moved)
    assert await stage.who_was_told(larkmere) == [("screener", "moved_between_teams")]
    (told,) = await stage.told(larkmere, "screener")
    assert (told.subject.kind, told.subject.id, told.subject.reference) == ("staff", moved, None)


async def test_the_managers_of_both_teams_are_told_once_to_a_fact(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    for team in ("front_door", "specialist", "locality"):
        await stage.happens(larkmere, "specialist_manager", FactKind.TEAM_CHANGED, larkmere.teams[team])
    assert await stage.who_was_told(larkmere) == [("manager", "team_changed")]
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_a_manager_who_left_is_told_nothing(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    await stage.run("update council.staff set ended_at = now() where id = :id", id=stage.staff(larkmere, "manager"))
    await stage.happens(larkmere, "admin", FactKind.TEAM_CHANGED, larkmere.teams["front_door"])
    assert await stage.who_was_told(larkmere) == []


@pytest.mark.parametrize(
    ("state", "lead", "by", "told"),
    [
        ("needs_lead", None, "screener", [("specialist_manager", NEEDS_LEAD)]),
        ("needs_lead", None, "specialist_manager", []),
        ("needs_lead", "practitioner", "screener", [("practitioner", DECIDED.value)]),
        ("decided", None, "screener", []),
    ],
)
async def test_what_waits_for_a_lead_is_told_to_those_who_can_give_one(
    stage: Stage, state: str, lead: str | None, by: str, told: list[tuple[str, str]]
) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, team="specialist", lead=lead, state=state, **_decided(stage))
    await stage.happens(larkmere, by, DECIDED, referral)
    assert await stage.who_was_told(larkmere) == told


@pytest.mark.parametrize("fact", [DECIDED, FactKind.REFERRAL_ALLOCATED])
async def test_where_nobody_of_the_team_can_give_a_lead_the_managers_of_others_hear_that_it_waits(
    stage: Stage, fact: FactKind
) -> None:
    """It was decided, or given from one team to another, and nobody leads it."""
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, team="locality", state="needs_lead", **_decided(stage))
    await stage.happens(larkmere, "screener", fact, referral)
    assert await stage.who_was_told(larkmere) == [("manager", NEEDS_LEAD), ("specialist_manager", NEEDS_LEAD)]
    assert await stage.who_was_told(stage.world.hallowdene) == []


@pytest.mark.parametrize(
    ("lead", "by", "told"),
    [
        (None, "screener", [("practitioner", "contact_joined_yours")]),
        ("practitioner", "screener", [("practitioner", "referral_decided")]),
        (None, "practitioner", []),
    ],
)
async def test_the_lead_of_a_context_is_told_of_a_contact_that_joined_it(
    stage: Stage, lead: str | None, by: str, told: list[tuple[str, str]]
) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    joined: Values = {"state": "decided", "context_id": context} | _decided(stage)
    referral = await stage.referral(larkmere, lead=lead, **joined)
    await stage.happens(larkmere, by, DECIDED, referral)
    assert await stage.who_was_told(larkmere) == told


async def test_whoever_may_not_open_what_joined_hears_nothing_of_it(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    joined: Values = {"state": "decided", "context_id": context, "restricted": True} | _decided(stage)
    referral = await stage.referral(larkmere, **joined)
    await stage.happens(larkmere, "screener", DECIDED, referral)
    assert await stage.who_was_told(larkmere) == []
