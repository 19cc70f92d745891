"""What each kind of fact brings about, on a real database under the job's own pass."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commonground.platform.outbox import FactKind
from commonground.workers.actors.carry_out import carry_out
from commonground.workers.actors.effects import EFFECTS
from stage import Stage


def test_every_kind_of_fact_has_an_effect() -> None:
    assert set(EFFECTS) == set(FactKind)


async def test_a_new_referral_is_told_to_the_screeners_of_its_team_and_to_no_other_council(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_RECEIVED, referral)
    assert await stage.who_was_told(larkmere) == [
        ("screener", "referral_received"),
        ("second_screener", "referral_received"),
    ]
    assert await stage.who_was_told(stage.world.hallowdene) == []


async def test_nobody_is_told_of_what_they_did_themselves(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    await stage.happens(larkmere, "screener", FactKind.REFERRAL_RECEIVED, referral)
    assert await stage.who_was_told(larkmere) == [("second_screener", "referral_received")]


async def test_a_team_without_screeners_tells_its_manager(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, team="specialist")
    await stage.happens(larkmere, "screener", FactKind.REFERRAL_RECEIVED, referral)
    assert await stage.who_was_told(larkmere) == [("specialist_manager", "referral_received")]


async def test_danger_now_is_said_to_screeners_and_managers(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    await stage.run("update tenants.referrals set attention = 'danger' where id = :id", id=referral)
    await stage.happens(larkmere, "screener", FactKind.REFERRAL_RECEIVED, referral)
    assert await stage.who_was_told(larkmere) == [("manager", "danger_now"), ("second_screener", "danger_now")]


async def test_somebody_who_left_is_told_nothing(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    left = "update council.staff set ended_at = now() where id = :id"
    await stage.run(left, id=stage.staff(larkmere, "second_screener"))
    (fact,) = await stage.publish(larkmere, "manager", FactKind.REFERRAL_RECEIVED, referral)
    assert await carry_out(stage.worker, fact)
    told = await stage.ask("select array_agg(staff_id) from council.notifications")
    assert told == [stage.staff(larkmere, "screener")]


@pytest.mark.parametrize(
    ("kind", "lead", "by", "told"),
    [
        (FactKind.REFERRAL_ALLOCATED, "practitioner", "screener", ["practitioner"]),
        (FactKind.REFERRAL_ALLOCATED, "screener", "screener", []),
        (FactKind.REFERRAL_ALLOCATED, None, "screener", ["second_screener"]),
        (FactKind.REFERRAL_ESCALATED, "screener", "screener", ["manager"]),
        (FactKind.REFERRAL_DECIDED, "screener", "manager", ["screener"]),
        (FactKind.REFERRAL_DECIDED, "screener", "screener", []),
        (FactKind.REFERRAL_DECIDED, None, "screener", []),
        (FactKind.REFERRAL_REOPENED, "screener", "manager", ["screener"]),
        (FactKind.REFERRAL_REOPENED, None, "manager", ["screener", "second_screener"]),
        (FactKind.REPORTER_ADDED_NEWS, "practitioner", "manager", ["practitioner"]),
        (FactKind.REPORTER_ADDED_NEWS, None, "manager", ["screener", "second_screener"]),
        (FactKind.REPORTER_WITHDREW, None, "manager", ["screener", "second_screener"]),
    ],
)
async def test_who_is_told_of_what(stage: Stage, kind: FactKind, lead: str | None, by: str, told: list[str]) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, lead=lead)
    await stage.happens(larkmere, by, kind, referral)
    assert await stage.who_was_told(larkmere) == sorted((person, kind.value) for person in told)


@pytest.mark.parametrize(
    ("fact", "message", "attention", "state"),
    [
        (FactKind.REPORTER_ADDED_NEWS, "news", "news", "new"),
        (FactKind.REPORTER_WITHDREW, "withdrawal", "withdrawal", "new"),
    ],
)
async def test_what_the_reporter_did_changes_the_referral_once(
    stage: Stage, fact: FactKind, message: str, attention: str, state: str
) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    await stage.report(larkmere, referral, messages=[message])
    fact_id = await stage.happens(larkmere, "manager", fact, referral)
    await stage.run("update system.outbox set done_at = null where id = :id", id=fact_id)
    assert await carry_out(stage.worker, fact_id)

    stands = "select array[state, attention] from tenants.referrals where id = :id"
    assert await stage.ask(stands, id=referral) == [state, attention]
    lines = "select count(*) from tenants.referral_events where referral_id = :id"
    assert await stage.ask(lines, id=referral) == 1
    assert len(await stage.who_was_told(larkmere)) == 2


async def test_the_new_lead_of_a_context_is_told(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    context = await stage.context(larkmere, lead="practitioner")
    await stage.happens(larkmere, "specialist_manager", FactKind.CONTEXT_LEAD_GIVEN, context)
    (told,) = await stage.told(larkmere, "practitioner")
    assert told.kind.value == "context_lead_given"
    assert told.subject.id == context


async def test_a_restricted_referral_is_told_to_the_people_named_on_it_alone(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere, restricted=True)
    await stage.name_on(larkmere, referral, "second_screener", "practitioner")
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_RECEIVED, referral)
    await stage.happens(larkmere, "screener", FactKind.REFERRAL_ESCALATED, referral)
    assert await stage.who_was_told(larkmere) == [
        ("practitioner", "referral_escalated"),  # no manager is named: whoever may open it has to know
        ("second_screener", "referral_escalated"),
        ("second_screener", "referral_received"),
    ]


async def test_what_was_read_is_audited_without_a_person(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    referral = await stage.referral(larkmere)
    await stage.happens(larkmere, "manager", FactKind.REFERRAL_RECEIVED, referral)
    found = await stage.ask(
        "select array_agg(array[action, subject_kind, (staff_id is null)::text]) from audit.entries"
        " where subject_id = :id and tenant_id = :council",
        id=referral,
        council=larkmere.id,
    )
    assert found == [["told:referral_received", "referral", "true"]]


async def test_a_fact_about_a_record_that_is_not_there_stays_undone(stage: Stage) -> None:
    larkmere = stage.world.larkmere
    (fact,) = await stage.publish(larkmere, "manager", FactKind.REFERRAL_RECEIVED, uuid4())
    assert not await carry_out(stage.worker, fact)
    assert await stage.ask("select done_at is null from system.outbox where id = :id", id=fact)


async def test_a_fact_cannot_reach_another_councils_record(stage: Stage) -> None:
    """A fact of Larkmere about a referral of Hallowdene: the job's pass does not see it."""
    larkmere, hallowdene = stage.world.larkmere, stage.world.hallowdene
    foreign = await stage.referral(hallowdene)
    (fact,) = await stage.publish(larkmere, "manager", FactKind.REFERRAL_RECEIVED, foreign)
    assert not await carry_out(stage.worker, fact)
    assert await stage.ask("select count(*) from council.notifications") == 0
