"""The procedures tried in one go: each does what it is there for, two people end it, and a failure keeps nothing."""

from __future__ import annotations

import asyncio

import pytest

from casework import acting, add_referral
from commonground.platform.refusals import RefusedError
from commonground.tenants.going_live import trial
from commonground.tenants.going_live.found import disposal_waits, disposal_was_tried, subject_access_was_tried
from commonground.tenants.going_live.trial import TrialFailedError, run_trial
from commonground.tenants.retention import disposing, queue
from commonground.tenants.retention.disposing import NotAloneError
from commonground.tenants.retention.rules import NotNowError
from commonground.tenants.retention.trial import TRIAL_OTHER, TRIAL_PERSON
from commonground.tenants.subject_access import service as access
from commonground.tenants.subject_access.queries import mentions_of
from councils import TestCouncil, World, make_world
from postgres import Database
from told import ask, rows
from trying import proposal_of, removed, tried

_ROWS = (
    "select (select count(*) from tenants.contexts), (select count(*) from tenants.holds),"
    " (select count(*) from tenants.access_requests), (select count(*) from tenants.disposals)"
)


@pytest.fixture
def world(own_database: Database) -> World:
    return asyncio.run(make_world(own_database))


async def evidence(world: World, council: TestCouncil) -> tuple[str | None, str | None, str | None]:
    async with acting(world, council, "admin", keep=False) as work:
        asked = work.connection, council.id
        return await subject_access_was_tried(*asked), await disposal_waits(*asked), await disposal_was_tried(*asked)


async def test_one_person_comes_as_far_as_one_person_can(world: World) -> None:
    assert await evidence(world, world.larkmere) == (None, None, None)
    async with acting(world, world.larkmere, "admin") as work:
        reference = await run_trial(work)
    answered, waits, disposed = await evidence(world, world.larkmere)
    assert answered is not None
    assert waits is not None
    assert "Admin" in waits
    assert disposed is None
    with pytest.raises(NotAloneError):
        async with acting(world, world.larkmere, "admin", keep=False) as work:
            await disposing.confirm(work, await proposal_of(work, reference))
    assert await evidence(world, world.hallowdene) == (None, None, None)


async def test_a_second_person_and_the_job_end_it(world: World) -> None:
    async with acting(world, world.larkmere, "admin") as work:
        reference = await run_trial(work)
    async with acting(world, world.larkmere, "ig_lead") as work:
        await disposing.confirm(work, await proposal_of(work, reference))
    _, waits, disposed = await evidence(world, world.larkmere)
    assert (waits, disposed) == ("A second person confirmed it, and the trial record goes in a moment:", None)
    await removed(world)
    answered, waits, disposed = await evidence(world, world.larkmere)
    assert waits is None
    assert answered is not None
    assert disposed is not None
    assert await ask(world, "select 1 from tenants.contexts where reference = :reference", reference=reference) is None


async def test_it_stands_in_the_trail_as_it_would_by_hand(world: World) -> None:
    reference = await tried(world, world.larkmere)
    trail = await rows(world, "select action from audit.entries where tenant_id = :id and staff_id = :who order by id",
                       id=world.larkmere.id, who=world.larkmere.people["admin"].staff_id)  # fmt: skip
    verbs = [row.action for row in trail]
    wanted = ["review_retention:trial", "answer_subject_access:new", "answer_subject_access:search",
              "answer_subject_access:decide", "answer_subject_access:export", "answer_subject_access:finish",
              "review_retention:hold", "review_retention:lift", "review_retention:propose"]  # fmt: skip
    assert [verb for verb in verbs if verb in wanted] == wanted
    others = await rows(world, "select 1 from audit.entries where tenant_id = :id", id=world.hallowdene.id)
    assert others == []
    (certificate,) = await ask(world, "select trial from tenants.disposal_certificates where reference = :reference",
                               reference=reference)  # fmt: skip
    assert certificate is True


async def test_it_can_be_tried_again(world: World) -> None:
    """While the first record still waits, and after it has gone."""
    async with acting(world, world.larkmere, "admin") as work:
        await run_trial(work)
    first, second = await tried(world, world.larkmere), await tried(world, world.larkmere)
    assert first != second


async def test_the_invented_name_elsewhere_is_left_to_people(world: World) -> None:
    await add_referral(world, world.larkmere, what=f"Somebody called {TRIAL_PERSON} is there.")
    before = await ask(world, _ROWS)
    with pytest.raises(NotNowError, match="no trial record"):
        async with acting(world, world.larkmere, "admin") as work:
            await run_trial(work)
    assert await ask(world, _ROWS) == before
    await add_referral(world, world.larkmere, what="Nobody in particular.")
    async with acting(world, world.hallowdene, "admin") as work:
        assert await run_trial(work)


async def _finds_nothing(*_: object) -> int:
    return 0


async def _takes_it(*_: object) -> None:
    return None


@pytest.mark.parametrize(
    ("where", "name", "instead", "sentence"),
    [
        (access, "search", _finds_nothing, "search did not find it"),
        (trial, "suggestions", lambda *_: [], "was not suggested for leaving out"),
        (queue, "propose", _takes_it, "held could be proposed"),
    ],
)
async def test_a_procedure_that_does_not_work_fails_the_trial(
    world: World, monkeypatch: pytest.MonkeyPatch, where: object, name: str, instead: object, sentence: str
) -> None:
    monkeypatch.setattr(where, name, instead)
    before = await ask(world, _ROWS)
    with pytest.raises(TrialFailedError, match=sentence):
        async with acting(world, world.larkmere, "admin") as work:
            await run_trial(work)
    assert await ask(world, _ROWS) == before
    assert (await evidence(world, world.larkmere))[0] is None


async def test_the_bundle_holds_the_person_and_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    async def watched(*asked: object) -> object:
        found = await mentions_of(*asked)  # type: ignore[arg-type]  # handed on
        given.extend(each.given for each in found)
        return found

    monkeypatch.setattr(trial, "mentions_of", watched)
    async with acting(world, world.larkmere, "admin") as work:
        await run_trial(work)
    words = " ".join(given)
    assert TRIAL_PERSON in words
    assert TRIAL_OTHER not in words


async def test_a_council_without_a_team_is_told_what_to_do_first(world: World) -> None:
    async with acting(world, world.larkmere, "admin", keep=False) as work:
        work.mine.scalar = _takes_it  # type: ignore[method-assign, assignment]  # as if there were none
        with pytest.raises(RefusedError, match="Add a team first"):
            await run_trial(work)
