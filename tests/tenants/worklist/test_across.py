"""What waits between councils: for whom, by when, and no longer than it does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agreeing import agree_across
from casework import acting, add_context
from commonground.platform.crossings.types import Act, Urgency
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.settings import Settings
from commonground.tenants.worklist.items import Item, Task
from commonground.tenants.worklist.kinds import Whose
from commonground.tenants.worklist.queries import Wanted, counted, waiting
from councils import TestCouncil, World
from crossed import Crossed, accept, agree, answer, ask_of_them, offer, propose, send, take_it_in
from told import tell


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


async def waits(
    world: World, council: TestCouncil, person: str, task: Task, crossed: Crossed, whose: Whose = Whose.ME
) -> Item | None:
    """The line about this crossing, as this person has it."""
    async with acting(world, council, person, keep=False) as work:
        found = await waiting(work, Wanted(whose=whose, task=task))
    lines = [each for each in found.items if each.reference == crossed.reference]
    assert len(lines) <= 1
    assert all(each.title == "" for each in lines)
    return lines[0] if lines else None


async def how_many(world: World, council: TestCouncil, person: str, task: Task) -> int:
    async with acting(world, council, person, keep=False) as work:
        return (await counted(work, [task]))[task]


async def test_an_offer_waits_for_whoever_may_answer_until_somebody_does(world: World, store: FileStore) -> None:
    here, there = world.larkmere, world.hallowdene
    draft = await propose(world, here, there, store, urgency=Urgency.TODAY)
    assert await waits(world, there, "screener", Task.OFFER, draft) is None, "it has not been sent"
    crossed = await offer(world, draft)
    found = await waits(world, there, "screener", Task.OFFER, crossed)
    assert found is not None
    assert (found.danger, found.place) == (True, f"/handoffs/{crossed.reference}")
    assert await waits(world, there, "practitioner", Task.OFFER, crossed) is None
    assert await waits(world, here, "screener", Task.OFFER, crossed) is None, "they sent it"
    await answer(world, crossed, Act.QUERY, words="Which evenings?")
    asked = await waits(world, there, "screener", Task.OFFER, crossed)
    assert asked is not None
    assert asked.paused
    assert await waits(world, here, "practitioner", Task.OFFER_ANSWERED, crossed) is not None
    await accept(world, crossed)
    assert await waits(world, there, "screener", Task.OFFER, crossed) is None
    assert await waits(world, here, "practitioner", Task.OFFER_ANSWERED, crossed) is None


async def test_a_proposal_waits_for_a_second_person_and_then_for_its_author(world: World, store: FileStore) -> None:
    here = world.larkmere
    crossed = await propose(world, here, world.hallowdene, store, by="specialist_manager")
    found = await waits(world, here, "ig_lead", Task.AGREE_HANDOFF, crossed)
    assert found is not None
    assert found.place.endswith("/authorise")
    assert await waits(world, here, "specialist_manager", Task.AGREE_HANDOFF, crossed) is None, "their own"
    assert await waits(world, here, "manager", Task.AGREE_HANDOFF, crossed) is None, "of another team"
    await agree(world, crossed, "ig_lead")
    assert await waits(world, here, "ig_lead", Task.AGREE_HANDOFF, crossed) is None
    mine = await waits(world, here, "specialist_manager", Task.SEND_HANDOFF, crossed)
    assert mine is not None
    assert await waits(world, here, "practitioner", Task.SEND_HANDOFF, crossed) is None
    theirs = await waits(world, here, "practitioner", Task.SEND_HANDOFF, crossed, Whose.TEAM)
    assert theirs is not None
    await send(world, crossed, "specialist_manager")
    assert await waits(world, here, "specialist_manager", Task.SEND_HANDOFF, crossed) is None


async def test_of_what_is_restricted_nobody_has_a_line_who_is_not_named(world: World, store: FileStore) -> None:
    here = world.larkmere
    about = await add_context(world, here, lead="practitioner")
    asked = await propose(world, here, world.hallowdene, store, about=about)
    agreed = await propose(world, here, world.hallowdene, store, about=about)
    await agree(world, agreed)
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=about.id)
    for person in ("ig_lead", "specialist_manager"):
        assert await waits(world, here, person, Task.AGREE_HANDOFF, asked) is None
    assert await waits(world, here, "practitioner", Task.SEND_HANDOFF, agreed) is None
    row = "(tenant_id, record_id, staff_id, since) values (:here, :record, :who, now())"
    for person in ("ig_lead", "practitioner"):
        who = here.people[person].staff_id
        await tell(world, f"insert into tenants.named_people {row}", here=here.id, record=about.id, who=who)
    assert await waits(world, here, "ig_lead", Task.AGREE_HANDOFF, asked) is not None
    assert await waits(world, here, "practitioner", Task.SEND_HANDOFF, agreed) is not None


async def test_what_was_accepted_waits_for_its_taker_by_the_conferences_clock(world: World, store: FileStore) -> None:
    here, there = world.larkmere, world.hallowdene
    crossed = await offer(world, await propose(world, here, there, store, words="Sealed words"))
    await accept(world, crossed)
    mine = await waits(world, there, "practitioner", Task.TAKEN, crossed)
    assert mine is not None
    assert mine.due_at is None, "nobody has said that it is complete"
    assert await waits(world, there, "specialist_manager", Task.TAKEN, crossed) is None
    assert await waits(world, there, "specialist_manager", Task.TAKEN, crossed, Whose.TEAM) is not None
    assert await waits(world, there, "manager", Task.TAKEN, crossed, Whose.TEAM) is None, "another team"
    due = datetime.now(UTC) + timedelta(days=20)
    await answer(world, crossed, Act.COMPLETE, due_at=due.isoformat())
    await take_it_in(world, crossed)
    still = await waits(world, there, "practitioner", Task.TAKEN, crossed)
    assert still is not None
    assert still.due_at == due
    held = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    await answer(world, crossed, Act.HOLD_CONFERENCE, held_at=held, words="It was held.")
    await answer(world, crossed, Act.TAKE_RESPONSIBILITY)
    assert await waits(world, there, "practitioner", Task.TAKEN, crossed) is None


async def test_a_request_about_a_copy_waits_for_its_answer(world: World, store: FileStore) -> None:
    here, there = world.larkmere, world.hallowdene
    crossed = await offer(world, await propose(world, here, there, store))
    await accept(world, crossed)
    assert await waits(world, there, "practitioner", Task.PURGE, crossed) is None
    await ask_of_them(world, crossed, Act.ASK_PURGE, words="It was about somebody else.")
    assert await waits(world, there, "practitioner", Task.PURGE, crossed) is not None
    await answer(world, crossed, Act.ANSWER_PURGE, done=True, words="It is gone.")
    assert await waits(world, there, "practitioner", Task.PURGE, crossed) is None
    assert await waits(world, there, "practitioner", Task.TAKEN, crossed) is None, "there is nothing to take in"


async def test_what_was_declined_waits_until_it_is_closed(world: World, store: FileStore) -> None:
    here, there = world.larkmere, world.hallowdene
    crossed = await offer(world, await propose(world, here, there, store))
    await answer(world, crossed, Act.DECLINE, reason="not_ours", words="It is next door.")
    assert await waits(world, here, "practitioner", Task.OFFER_ANSWERED, crossed) is not None
    await ask_of_them(world, crossed, Act.CLOSE)
    assert await waits(world, here, "practitioner", Task.OFFER_ANSWERED, crossed) is None


_WITHDRAWN = "update crossing.agreement_signatures set withdrawn_at = now()"
_PAST = "update crossing.agreements set from_on = from_on - 30, until_on = from_on - 1"


@pytest.mark.parametrize("ends", [_WITHDRAWN, _PAST])
@pytest.mark.parametrize("first", [None, Act.ACKNOWLEDGE, Act.QUERY])
async def test_what_stopped_with_its_agreement_waits_for_its_author_at_once(
    world: World, store: FileStore, ends: str, first: Act | None
) -> None:
    """Whatever they had said to it; and until it is withdrawn."""
    here, there, task = world.larkmere, world.hallowdene, Task.OFFER_ANSWERED
    await agree_across(world, here, there)
    crossed = await offer(world, await propose(world, here, there, store, urgency=Urgency.TODAY))
    if first is not None:
        await answer(world, crossed, first, words="Which evenings?" if first is Act.QUERY else "")
    assert (await waits(world, here, "practitioner", task, crossed) is None) is (first is not Act.QUERY)
    await tell(world, ends)
    found = await waits(world, here, "practitioner", task, crossed)
    assert found is not None
    assert found.place == f"/handoffs/{crossed.reference}"
    assert (found.danger, found.due_at is not None) == (first is not Act.QUERY, first is not Act.QUERY)
    number = await how_many(world, here, "practitioner", task)
    team = await waits(world, here, "specialist_manager", task, crossed, Whose.TEAM)
    assert team is not None
    assert not team.mine
    for council, person in ((here, "second_screener"), (there, "practitioner"), (there, "specialist_manager")):
        assert await waits(world, council, person, task, crossed, Whose.TEAM) is None
    await ask_of_them(world, crossed, Act.WITHDRAW)
    assert await waits(world, here, "practitioner", task, crossed) is None
    assert await how_many(world, here, "practitioner", task) == number - 1, "as the front page counts them"


async def test_of_what_stopped_and_is_restricted_nobody_has_a_line_who_is_not_named(
    world: World, store: FileStore
) -> None:
    here, there = world.larkmere, world.hallowdene
    await agree_across(world, here, there)
    about = await add_context(world, here, lead="practitioner")
    crossed = await offer(world, await propose(world, here, there, store, about=about))
    await tell(world, _WITHDRAWN)
    assert await waits(world, here, "practitioner", Task.OFFER_ANSWERED, crossed) is not None
    await tell(world, "update tenants.contexts set restricted = true where id = :id", id=about.id)
    assert await waits(world, here, "practitioner", Task.OFFER_ANSWERED, crossed) is None
    assert await waits(world, here, "specialist_manager", Task.OFFER_ANSWERED, crossed, Whose.TEAM) is None


async def test_what_was_offered_for_a_reason_of_its_own_stands_without_an_agreement(
    world: World, store: FileStore
) -> None:
    crossed = await offer(world, await propose(world, world.larkmere, world.hallowdene, store))
    await tell(world, _WITHDRAWN)
    assert await waits(world, world.larkmere, "practitioner", Task.OFFER_ANSWERED, crossed) is None
