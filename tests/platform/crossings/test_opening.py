"""From the offer to its package: acknowledged, asked about, accepted, declined, taken back, expired."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from commonground.platform.crossings import service
from commonground.platform.crossings.types import Act, DeclineReason, Side, State, Verb
from commonground.platform.refusals import IncompleteError
from councils import World, canary
from crossing_looks import OPENS, Crossing
from crossing_scene import AUTHOR, SECOND, TEAM, Crossings, words_of


async def test_whoever_accepts_gets_what_was_chosen_and_nothing_else(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing = await crossings.sent(larkmere, hallowdene, files=1, said=words_of(larkmere, "what", "where"))
    await crossings.package(crossing, words_of(larkmere, "never_sent"), no=2)
    await crossings.act(hallowdene, crossing, Act.ACCEPT, words="")
    assert await crossings.packages(hallowdene, crossing, "received") == [(1, crossing.canonical)]
    (copy,) = await crossings.rows(
        "select p.tenant_id, p.digest, p.fields, p.names, p.made_by, p.erased_at, f.name, f.from_object_id, f.object_id"
        " from tenants.packages p join tenants.package_files f on (f.tenant_id, f.package_id) = (p.tenant_id, p.id)"
        " where p.side = 'received' and p.crossing_id = :id", id=crossing.id,
    )  # fmt: skip
    (kept,) = await crossings.rows(
        "select p.digest, f.name, f.object_id from tenants.packages p join tenants.package_files f"
        " on (f.tenant_id, f.package_id) = (p.tenant_id, p.id) where p.side = 'sent' and p.crossing_id = :id",
        id=crossing.id,
    )  # fmt: skip
    assert copy[:6] == (hallowdene.id, kept.digest, ["what", "where"], True, None, None)
    assert (copy.name, copy.from_object_id) == (kept.name, kept.object_id)
    assert copy.object_id != kept.object_id
    (handoff,) = await crossings.rows("select * from tenants.received_handoffs where id = :id", id=crossing.id)
    opened_by = hallowdene.people[OPENS].staff_id
    assert (handoff.tenant_id, handoff.reference, handoff.sender_id, handoff.sender_name) == (
        hallowdene.id, crossing.reference, larkmere.id, "Larkmere Council",
    )  # fmt: skip
    assert (handoff.taker_id, handoff.team_id, handoff.accepted_by) == (
        opened_by, hallowdene.teams[TEAM], opened_by,
    )  # fmt: skip
    seen = await crossings.view(larkmere, crossing)
    assert (seen.state, seen.is_open, seen.responsible_id) == (State.ACCEPTED, True, larkmere.id)
    assert seen.accepted_at == seen.acknowledged_at == handoff.accepted_at
    assert await crossings.facts(larkmere, crossing) == ["crossing_without_agreement", "crossing_answered"]
    assert await crossings.facts(hallowdene, crossing) == ["crossing_offered", "crossing_files"]


async def test_both_keep_the_same_receipt_in_their_trails(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing = await crossings.sent(larkmere, hallowdene)
    await crossings.act(hallowdene, crossing, Act.ACCEPT, words="")
    mine, theirs = await crossings.receipts(larkmere, crossing), await crossings.receipts(hallowdene, crossing)
    assert mine == theirs
    ((_, number, what, manifest, digest, signature),) = mine
    assert (number, what, signature) == (1, "opened", None)
    for council in (larkmere, hallowdene):
        trail = await crossings.trail(council, crossing)
        assert trail[-1] == ("crossing:receipt", None, f"SHA-256 {digest.hex()}")
        assert [entry[0] for entry in trail] == ["crossing:send", "crossing:accept", "crossing:receipt"]
    for said in (crossing.reference, larkmere.people[AUTHOR].name, larkmere.people[SECOND].name, "public_task",
                 hallowdene.people[OPENS].name, f'"purpose":"So that {canary("larkmere")}"'):  # fmt: skip
        assert said in manifest, said
    assert "of somebody" not in manifest, "hashes and fields, not what they say"
    assert (await crossings.trail(larkmere, crossing))[1] == ("crossing:accept", None, "By Hallowdene County Council")
    by = hallowdene.people[OPENS].staff_id
    assert (await crossings.trail(hallowdene, crossing))[1] == ("crossing:accept", by, None)


async def test_an_earlier_package_of_the_same_number_never_leaves(crossings: Crossings, world: World) -> None:
    """Somebody agreed to one, it was made anew, and somebody agreed to that: the last one was sent, and it alone."""
    crossing = await crossings.authorised(world.larkmere, world.hallowdene)
    for put_in in (words_of(world.larkmere, "earlier"), words_of(world.larkmere, "another")):
        await crossings.package(crossing, put_in, no=1)
    await crossings.send(crossing)
    later = await crossings.package(crossing, words_of(world.larkmere, "unsent"), no=1)
    await crossings.authorise(crossing, crossing.package_id, "manager")
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT, words="")
    assert await crossings.packages(world.hallowdene, crossing, "received") == [(1, crossing.canonical)]
    ((_, _, _, manifest, _, _),) = await crossings.receipts(world.hallowdene, crossing)
    assert manifest.count('"hash":') == 1, "once, though two people agreed to it"
    assert str(later) not in manifest


async def test_a_package_that_was_changed_on_its_way_is_not_opened(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    changed = "update tenants.packages set canonical = '{}', digest = sha256('{}') where id = :id"
    await crossings.run(changed, id=crossing.package_id)
    assert await crossings.answer_to(world.hallowdene, crossing, Act.ACCEPT, words=None, keep=True) == "unauthorised"
    assert await crossings.packages(world.hallowdene, crossing, "received") == []
    assert await crossings.ask("select count(*) from tenants.received_handoffs where id = :id", id=crossing.id) == 0


@pytest.mark.parametrize("lacking", ["taker", "team"])
async def test_somebody_here_opens_it_for_a_team(crossings: Crossings, world: World, lacking: str) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    theirs = {"taker": world.larkmere.people[OPENS].staff_id, "team": world.larkmere.teams[TEAM]}[lacking]
    for wrong in (None, uuid4(), theirs, *([world.hallowdene.people["partner"].staff_id] * (lacking == "taker"))):
        given: dict[str, Any] = {lacking: wrong}
        assert await crossings.answer_to(world.hallowdene, crossing, Act.ACCEPT, **given) == "nobody"
    ends = "update council.staff set ended_at = {} where id = :id"
    await crossings.run(ends.format("now()"), id=world.hallowdene.people["second_screener"].staff_id)
    gone: dict[str, Any] = {"taker": world.hallowdene.people["second_screener"].staff_id}
    assert await crossings.answer_to(world.hallowdene, crossing, Act.ACCEPT, **gone) == "nobody"
    await crossings.run(ends.format("null"), id=gone["taker"])
    with pytest.raises(IncompleteError):
        await crossings.act(world.hallowdene, crossing, Act.ACCEPT, taker=uuid4())


async def test_a_notice_is_opened_by_acknowledging_it(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, verb=Verb.INFORM)
    assert await crossings.packages(world.hallowdene, crossing, "received") == []
    async with crossings.acting(world.hallowdene) as work:
        taker = world.hallowdene.people[OPENS].staff_id
        assert isinstance(taker, UUID)
        await service.open_package(
            work, crossing.id, Act.ACKNOWLEDGE, taker=taker, team=world.hallowdene.teams[TEAM], words=" Thank you "
        )
    assert await crossings.packages(world.hallowdene, crossing, "received") == [(1, crossing.canonical)]
    assert [r[2] for r in await crossings.receipts(world.larkmere, crossing)] == ["opened"]
    assert (await crossings.steps(world.larkmere, crossing))[-1].words == "Thank you"
    # Open, it does not expire and stands on no agreement any more.
    await crossings.days_pass(crossing)
    assert await crossings.expire(world.larkmere) == 0
    await crossings.act(world.larkmere, crossing, Act.SAY, AUTHOR)
    await crossings.act(world.hallowdene, crossing, Act.CLOSE)


async def test_what_is_handed_over_stays_shut_when_acknowledged(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, crossing, Act.ACKNOWLEDGE)
    seen = await crossings.view(world.larkmere, crossing)
    assert (seen.state, seen.is_open) == (State.ACKNOWLEDGED, False)
    assert seen.acknowledged_at
    assert await crossings.packages(world.hallowdene, crossing, "received") == []
    assert await crossings.receipts(world.larkmere, crossing) == []
    assert await crossings.facts(world.hallowdene, crossing) == ["crossing_offered"]


async def test_more_is_asked_for_before_it_is_accepted(crossings: Crossings, world: World) -> None:
    """With words; the sender's answer is a supplement, and no words of theirs go before."""
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    with pytest.raises(IncompleteError):
        await crossings.act(world.hallowdene, crossing, Act.QUERY, words="  ".strip())
    await crossings.act(world.hallowdene, crossing, Act.QUERY)
    steps = await crossings.steps(world.larkmere, crossing)
    assert (steps[-1].side, steps[-1].words, steps[-1].to_state) == (
        Side.RECEIVER, f"Said {canary('hallowdene')}", State.QUERIED,
    )  # fmt: skip
    more = await crossings.package(crossing, words_of(world.larkmere, "more"), no=2, files=1)
    for what in (Act.SUPPLEMENT, Act.ESCALATE, Act.WITHDRAW):
        said: dict[str, Any] = {"words": "Her name is", "package": more}
        assert await crossings.answer_to(world.larkmere, crossing, what, **said) == "too_early_for_words"
    await crossings.act(world.larkmere, crossing, Act.SUPPLEMENT, AUTHOR, package=more)
    seen = await crossings.view(world.hallowdene, crossing)
    assert (seen.state, seen.last_no, seen.fields, seen.files) == (State.ACKNOWLEDGED, 2, 3, 1)
    assert await crossings.packages(world.hallowdene, crossing, "received") == []
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    assert [no for no, _ in await crossings.packages(world.hallowdene, crossing, "received")] == [1, 2]


