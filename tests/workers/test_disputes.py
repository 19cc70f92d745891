"""Whose something is: each council's own duty team hears of it, and the managers of both once it is late."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.calendar.of_council import calendar_for
from commonground.platform.crossings.types import Kind
from commonground.platform.disputes.queries import lines_of
from commonground.platform.disputes.types import DisputeAct, DisputeView, LeadReason, NewDispute
from commonground.platform.files.store import store_of
from commonground.platform.outbox import FactKind
from commonground.platform.settings import Settings
from commonground.tenants.disputes import service
from commonground.tenants.disputes.load import load_dispute
from commonground.workers.actors import disputes
from commonground.workers.actors.disputes import is_for_managers, is_open
from councils import TestCouncil
from crossed import offer, propose
from crossing_stage import carry, forget, known_context, look
from jointly import agree
from stage import Stage

CALENDAR = calendar_for("england", time(9), time(17))
MONDAY = datetime(2026, 11, 16, 17, tzinfo=UTC)
_LATE = "update crossing.disputes set {} = now() - interval '{}' where id = :id"


@pytest.fixture(autouse=True)
def any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disputes, "is_open", lambda *_: True)


def test_hours_and_days_are_the_councils_own() -> None:
    assert is_open(MONDAY, CALENDAR)
    assert not is_open(MONDAY - timedelta(hours=9), CALENDAR)
    assert not is_open(MONDAY - timedelta(days=1), CALENDAR)
    for answer, settle, escalated, after, expected in (
        (0, 99, None, 1, False), (0, 99, None, 24, True), (0, 99, MONDAY, 24, False), (99, 0, None, 0, True),
        (99, 1, None, 0, False),
    ):  # fmt: skip  # hours from Monday's closing
        due = [MONDAY + timedelta(hours=hours) for hours in (answer, settle)]
        asked = SimpleNamespace(answer_by=due[0], settle_by=due[1], escalated_at=escalated)
        assert is_for_managers(cast(DisputeView, asked), MONDAY + timedelta(hours=after), CALENDAR) == expected


async def asked(stage: Stage) -> UUID:
    """By Larkmere, of Hallowdene."""
    here, there = stage.world.larkmere, stage.world.hallowdene
    new = NewDispute(lead_id=there.id, reason=LeadReason.HARM_HAPPENS, words="It is on their side.", other_id=there.id,
                     kind=Kind.BORDER_PLACE)  # fmt: skip  # one question
    async with acting(stage.world, here, "manager") as work:
        known = await service.begin(work, new)
    return cast(UUID, await stage.ask("select id from crossing.disputes where reference = :r", r=known))


async def told(stage: Stage, council: TestCouncil) -> set[tuple[str, str]]:
    await carry(stage)
    return {each for each in await stage.who_was_told(council) if each[1].startswith("dispute_")}


async def both_look(stage: Stage) -> None:
    for council in (stage.world.larkmere, stage.world.hallowdene):
        for _ in range(2):
            await look(stage, council, FactKind.CROSSINGS_DUE)


async def test_the_other_is_told_reminded_and_then_both_managers(stage: Stage) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    dispute = await asked(stage)
    assert await told(stage, here) == {("ig_lead", "dispute_without_agreement")}, "they asked it themselves"
    first = await told(stage, there)
    assert {("screener", "dispute_opened"), ("manager", "dispute_opened")} <= first
    assert {kind for _, kind in first} == {"dispute_opened"}
    notice = await stage.ask("select n::text from council.notifications n where kind = 'dispute_opened' limit 1")
    assert "on their side" not in notice
    await forget(stage)
    await both_look(stage)
    assert await told(stage, here) == await told(stage, there) == set(), "it is not late"
    await stage.run(_LATE.format("answer_by", "1 minute"), id=dispute)
    await both_look(stage)
    assert {kind for _, kind in await told(stage, there)} == {"dispute_due"}
    assert await told(stage, here) == set()
    await forget(stage)
    await stage.run(_LATE.format("settle_by", "1 minute"), id=dispute)
    await both_look(stage)
    for council in (here, there):
        found = await told(stage, council)
        assert ("manager", "dispute_escalated") in found
        assert ("screener", "dispute_escalated") not in found
    lines = await stage.ask(
        "select array_agg(verb order by no) from crossing.dispute_steps where dispute_id = :d", d=dispute
    )
    assert lines == ["open", "escalate"], "once, whichever council looked"


async def test_an_answer_is_news_to_the_other_and_settles_what_asked_for_it(stage: Stage) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    dispute = await asked(stage)
    await carry(stage)
    await forget(stage)
    known = await stage.ask("select reference from crossing.disputes where id = :d", d=dispute)
    async with acting(stage.world, there, "manager") as work:
        found = await load_dispute(work, known, to=Action.SETTLE_DISPUTE)
        await service.answer(work, found, DisputeAct.ASK_MORE, seen=found.proposed_id, words="Which street?")
    assert {kind for _, kind in await told(stage, here)} == {"dispute_changed"}
    unread = "select count(*) from council.notifications where subject_id = :d and tenant_id = :c and read_at is null"
    assert await stage.ask(unread, d=dispute, c=there.id) == 0


async def test_without_an_agreement_whoever_answers_for_it_reads_what_was_said(stage: Stage) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    dispute = await asked(stage)
    assert await told(stage, here) == {("ig_lead", "dispute_without_agreement")}
    assert "ig_lead" not in {person for person, _ in await told(stage, there)}, "what they were asked they did not say"
    (notice,) = await stage.told(here, "ig_lead")
    assert notice.subject.id == dispute
    async with acting(stage.world, here, "ig_lead") as work:
        found = await load_dispute(work, notice.subject.reference or "", to=Action.SEE_CROSSINGS)
        assert [line.words for line in await lines_of(work, found)] == ["It is on their side."]


async def test_under_an_agreement_that_allows_to_inform_nobody_is_told_that_they_asked(stage: Stage) -> None:
    here = stage.world.larkmere
    made = await agree(stage.world, here, stage.world.hallowdene)
    await stage.run("update crossing.agreements set inform = true where id = :id", id=made)
    await asked(stage)
    assert await told(stage, here) == set()


async def test_of_a_restricted_record_those_answer_for_it_who_are_named_on_it(stage: Stage, tmp_path: Path) -> None:
    here, there = stage.world.larkmere, stage.world.hallowdene
    store = store_of(Settings(files_path=str(tmp_path / "files")))
    shut = await known_context(stage, here, named=("specialist_manager",))
    restrict = "update tenants.contexts set restricted = :restricted where id = :id"
    await stage.run(restrict, restricted=False, id=shut.id)
    crossed = await offer(stage.world, await propose(stage.world, here, there, store, about=shut))
    await stage.run(restrict, restricted=True, id=shut.id)
    await forget(stage)
    new = NewDispute(lead_id=there.id, reason=LeadReason.HARM_HAPPENS, words="", offer_id=crossed.id)
    async with acting(stage.world, here, "specialist_manager") as work:
        await service.begin(work, new)
    assert await told(stage, here) == set(), "its information-governance lead may not open it"
