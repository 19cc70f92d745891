"""Between two councils: what is said is looked through, who must not learn of it does not, and it waits for whom it
concerns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from casework import acting
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings.queries import offer_called
from commonground.platform.crossings.types import Act, Kind, Verb
from commonground.platform.disputes.queries import disputes_of_offer, lines_of
from commonground.platform.disputes.types import DisputeAct, DisputeState, DisputeView, LeadReason, NewDispute
from commonground.platform.files.store import FileStore, store_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.settings import Settings
from commonground.platform.work import Work
from commonground.tenants.disputes import service
from commonground.tenants.disputes.load import load_dispute, load_disputed, visible_disputes
from commonground.tenants.worklist.items import Task
from commonground.tenants.worklist.queries import Wanted, waiting
from councils import TestCouncil, World
from crossed import Crossed, accept, answer, offer, propose, withdraw
from jointly import third_council

PERSON = "manager"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return store_of(Settings(files_path=str(tmp_path / "files")))


@asynccontextmanager
async def loaded(world: World, council: TestCouncil, known: str) -> AsyncIterator[tuple[Work, DisputeView]]:
    async with acting(world, council, PERSON) as work:
        yield work, await load_dispute(work, known, to=Action.SETTLE_DISPUTE)


async def asked_of_sender(world: World, crossed: Crossed, words: str = "They live on your side.") -> str:
    async with acting(world, crossed.receiver, PERSON) as work:
        about = await load_disputed(work, crossed.reference)
        new = NewDispute(lead_id=about.sender_id, reason=LeadReason.CHILD_LIVES, words=words, offer_id=about.id)
        return await service.begin(work, new)


async def waits(world: World, council: TestCouncil, task: Task, known: str) -> bool:
    async with acting(world, council, PERSON, keep=False) as work:
        found = await waiting(work, Wanted(task=task))
    lines = [each for each in found.items if each.reference == known]
    assert all((each.title, each.place) == ("", f"/disputes/{known}") for each in lines)
    return bool(lines)


async def test_declined_disputed_and_settled_with_responsibility_where_it_was(world: World, store: FileStore) -> None:
    """And it waits for whose turn it is, nobody else."""
    here, there = world.larkmere, world.hallowdene
    crossed = await offer(world, await propose(world, here, there, store))
    await answer(world, crossed, Act.DECLINE, reason="not_ours", words="They live with you.")
    known = await asked_of_sender(world, crossed)
    assert [await waits(world, each, Task.DISPUTE, known) for each in (here, there)] == [True, False]
    async with loaded(world, here, known) as (work, dispute):
        assert dispute.in_codes
        await service.answer(
            work, dispute, DisputeAct.PROPOSE, seen=dispute.proposed_id, reason=LeadReason.PLACED_BY, words=""
        )
    assert [await waits(world, each, Task.DISPUTE, known) for each in (here, there)] == [False, True]
    async with loaded(world, there, known) as (work, dispute):
        assert dispute.proposed_id == there.id
        await service.act(work, dispute, DisputeAct.ESCALATE)
    assert await waits(world, here, Task.DECIDE_DISPUTE, known)
    async with loaded(world, there, known) as (work, dispute):
        await service.answer(work, dispute, DisputeAct.AGREE, seen=dispute.proposed_id)
    async with loaded(world, here, known) as (work, dispute):
        assert (dispute.state, dispute.lead_id, dispute.meanwhile_id) == (DisputeState.AGREED, there.id, here.id)
        assert [line.act.value for line in await lines_of(work, dispute)] == ["open", "propose", "escalate", "agree"]
        assert (await offer_called(work, crossed.reference)).responsible_id == here.id
        assert len(await disputes_of_offer(work, crossed.id)) == 1
    assert not [one for each in (here, there) for one in [await waits(world, each, Task.DECIDE_DISPUTE, known)] if one]


async def test_words_that_tell_who_somebody_is_never_cross(world: World, store: FileStore) -> None:
    crossed = await offer(world, await propose(world, world.larkmere, world.hallowdene, store))
    for words in ("Born 3 May 2010", "NHS 943 476 5919", "At LM9 1AA", f"See {crossed.reference}"):
        with pytest.raises(IncompleteError):
            await asked_of_sender(world, crossed, words)
    await accept(world, crossed)
    known = await asked_of_sender(world, crossed)
    async with loaded(world, world.larkmere, known) as (work, dispute):
        assert not dispute.in_codes, "they have accepted it"
        with pytest.raises(IncompleteError):
            await service.answer(
                work, dispute, DisputeAct.ASK_MORE, seen=dispute.proposed_id, words="Ring 07700 900982"
            )


async def test_a_third_council_finds_nothing_and_a_notice_is_not_disputed(world: World, store: FileStore) -> None:
    here, there, third = world.larkmere, world.hallowdene, await third_council(world)
    crossed = await offer(world, await propose(world, here, there, store))
    known = await asked_of_sender(world, crossed)
    async with acting(world, third, PERSON, keep=False) as work:
        assert await visible_disputes(work, live=True) == []
        assert await disputes_of_offer(work, crossed.id) == []
        for attempt in (load_dispute(work, known, to=Action.SETTLE_DISPUTE), load_disputed(work, crossed.reference)):
            with pytest.raises(NotFoundHereError):
                await attempt
    async with acting(world, here, PERSON, keep=False) as work:
        assert known in [each.reference for each in await visible_disputes(work, live=True)]
    for person in ("analyst", "practitioner"):
        async with acting(world, here, person, keep=False) as work:
            with pytest.raises(NotFoundHereError):
                await load_dispute(work, known, to=Action.SETTLE_DISPUTE)
    notice = await offer(world, await propose(world, here, there, store, verb=Verb.INFORM))
    taken_back = await offer(world, await propose(world, here, there, store))
    await withdraw(world, taken_back)
    async with acting(world, there, PERSON, keep=False) as work:
        for each in (notice, taken_back):
            with pytest.raises(NotFoundHereError):
                await load_disputed(work, each.reference)


async def test_the_boundary_has_no_point_finer_than_may_be_told(world: World) -> None:
    there = world.hallowdene.id
    new = NewDispute(lead_id=there, reason=LeadReason.HARM_HAPPENS, words="W", other_id=there, kind=Kind.BORDER_PLACE,
                     area="8b1958b6a0a0fff")  # fmt: skip  # a cell of some metres
    async with acting(world, world.larkmere, PERSON, keep=False) as work:
        with pytest.raises(IncompleteError):
            await service.begin(work, new)
