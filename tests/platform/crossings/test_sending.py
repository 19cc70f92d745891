"""What is sent, and each reason for which nothing is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.crossings import service
from commonground.platform.crossings.errors import CrossingRefusedError
from commonground.platform.crossings.types import Act, Kind, Side, State, Verb
from commonground.platform.refusals import RefusedError
from councils import World, canary
from crossing_looks import Crossing
from crossing_scene import AUTHOR, Crossings

_PACKAGE = "update tenants.packages set {} where id = :id"
_THEIR_OWN = (
    "update tenants.authorisations a set staff_id = p.made_by from tenants.packages p"
    " where p.id = :id and a.package_id = p.id"
)
_DISCLOSURE = "update tenants.disclosures set {} where id = :id"


async def nothing_came(crossings: Crossings, crossing: Crossing) -> None:
    for table in ("crossing.offers where id", "crossing.steps where offer_id", "system.outbox where subject_id",
                  "audit.entries where subject_id"):  # fmt: skip
        assert await crossings.ask(f"select count(*) from {table} = :id", id=crossing.id) == 0, table


async def test_what_is_sent_is_an_offer_that_identifies_nobody(crossings: Crossings, world: World) -> None:
    larkmere, hallowdene = world.larkmere, world.hallowdene
    crossing = await crossings.sent(larkmere, hallowdene, files=2)
    for council, side in ((larkmere, Side.SENDER), (hallowdene, Side.RECEIVER)):
        seen = await crossings.view(council, crossing)
        assert (seen.side, seen.state, seen.standing) == (side, State.SENT, State.SENT)
        assert (seen.verb, seen.kind, seen.reference) == (Verb.HAND_OVER, Kind.CHILD_PLACED, crossing.reference)
        assert (seen.names, seen.fields, seen.files, seen.last_no) == (True, 2, 2, 1)
        assert (seen.responsible_id, seen.agreement_id, seen.is_open) == (larkmere.id, None, False)
        assert canary("larkmere") not in str(seen)
        (step,) = await crossings.steps(council, crossing)
        assert (step.no, step.side, step.act, step.words) == (1, Side.SENDER, Act.SEND, "")
        assert step.by_name == larkmere.people[AUTHOR].name
    assert await crossings.packages(hallowdene, crossing, "received") == []
    assert await crossings.facts(larkmere, crossing) == ["crossing_without_agreement"]
    assert await crossings.facts(hallowdene, crossing) == ["crossing_offered"]
    assert await crossings.trail(larkmere, crossing) == [("crossing:send", larkmere.people[AUTHOR].staff_id, None)]
    (theirs,) = await crossings.trail(hallowdene, crossing)
    assert theirs == ("crossing:send", None, "By Larkmere Council")
    assert await crossings.ask("select state from tenants.disclosures where id = :id", id=crossing.id) == "sent"
    assert await crossings.answer_to_send(crossing) == "changed", "once"


async def test_under_an_agreement_nobody_is_told_that_there_was_none(crossings: Crossings, world: World) -> None:
    agreement = await crossings.agree(world.larkmere, world.hallowdene, kinds=["peer_group"], hand_over=False)
    crossing = await crossings.authorised(
        world.larkmere, world.hallowdene, verb=Verb.WORK_JOINTLY, kind=Kind.PEER_GROUP, no_agreement_reason=""
    )
    await crossings.send(crossing)
    assert (await crossings.view(world.hallowdene, crossing)).agreement_id == agreement
    assert await crossings.facts(world.larkmere, crossing) == []
    for verb, kind in ((Verb.HAND_OVER, Kind.PEER_GROUP), (Verb.INFORM, Kind.ONLINE)):
        without = await crossings.authorised(
            world.larkmere, world.hallowdene, no_agreement_reason="", verb=verb, kind=kind
        )
        assert await crossings.answer_to_send(without) == "no_agreement"
    await crossings.withdraw_agreement(agreement, world.hallowdene)
    late = await crossings.authorised(
        world.larkmere, world.hallowdene, verb=Verb.WORK_JOINTLY, kind=Kind.PEER_GROUP, no_agreement_reason=""
    )
    assert await crossings.answer_to_send(late) == "no_agreement"
    await nothing_came(crossings, late)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (_DISCLOSURE.format("state = 'draft'"), "changed"),
        (_DISCLOSURE.format("state = 'over'"), "changed"),
        (_DISCLOSURE.format("destination = 'outside', receiver_id = null"), "changed"),
        (_DISCLOSURE.format("package_id = null"), "unauthorised"),
        (_DISCLOSURE.format("expires_at = now()"), "expired"),
        (_DISCLOSURE.format("expires_at = null"), "expired"),
        (_DISCLOSURE.format("respond_by = null"), "expired"),
        (_DISCLOSURE.format("receiver_id = gen_random_uuid()"), "nobody"),
        (_DISCLOSURE.format("receiver_id = tenant_id"), "nobody"),
        (_DISCLOSURE.format("no_agreement_reason = ''"), "no_agreement"),
        (_PACKAGE.format("no = 2"), "unauthorised"),
        (_PACKAGE.format("side = 'received'"), "unauthorised"),
        (_PACKAGE.format("crossing_id = gen_random_uuid()"), "unauthorised"),
        # Changed since the second person saw it: the words alone, or with a hash that fits them.
        (_PACKAGE.format("canonical = canonical || ' '"), "unauthorised"),
        (_PACKAGE.format("canonical = '{}', digest = sha256('{}')"), "unauthorised"),
        (_PACKAGE.format("canonical = '', erased_at = now()"), "unauthorised"),
        ("update tenants.authorisations set verdict = 'refused' where package_id = :id", "unauthorised"),
        ("update tenants.authorisations set digest = sha256('x') where package_id = :id", "unauthorised"),
        (_THEIR_OWN, "unauthorised"),
        ("update tenants.authorisations set package_id = :id where package_id <> :id and false", "sent"),
    ],
)  # fmt: skip
async def test_nothing_is_sent_without(crossings: Crossings, world: World, sql: str, code: str) -> None:
    crossing = await crossings.authorised(world.larkmere, world.hallowdene)
    about = crossing.id if "tenants.disclosures" in sql else crossing.package_id
    await crossings.run(sql, id=about)
    assert await crossings.answer_to_send(crossing, keep=code != "sent") == code
    await nothing_came(crossings, crossing)
    if code != "sent":
        with pytest.raises(RefusedError):
            await crossings.send(crossing)


async def test_nobody_authorises_their_own(crossings: Crossings, world: World) -> None:
    crossing = await crossings.authorised(world.larkmere, world.hallowdene, second=None)
    assert await crossings.answer_to_send(crossing) == "unauthorised", "nobody has looked at it"
    await crossings.authorise(crossing, crossing.package_id, AUTHOR)
    assert await crossings.answer_to_send(crossing) == "unauthorised"
    await crossings.authorise(crossing, crossing.package_id, "manager", verdict="refused")
    assert await crossings.answer_to_send(crossing) == "unauthorised"
    await crossings.authorise(crossing, crossing.package_id, "ig_lead")
    await crossings.send(crossing)


async def test_an_authorisation_is_of_one_package(crossings: Crossings, world: World) -> None:
    """That of another, though it says the same, is none."""
    first = await crossings.authorised(world.larkmere, world.hallowdene)
    second = await crossings.authorised(world.larkmere, world.hallowdene, second=None)
    assert first.canonical == second.canonical
    assert await crossings.answer_to_send(second) == "unauthorised"


async def test_responsibility_is_offered_to_nobody_without_the_duty(crossings: Crossings, world: World) -> None:
    powers = "update commons.councils set legal_powers = :powers where id = :id"
    await crossings.run(powers, powers=["ca2004_s10"], id=world.hallowdene.id)
    try:
        over = await crossings.authorised(world.larkmere, world.hallowdene)
        assert await crossings.answer_to_send(over) == "no_duty"
        for verb in (Verb.INFORM, Verb.WORK_JOINTLY):
            await crossings.sent(world.larkmere, world.hallowdene, verb=verb)
        for duty in ("csa1995", "cnio1995", "ca1989_s47"):
            await crossings.run(powers, powers=["ca2004_s10", duty], id=world.hallowdene.id)
            assert await crossings.answer_to_send(over) == "sent", duty
    finally:
        given = ["ca1989_s47", "ca2004_s10", "ca2004_s11"]
        await crossings.run(powers, powers=given, id=world.hallowdene.id)


async def test_one_thing_is_handed_over_to_one_council_at_a_time(crossings: Crossings, world: World) -> None:
    record = uuid4()
    about: dict[str, Any] = {"record_id": record}
    first = await crossings.sent(world.larkmere, world.hallowdene, **about)
    second = await crossings.authorised(world.larkmere, world.hallowdene, **about)
    assert await crossings.answer_to_send(second, keep=True) == "offered_already"
    await nothing_came(crossings, second)
    told = await crossings.sent(world.larkmere, world.hallowdene, verb=Verb.INFORM, **about)
    assert told.record_id == record
    # What a neighbour offers about a record that happens to have the same id is something else.
    await crossings.sent(world.hallowdene, world.larkmere, **about)
    await crossings.act(world.larkmere, first, Act.WITHDRAW, AUTHOR)
    assert await crossings.answer_to_send(second) == "sent"


async def test_two_offers_of_one_thing_at_once(crossings: Crossings, world: World) -> None:
    """Neither sees the other's before it commits: the key decides. What lost has left nothing, though it commits."""
    record = uuid4()
    one, two = [await crossings.authorised(world.larkmere, world.hallowdene, record_id=record) for _ in range(2)]
    async with crossings.acting(world.larkmere, AUTHOR) as work:
        await service.send(work, one.id)
        waits = asyncio.create_task(crossings.answer_to_send(two, "manager", keep=True))
        await asyncio.sleep(0.3)
        assert not waits.done()
    assert await waits == "offered_already_at_once"
    await nothing_came(crossings, two)
    with pytest.raises(CrossingRefusedError, match="handed over to a council already"):
        await crossings.send(two)


async def test_another_councils_disclosure_is_not_there(crossings: Crossings, world: World) -> None:
    crossing = await crossings.authorised(world.larkmere, world.hallowdene)
    for council, disclosure in ((world.hallowdene, crossing.id), (world.larkmere, uuid4())):
        with pytest.raises(NotFoundHereError):
            async with crossings.acting(council) as work:
                await service.send(work, disclosure)
    await nothing_came(crossings, crossing)


async def test_a_reference_that_was_drawn_twice_sends_nothing(crossings: Crossings, world: World) -> None:
    first = await crossings.sent(world.larkmere, world.hallowdene)
    theirs = await crossings.authorised(world.hallowdene, world.larkmere, reference=first.reference)
    assert await crossings.answer_to_send(theirs, keep=True) == "reference_taken"
    assert await crossings.ask("select count(*) from crossing.offers where id = :id", id=theirs.id) == 0


async def test_what_is_over_by_its_day_is_not_sent_late(crossings: Crossings, world: World) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    crossing = await crossings.authorised(world.larkmere, world.hallowdene, expires_at=yesterday)
    assert await crossings.answer_to_send(crossing) == "expired"
