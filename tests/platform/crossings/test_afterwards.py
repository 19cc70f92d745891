"""From the open package to its end: complete, conference, responsibility, supplements, the copy deleted, closing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from commonground.platform.crossings import service
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.types import Act, Side, State, Verb
from commonground.platform.refusals import IncompleteError
from councils import World, canary
from crossing_looks import Crossing
from crossing_scene import AUTHOR, Crossings, words_of


async def accepted(crossings: Crossings, world: World, verb: Verb = Verb.HAND_OVER) -> Crossing:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, verb=verb)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    return crossing


async def moved(crossings: Crossings, world: World) -> Crossing:
    crossing = await accepted(crossings, world)
    await crossings.act(world.hallowdene, crossing, Act.HOLD_CONFERENCE)
    await crossings.act(world.hallowdene, crossing, Act.TAKE_RESPONSIBILITY)
    return crossing


async def test_the_clock_begins_on_complete_written_information(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world)
    due = datetime(2027, 1, 4, 17, tzinfo=UTC)
    async with crossings.acting(world.hallowdene) as work:
        await service.complete(work, crossing.id, due)
    seen = await crossings.view(world.larkmere, crossing)
    assert seen.conference_due_at == due
    assert seen.complete_at
    assert await crossings.answer_to(world.hallowdene, crossing, Act.COMPLETE) == "changed"
    with pytest.raises(IncompleteError):
        await crossings.act(world.hallowdene, crossing, Act.ASK_MORE, words="")
    await crossings.act(world.hallowdene, crossing, Act.ASK_MORE)
    seen = await crossings.view(world.larkmere, crossing)
    assert (seen.complete_at, seen.conference_due_at, seen.state) == (None, None, State.ACCEPTED)
    await crossings.act(world.hallowdene, crossing, Act.COMPLETE)


async def test_responsibility_moves_when_the_receiver_says_so_after_the_conference(
    crossings: Crossings, world: World
) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing = await accepted(crossings, world)
    for what in (Act.SAY, Act.COMPLETE, Act.ASK_MORE):
        await crossings.act(hallowdene, crossing, what)
    await crossings.act(larkmere, crossing, Act.SAY, AUTHOR)
    with pytest.raises(CrossingRefusedError):
        await crossings.act(hallowdene, crossing, Act.TAKE_RESPONSIBILITY)
    held = datetime.now(UTC) - timedelta(hours=2)
    async with crossings.acting(hallowdene) as work:
        await service.hold_conference(work, crossing.id, held, " All were there ")
    seen = await crossings.view(larkmere, crossing)
    assert (seen.state, seen.conference_at, seen.responsible_id) == (State.CONFERENCE_HELD, held, larkmere.id)
    assert await crossings.answer_to(larkmere, crossing, Act.TAKE_RESPONSIBILITY) == "changed", "the receiver's word"
    await crossings.act(hallowdene, crossing, Act.TAKE_RESPONSIBILITY)
    seen = await crossings.view(larkmere, crossing)
    assert (seen.state, seen.responsible_id) == (State.MOVED, hallowdene.id)
    assert seen.moved_at
    receipts = await crossings.receipts(larkmere, crossing)
    assert [r[2] for r in receipts] == ["opened", "hold_conference", "moved"]
    assert f'"responsible":"{hallowdene.id}"' in receipts[-1][3]
    assert f'"responsible":"{larkmere.id}"' in receipts[1][3]
    assert [r[1] for r in receipts] == [1, 2, 3]
    assert receipts == await crossings.receipts(hallowdene, crossing)


async def test_a_conference_has_a_day_that_can_be(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world)
    now = datetime.now(UTC)
    for wrong in (None, now + timedelta(minutes=5), now - timedelta(days=2)):
        assert await crossings.answer_to(world.hallowdene, crossing, Act.HOLD_CONFERENCE, held_at=wrong) == "when"
    assert await crossings.answer_to(world.hallowdene, crossing, Act.HOLD_CONFERENCE, words=None) == "words_missing"
    with pytest.raises(IncompleteError):
        await crossings.act(world.hallowdene, crossing, Act.HOLD_CONFERENCE, held_at=now + timedelta(days=1))
    early = now - timedelta(hours=20)  # the day on which it was accepted, though earlier on it
    await crossings.act(world.hallowdene, crossing, Act.HOLD_CONFERENCE, held_at=early)


async def test_responsibility_never_moves_to_a_body_that_lost_the_duty(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world)
    await crossings.act(world.hallowdene, crossing, Act.HOLD_CONFERENCE)
    powers = "update commons.councils set legal_powers = :p where id = :id"
    await crossings.run(powers, p=["ca2004_s10"], id=world.hallowdene.id)
    try:
        assert await crossings.answer_to(world.hallowdene, crossing, Act.TAKE_RESPONSIBILITY, keep=True) == "no_duty"
        assert (await crossings.view(world.larkmere, crossing)).responsible_id == world.larkmere.id
    finally:
        await crossings.run(powers, p=["ca1989_s47", "ca2004_s10", "ca2004_s11"], id=world.hallowdene.id)


@pytest.mark.parametrize("verb", [Verb.INFORM, Verb.WORK_JOINTLY])
async def test_only_what_is_handed_over_moves_responsibility(crossings: Crossings, world: World, verb: Verb) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, verb=verb)
    opens = Act.ACKNOWLEDGE if verb is Verb.INFORM else Act.ACCEPT
    await crossings.act(world.hallowdene, crossing, opens)
    for what in (Act.HOLD_CONFERENCE, Act.TAKE_RESPONSIBILITY):
        assert await crossings.answer_to(world.hallowdene, crossing, what) == "changed"
    await crossings.act(world.hallowdene, crossing, Act.CLOSE)
    seen = await crossings.view(world.larkmere, crossing)
    assert (seen.state, seen.responsible_id) == (State.CLOSED, world.larkmere.id)
    assert seen.over_at


async def test_a_supplement_is_numbered_authorised_and_copied(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing = await accepted(crossings, world)
    other = await crossings.authorised(larkmere, hallowdene)
    news = words_of(larkmere, "news")
    for wrong in (
        await crossings.package(crossing, news, no=2, second=None),
        await crossings.package(crossing, news, no=3),
        await crossings.package(crossing, news, no=1),
        await crossings.package(other, news, no=2),
        crossing.package_id, uuid4(), None,
    ):  # fmt: skip
        assert await crossings.answer_to(larkmere, crossing, Act.SUPPLEMENT, package=wrong) == "unauthorised"
    assert await crossings.answer_to(hallowdene, crossing, Act.SUPPLEMENT) == "changed"
    more = await crossings.package(crossing, news, no=2, files=2)
    await crossings.act(larkmere, crossing, Act.SUPPLEMENT, AUTHOR, package=more, words="There is more")
    copies = await crossings.packages(hallowdene, crossing, "received")
    assert [no for no, _ in copies] == [1, 2]
    assert "news of somebody" in copies[1][1]
    seen = await crossings.view(hallowdene, crossing)
    assert (seen.last_no, seen.fields, seen.files, seen.state) == (2, 3, 2, State.ACCEPTED)
    receipts = await crossings.receipts(hallowdene, crossing)
    assert [r[2] for r in receipts] == ["opened", "supplement"]
    assert receipts[1][3].count('"hash":') == 2, "what was not sent stands in no receipt"
    assert sorted((await crossings.facts(hallowdene, crossing))[-2:]) == ["crossing_changed", "crossing_files"]
    assert await crossings.answer_to(larkmere, crossing, Act.SUPPLEMENT, package=more) == "unauthorised", "once"


async def test_names_that_come_later_are_said_in_the_offer(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, names=False)
    await crossings.run("update crossing.offers set names = false where id = :id", id=crossing.id)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    assert not (await crossings.view(world.hallowdene, crossing)).names
    more = await crossings.package(crossing, words_of(world.larkmere), no=2)
    await crossings.act(world.larkmere, crossing, Act.SUPPLEMENT, AUTHOR, package=more)
    assert (await crossings.view(world.hallowdene, crossing)).names


async def test_both_managers_are_told_once(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.larkmere, crossing, Act.ESCALATE, AUTHOR)
    seen = await crossings.view(world.hallowdene, crossing)
    assert (seen.state, seen.escalated_at is None) == (State.SENT, False)
    assert await crossings.answer_to(world.larkmere, crossing, Act.ESCALATE) == "changed"
    assert await crossings.answer_to(world.hallowdene, crossing, Act.ESCALATE) == "changed"


async def test_the_copy_is_deleted_when_both_say_so(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing, other = await accepted(crossings, world), await accepted(crossings, world)
    assert await crossings.answer_to(hallowdene, crossing, Act.ANSWER_PURGE) == "changed", "nobody has asked"
    assert await crossings.answer_to(larkmere, crossing, Act.ASK_PURGE, words=None) == "words_missing"
    await crossings.act(larkmere, crossing, Act.ASK_PURGE, AUTHOR)
    assert await crossings.answer_to(larkmere, crossing, Act.ASK_PURGE) == "changed", "once, until it is answered"
    assert await crossings.answer_to(hallowdene, crossing, Act.ANSWER_PURGE, words=None) == "words_missing"
    async with crossings.acting(hallowdene) as work:
        await service.answer_purge(work, crossing.id, done=False, words="We still need it")
    seen = await crossings.view(larkmere, crossing)
    assert (seen.purged, seen.purge_answered_at is None) == (False, False)
    assert await crossings.packages(hallowdene, crossing, "received") == [(1, crossing.canonical)]
    assert [r[2] for r in await crossings.receipts(larkmere, crossing)] == ["opened"]
    assert await crossings.answer_to(hallowdene, crossing, Act.ANSWER_PURGE) == "changed", "once"
    await crossings.act(larkmere, crossing, Act.ASK_PURGE, AUTHOR)
    assert (await crossings.view(larkmere, crossing)).purge_answered_at is None
    await crossings.act(hallowdene, crossing, Act.ANSWER_PURGE)
    assert (await crossings.view(larkmere, crossing)).purged
    assert await crossings.packages(hallowdene, crossing, "received") == [(1, "")]
    assert await crossings.packages(hallowdene, other, "received") == [(1, other.canonical)]
    assert await crossings.packages(larkmere, crossing, "sent") == [(1, crossing.canonical)]
    purged = "select id from tenants.received_handoffs where purged_at is not null and id = any (:ids)"
    assert [r[0] for r in await crossings.rows(purged, ids=[crossing.id, other.id])] == [crossing.id]
    assert [r[2] for r in await crossings.receipts(larkmere, crossing)] == ["opened", "purged"]
    assert await crossings.answer_to(larkmere, crossing, Act.ASK_PURGE) == "changed", "nothing is left"


async def test_what_is_moved_is_closed_by_either_and_its_copy_asked_for_still(
    crossings: Crossings, world: World
) -> None:
    for council, person in ((world.larkmere, AUTHOR), (world.hallowdene, "screener")):
        crossing = await moved(crossings, world)
        await crossings.act(council, crossing, Act.CLOSE, person)
        assert (await crossings.view(world.larkmere, crossing)).state is State.CLOSED
        assert await crossings.ask("select state from tenants.disclosures where id = :id", id=crossing.id) == "over"
        assert await crossings.answer_to(world.hallowdene, crossing, Act.SAY) == "changed"
        await crossings.act(world.larkmere, crossing, Act.ASK_PURGE, AUTHOR)
        await crossings.act(world.hallowdene, crossing, Act.ANSWER_PURGE)


async def test_steps_have_no_gap_and_each_its_side(crossings: Crossings, world: World) -> None:
    crossing = await moved(crossings, world)
    steps = await crossings.steps(world.larkmere, crossing)
    assert [step.no for step in steps] == [1, 2, 3, 4]
    assert [step.side for step in steps] == [Side.SENDER, *[Side.RECEIVER] * 3]
    assert [step.act for step in steps] == [Act.SEND, Act.ACCEPT, Act.HOLD_CONFERENCE, Act.TAKE_RESPONSIBILITY]
    came = await crossings.rows("select from_state, to_state from crossing.steps where offer_id = :id order by no",
                                id=crossing.id)  # fmt: skip
    assert [tuple(row) for row in came] == [
        (None, "sent"), ("sent", "accepted"), ("accepted", "conference_held"), ("conference_held", "moved"),
    ]  # fmt: skip
    assert canary("hallowdene") in steps[-1].by_name
    assert steps == await crossings.steps(world.hallowdene, crossing)


async def test_saying_something_needs_words(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world)
    with pytest.raises(IncompleteError):
        await crossings.act(world.hallowdene, crossing, Act.SAY, words="")
    await crossings.act(world.larkmere, crossing, Act.SAY, AUTHOR)
    assert (await crossings.steps(world.hallowdene, crossing))[-1].words == f"Said {canary('larkmere')}"


async def test_whoever_deleted_their_copy_gets_no_more_of_it(crossings: Crossings, world: World) -> None:
    crossing = await accepted(crossings, world)
    await crossings.act(world.larkmere, crossing, Act.ASK_PURGE, AUTHOR)
    await crossings.act(world.hallowdene, crossing, Act.ANSWER_PURGE)
    more = await crossings.package(crossing, words_of(world.larkmere, "news"), no=2)
    assert await crossings.answer_to(world.larkmere, crossing, Act.SUPPLEMENT, package=more, keep=True) == "changed"
    assert await crossings.packages(world.hallowdene, crossing, "received") == [(1, "")]


async def test_of_what_nobody_opened_there_is_no_copy_to_delete(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, crossing, Act.DECLINE)
    await crossings.act(world.larkmere, crossing, Act.CLOSE, AUTHOR)
    assert await crossings.answer_to(world.larkmere, crossing, Act.ASK_PURGE) == "changed"