async def test_a_decline_reaches_its_sender_with_its_reason(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene)
    for lacking in ({"reason": None}, {"words": None}):
        without: dict[str, Any] = lacking
        assert await crossings.answer_to(world.hallowdene, crossing, Act.DECLINE, **without) == "words_missing"
    async with crossings.acting(world.hallowdene) as work:
        await service.decline(work, crossing.id, DeclineReason.ALREADY_KNOWN, " It is with us ", world.larkmere.id)
    seen = await crossings.view(world.larkmere, crossing)
    assert (seen.state, seen.decline_reason, seen.try_council) == (
        State.DECLINED, DeclineReason.ALREADY_KNOWN, "Larkmere Council",
    )  # fmt: skip
    assert seen.over_at
    assert (await crossings.steps(world.larkmere, crossing))[-1].words == "It is with us"
    assert (await crossings.facts(world.larkmere, crossing))[-1] == "crossing_answered"
    assert [r[2] for r in await crossings.receipts(world.larkmere, crossing)] == ["decline"]
    ((_, _, _, manifest, _, _),) = await crossings.receipts(world.hallowdene, crossing)
    assert '"sharing":null' in manifest, "why it was to be shared was in the package"
    assert canary("larkmere") not in manifest.replace(world.larkmere.people[AUTHOR].name, "").replace(
        world.larkmere.people[SECOND].name, ""
    )
    assert await crossings.how_it_stands(crossing) == ("over", "{}")
    assert await crossings.packages(world.larkmere, crossing, "sent") == [(1, crossing.canonical)], "their own"
    await crossings.act(world.larkmere, crossing, Act.CLOSE, AUTHOR)


