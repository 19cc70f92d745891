"""Nothing that goes on between two councils gets stuck: declined after the conference, given up, escalated, news
without an agreement, whose turn it is; and neither side waits for the other for ever."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from commonground.platform.crossings.types import Act, State, Verb
from councils import World
from crossing_looks import OPENS, Crossing
from crossing_scene import AUTHOR, Crossings, words_of

WHO_HOLDS_IT = "select 1 from tenants.disclosures where id = :id for update"


async def as_far_as(crossings: Crossings, world: World, *acts: Act, taken_in: bool = False) -> Crossing:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    if taken_in:
        await crossings.taken_in(crossing)
    for what in acts:
        await crossings.act(world.hallowdene, crossing, what)
    return crossing


async def last_receipt(crossings: Crossings, world: World, crossing: Crossing) -> dict[str, object]:
    ours, theirs = [await crossings.receipts(each, crossing) for each in (world.larkmere, world.hallowdene)]
    assert ours == theirs
    said: dict[str, object] = json.loads(ours[-1][3])
    return said


@pytest.mark.parametrize("taken_in", [False, True])
@pytest.mark.parametrize("acts", [(), (Act.HOLD_CONFERENCE,)], ids=["accepted", "conference held"])
async def test_it_can_be_declined_until_responsibility_has_moved(
    crossings: Crossings, world: World, acts: tuple[Act, ...], taken_in: bool
) -> None:
    """A referral that was made of it stays, and the receipt of both sides says that it does."""
    crossing = await as_far_as(crossings, world, *acts, taken_in=taken_in)
    await crossings.act(world.hallowdene, crossing, Act.DECLINE)
    seen = await crossings.view(world.larkmere, crossing)
    assert (seen.state, seen.responsible_id) == (State.DECLINED, world.larkmere.id)
    assert await crossings.packages(world.hallowdene, crossing, "received") == [(1, "")]
    assert (await last_receipt(crossings, world, crossing))["kept_as_referral"] is taken_in
    await crossings.act(world.larkmere, crossing, Act.ESCALATE, AUTHOR)
    await crossings.act(world.larkmere, crossing, Act.CLOSE, AUTHOR)
    assert (await crossings.view(world.hallowdene, crossing)).state is State.CLOSED


async def test_what_was_escalated_before_is_escalated_again_once_it_was_declined(
    crossings: Crossings, world: World
) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.larkmere, crossing, Act.ESCALATE, AUTHOR)
    assert await crossings.answer_to(world.larkmere, crossing, Act.ESCALATE) == "changed"
    await crossings.act(world.hallowdene, crossing, Act.DECLINE)
    assert (await crossings.view(world.larkmere, crossing)).escalated_at is None
    await crossings.act(world.larkmere, crossing, Act.ESCALATE, AUTHOR)
    for council in (world.larkmere, world.hallowdene):
        assert (await crossings.facts(council, crossing)).count("crossing_escalated") == 2


@pytest.mark.parametrize("acts", [(), (Act.HOLD_CONFERENCE,)], ids=["accepted", "conference held"])
async def test_a_hand_over_is_given_up_for_a_reason_and_offered_elsewhere(
    crossings: Crossings, world: World, acts: tuple[Act, ...]
) -> None:
    crossing = await as_far_as(crossings, world, *acts)
    assert await crossings.answer_to(world.hallowdene, crossing, Act.CLOSE, words="No") == "changed", "they decline"
    assert await crossings.answer_to(world.larkmere, crossing, Act.CLOSE) == "words_missing"
    again = await crossings.authorised(world.larkmere, await crossings.third(), record_id=crossing.record_id)
    assert await crossings.answer_to_send(again) == "offered_already"
    await crossings.act(world.larkmere, crossing, Act.CLOSE, AUTHOR, words="The placement fell through.")
    seen = await crossings.view(world.hallowdene, crossing)
    assert (seen.state, seen.responsible_id) == (State.CLOSED, world.larkmere.id)
    said = await last_receipt(crossings, world, crossing)
    assert (said["what"], said["responsible"]) == ("not_moved", str(world.larkmere.id))
    assert await crossings.answer_to_send(again) == "sent"
    await crossings.act(world.larkmere, crossing, Act.ASK_PURGE, AUTHOR)


@pytest.mark.parametrize("verb", [Verb.HAND_OVER, Verb.WORK_JOINTLY])
async def test_what_moved_or_was_shared_is_closed_without_a_reason(
    crossings: Crossings, world: World, verb: Verb
) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, verb=verb)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    if verb is Verb.HAND_OVER:
        await crossings.act(world.hallowdene, crossing, Act.HOLD_CONFERENCE)
        await crossings.act(world.hallowdene, crossing, Act.TAKE_RESPONSIBILITY)
    await crossings.act(world.larkmere, crossing, Act.CLOSE, AUTHOR)
    assert "not_moved" not in {each[2] for each in await crossings.receipts(world.larkmere, crossing)}


async def test_a_copy_that_was_deleted_after_it_became_a_referral_says_so(crossings: Crossings, world: World) -> None:
    for taken_in in (False, True):
        crossing = await as_far_as(crossings, world, taken_in=taken_in)
        await crossings.act(world.larkmere, crossing, Act.ASK_PURGE, AUTHOR)
        await crossings.act(world.hallowdene, crossing, Act.ANSWER_PURGE)
        said = await last_receipt(crossings, world, crossing)
        assert (said["what"], said["kept_as_referral"]) == ("purged", taken_in)


async def test_later_news_needs_an_agreement_of_today_or_a_reason(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    agreement = await crossings.agree(larkmere, hallowdene)
    crossing = await crossings.sent(larkmere, hallowdene, no_agreement_reason="")
    await crossings.act(hallowdene, crossing, Act.ACCEPT)
    package = await crossings.package(crossing, words_of(larkmere), no=2)
    await crossings.act(larkmere, crossing, Act.SUPPLEMENT, AUTHOR, package=package)
    assert "crossing_without_agreement" not in await crossings.facts(larkmere, crossing)
    await crossings.withdraw_agreement(agreement, larkmere)
    package = await crossings.package(crossing, words_of(larkmere), no=3)
    assert await crossings.answer_to(larkmere, crossing, Act.SUPPLEMENT, package=package, keep=True) == "no_agreement"
    assert [no for no, _ in await crossings.packages(hallowdene, crossing, "received")] == [1, 2]
    await crossings.run("update tenants.disclosures set no_agreement_reason = 'Now' where id = :id", id=crossing.id)
    await crossings.act(larkmere, crossing, Act.SUPPLEMENT, AUTHOR, package=package)
    assert [no for no, _ in await crossings.packages(hallowdene, crossing, "received")] == [1, 2, 3]
    assert (await crossings.facts(larkmere, crossing)).count("crossing_without_agreement") == 1


async def test_whoevers_turn_it_is_has_a_time_of_their_own(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing = await crossings.sent(larkmere, hallowdene)
    first = (await crossings.view(larkmere, crossing)).respond_by
    due = datetime.now(UTC) + timedelta(days=3)
    await crossings.act(hallowdene, crossing, Act.QUERY, respond_by=due.isoformat())
    assert (await crossings.view(larkmere, crossing)).respond_by == due != first
    package = await crossings.package(crossing, words_of(larkmere), no=2)
    await crossings.act(
        larkmere, crossing, Act.SUPPLEMENT, AUTHOR, package=package, respond_by=(due + timedelta(days=1)).isoformat()
    )
    assert (await crossings.view(larkmere, crossing)).respond_by == due + timedelta(days=1)
    await crossings.act(hallowdene, crossing, Act.ACCEPT, respond_by=first.isoformat())
    assert (await crossings.view(larkmere, crossing)).respond_by == due + timedelta(days=1), "nobody's turn"


async def withdraw_slowly(crossings: Crossings, crossing: Crossing, locked: asyncio.Event) -> str | None:
    """As a page does that is about to take an offer back: it holds the sender's row a while before the offer."""
    async with crossings.acting(crossing.sender, AUTHOR) as work:
        await work.connection.execute(text(WHO_HOLDS_IT), {"id": crossing.id})
        locked.set()
        await asyncio.sleep(0.3)
        return await crossings.answer_over(work, crossing.sender, crossing, Act.WITHDRAW)