async def test_offered_again_it_keeps_its_thread(crossings: Crossings, world: World) -> None:
    first = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, first, Act.DECLINE)
    again = await crossings.sent(world.larkmere, world.hallowdene, record_id=first.record_id, thread_id=first.thread_id)
    mine, theirs = [await crossings.view(council, again) for council in (world.larkmere, world.hallowdene)]
    assert mine.thread_id == theirs.thread_id == first.thread_id
    assert (await crossings.view(world.larkmere, first)).state is State.DECLINED
    await crossings.act(world.hallowdene, again, Act.ACCEPT)


async def test_an_accepted_one_is_declined_and_its_copy_gone(crossings: Crossings, world: World) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, files=1)
    await crossings.act(world.hallowdene, crossing, Act.ACCEPT)
    other = await crossings.sent(world.larkmere, world.hallowdene)
    await crossings.act(world.hallowdene, other, Act.ACCEPT)
    await crossings.act(world.hallowdene, crossing, Act.DECLINE)
    assert await crossings.packages(world.hallowdene, crossing, "received") == [(1, "")]
    assert await crossings.packages(world.larkmere, crossing, "sent") == [(1, crossing.canonical)]
    files = (
        "select tenant_id from tenants.package_files f where exists (select from tenants.packages p where"
        " (p.tenant_id, p.id) = (f.tenant_id, f.package_id) and p.crossing_id = :id)"
    )
    assert [row[0] for row in await crossings.rows(files, id=crossing.id)] == [world.larkmere.id]
    assert await crossings.packages(world.hallowdene, other, "received") == [(1, other.canonical)]
    assert [r[2] for r in await crossings.receipts(world.larkmere, crossing)] == ["opened", "decline"]