@pytest.mark.parametrize("theirs", [Act.DECLINE, Act.ACCEPT])
async def test_whoever_holds_the_senders_row_is_waited_for(crossings: Crossings, world: World, theirs: Act) -> None:
    """Both used to wait for each other."""
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    locked = asyncio.Event()

    async def answer() -> str | None:
        await locked.wait()
        async with crossings.acting(world.hallowdene, OPENS) as work:
            return await crossings.answer_over(work, world.hallowdene, crossing, theirs)

    assert tuple(await asyncio.gather(withdraw_slowly(crossings, crossing, locked), answer())) == ("done", "changed")


async def test_time_waits_for_whoever_holds_the_senders_row(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.days_pass(crossing)
    locked = asyncio.Event()

    async def expire() -> int:
        await locked.wait()
        return await crossings.expire(world.larkmere)

    assert tuple(await asyncio.gather(withdraw_slowly(crossings, crossing, locked), expire())) == ("done", 0)
    assert (await crossings.view(world.hallowdene, crossing)).state is State.WITHDRAWN


async def test_what_is_on_no_record_is_handed_over_once_at_a_time_too(crossings: Crossings, world: World) -> None:
    nowhere: dict[str, Any] = {"record_id": None, "record_kind": None}
    first = await crossings.sent(world.larkmere, world.hallowdene, **nowhere)
    again = await crossings.authorised(world.larkmere, await crossings.third(), thread_id=first.thread_id, **nowhere)
    assert await crossings.answer_to_send(again) == "offered_already"
    await crossings.act(world.hallowdene, first, Act.DECLINE)
    assert await crossings.answer_to_send(again) == "sent"