@pytest.mark.parametrize("first", [None, Act.ACKNOWLEDGE, Act.QUERY])
async def test_taken_back_it_is_erased(crossings: Crossings, world: World, first: Act | None) -> None:
    crossing = await crossings.sent(world.larkmere, world.hallowdene, files=1)
    if first:
        await crossings.act(world.hallowdene, crossing, first)
    await crossings.act(world.larkmere, crossing, Act.WITHDRAW, AUTHOR)
    for council in (world.larkmere, world.hallowdene):
        assert (await crossings.view(council, crossing)).state is State.WITHDRAWN
    assert await crossings.packages(world.larkmere, crossing, "sent") == [(1, "")]
    assert await crossings.how_it_stands(crossing) == ("over", "{}")
    assert await crossings.ask("select count(*) from tenants.package_files where package_id = :id",
                               id=crossing.package_id) == 0  # fmt: skip
    assert [r[2] for r in await crossings.receipts(world.hallowdene, crossing)] == ["withdraw"]
    assert await files_said(crossings, world, crossing) == [1], "as the offer said to both"
    assert await crossings.answer_to(world.hallowdene, crossing, Act.ACCEPT) == "changed"
    assert (await crossings.facts(world.hallowdene, crossing))[-1] == "crossing_changed"
    assert await crossings.ask("select digest from tenants.packages where id = :id", id=crossing.package_id)


async def files_said(crossings: Crossings, world: World, crossing: Crossing) -> list[int]:
    """Of each package, as the newest receipt of both sides has it."""
    ours, theirs = [await crossings.receipts(each, crossing) for each in (world.larkmere, world.hallowdene)]
    assert ours == theirs
    assert hashlib.sha256(ours[-1][3].encode()).digest() == ours[-1][4]
    return [each["files"] for each in json.loads(ours[-1][3])["packages"]]


async def test_a_receipt_of_what_is_erased_says_how_many_files_it_had(crossings: Crossings, world: World) -> None:
    """Whether time was over, or the sender's own copy went before the other's did."""
    late = await crossings.sent(world.larkmere, world.hallowdene, files=2)
    await crossings.days_pass(late)
    assert await crossings.expire(world.larkmere) == 1
    assert await files_said(crossings, world, late) == [2]
    kept = await crossings.sent(world.larkmere, world.hallowdene, files=2)
    await crossings.act(world.hallowdene, kept, Act.ACCEPT)
    await crossings.run("select crossing.erase(:id, :council)", id=kept.id, council=world.larkmere.id)
    await crossings.act(world.larkmere, kept, Act.ASK_PURGE, AUTHOR)
    await crossings.act(world.hallowdene, kept, Act.ANSWER_PURGE)
    assert await files_said(crossings, world, kept) == [2]
