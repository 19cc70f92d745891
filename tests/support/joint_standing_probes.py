"""Promises about who may see what of a joint concern while which agreements stand. See `pass_probes.py`."""

from __future__ import annotations

from uuid import UUID, uuid4

from commonground.platform.database.roles import WORKER
from joint_copies import another_council, both_work
from pass_probes import Hand, Promise, undone


async def a_council_works_on_it_while_its_agreement_stands(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other = hand.scene.own.id, hand.scene.other.id
    await hand.do("delete from crossing.agreement_signatures; delete from crossing.agreements")

    async def stands(concern: UUID, council: UUID) -> bool:
        return bool(await hand.ask("select crossing.joint_stands($1, $2)", concern, council))

    async def barred(concern: UUID, council: UUID) -> object:
        return await hand.ask("select crossing.joint_barred($1, $2)", concern, council)

    assert await stands(meant.id, own)
    assert await stands(meant.id, other)
    assert not await stands(uuid4(), own)
    assert not await stands(meant.id, joint.third), "it is only asked"
    assert not await stands(meant.id, uuid4())
    assert await barred(meant.id, own) is None
    assert await barred(uuid4(), own) == await barred(meant.id, joint.third) == "gone"
    await hand.do(
        "update crossing.joint_parties set agreement_id = id, invited_by = $2 where id = $1", meant.party, other
    )
    assert await barred(meant.id, own) == "stopped"
    for kind, named in (("place", "border_place"), ("school", "school_pupils"), ("online", "online"),
                        ("peer_group", "peer_group")):  # fmt: skip
        async with undone(hand.connection):
            await hand.do("update crossing.joint_parties set kind = $2 where id = $1", meant.party, kind)
            await joint.agreed(other, own, kinds=["nothing"])
            assert not await stands(meant.id, own), kind
            await joint.agreed(other, own, kinds=[named])
            assert await stands(meant.id, own), kind
    await hand.do("update crossing.joint_concerns set closed_at = now() where id = $1", meant.id)
    assert await barred(meant.id, own) == "closed"


async def how_another_stands_is_told_to_whoever_reads_its_side(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other, mine = hand.scene.own.id, hand.scene.other.id, hand.tokens.mine
    ask = "select crossing.joint_stands_beside($1, $2)"
    far = await joint.put("crossing.joint_concerns", lead_id=other, councils=[other], reference="JC-far")
    for council, state in ((other, "joined"), (own, "left")):
        await joint.put("crossing.joint_parties", council_id=council, councils=[council], concern_id=far, state=state)
    for concern, council, stands in ((meant.id, own, True), (meant.id, other, True), (meant.id, joint.third, False),
                                     (far, other, False), (uuid4(), own, False)):  # fmt: skip  # one question each
        assert await joint.one(mine, ask, concern, council) is stands
    for nobody in ("", hand.scene.partner):
        assert await joint.one(nobody, ask, meant.id, own) is False
    fact = uuid4()
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'joint_changed', 'joint', $3, now())", fact, own, meant.id)  # fmt: skip
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    assert (await hand.call(WORKER, ask, meant.id, other))[0][0] is True
    await joint.under_an_agreement(other, meant.id)
    assert await joint.one(mine, ask, meant.id, other) is False


async def what_one_may_show_another_is_between_the_two(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other, third = hand.scene.own.id, hand.scene.other.id, joint.third
    await hand.do("delete from crossing.agreement_signatures; delete from crossing.agreements")

    async def may(owner: UUID, reader: UUID, concern: UUID = meant.id) -> bool:
        return bool(await hand.ask("select crossing.joint_agreed($1, $2, $3)", concern, owner, reader))

    await hand.do("update crossing.joint_parties set invited_by = $2 where id = $1", meant.asked, own)
    assert await may(own, other), "it joined for a reason"
    assert await may(other, own)
    for owner, reader, concern in ((own, other, uuid4()), (own, third, meant.id), (third, other, meant.id)):
        assert not await may(owner, reader, concern)
    await hand.do("update crossing.joint_parties set agreement_id = id")
    assert not await may(own, other)
    async with undone(hand.connection):
        await joint.agreed(own, other, kinds=["border_place"])
        assert not await may(own, other), "of another kind"
        assert await may(own, other, double.id)
        assert await may(other, own, double.id)
        assert not await may(own, other, uuid4())
    step = {"council_id": own, "councils": [own, other], "concern_id": meant.id, "verb": "reason"}
    await joint.put("crossing.joint_steps", **step)
    assert await may(own, other)
    for owner, reader, concern in ((other, own, meant.id), (own, third, meant.id), (own, other, double.id)):
        assert not await may(owner, reader, concern)


async def what_is_agreed_is_told_to_the_two(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other, mine = hand.scene.own.id, hand.scene.other.id, hand.tokens.mine
    ask = "select crossing.joint_agreed_beside($1, $2, $3)"
    for owner, reader, told in ((own, other, True), (other, own, True), (own, own, True), (other, other, False),
                                (own, joint.third, False)):  # fmt: skip  # one question each
        assert await joint.one(mine, ask, meant.id, owner, reader) is told
    for nobody in ("", hand.scene.partner):
        assert not await joint.one(nobody, ask, meant.id, own, other)
    fact = uuid4()
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'joint_changed', 'joint', $3, now())", fact, own, meant.id)  # fmt: skip
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    assert (await hand.call(WORKER, ask, meant.id, other, own))[0][0] is True
    await joint.apart(meant.id)
    assert await joint.one(mine, ask, meant.id, own, other) is False


async def who_would_see_a_part_without_an_agreement(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other = hand.scene.own.id, hand.scene.other.id

    async def lacking(seen: list[UUID], partners: list[UUID]) -> list[UUID]:
        sql = "select crossing.joint_unagreed($1, $2, $3, $4)"
        return [row[0] for row in await hand.connection.fetch(sql, meant.id, own, seen, partners)]

    assert await lacking([own, other], [meant.their_guest]) == []
    await joint.apart(meant.id)
    assert await lacking([own, other, joint.third], [meant.their_guest]) == [other]
    assert await lacking([], [meant.their_guest]) == [other]
    for partners in ([], [meant.guest], [double.their_guest]):
        assert await lacking([own], partners) == []


# Long: each thing that is still to be done when an agreement is over.
async def whose_agreement_is_over_hears_of_the_lead_and_what_is_gone(hand: Hand) -> None:
    joint, meant, _ = await both_work(hand)
    own, other, theirs = hand.scene.own.id, hand.scene.other.id, hand.tokens.theirs
    fourth = await another_council(hand, "a-fourth")
    closing = {"outcome": "safer", "words": "Better", "lessons": "Ask early"}
    receipts = (
        "select array_agg(tenant_id order by tenant_id) from council.receipts where what = $2 and crossing_id = $1"
    )
    both = sorted([own, other])
    await joint.under_an_agreement(other, meant.id)
    async with undone(hand.connection):
        before = await joint.rows()
        assert await joint.act(meant.id, "invite", council=fourth, words="W") == "done"
        steps = [row for name, row in (await joint.since(before))[1] if name == "joint_steps"]
        assert [row["councils"] for row in steps] == [[str(own)]]
        assert other not in {council for council, _ in await joint.facts()}
        assert await joint.one(hand.tokens.mine, "select crossing.joint_withdraw($1, '')", meant.mine) == "done"
        assert await hand.ask(receipts, meant.id, "joint_withdrawn") == both, "the proof is theirs"
        assert await joint.act(meant.id, "close", **closing) == "done"
        assert await hand.ask(receipts, meant.id, "joint_closed") == [own]
    for what in ("propose_lead", "take_lead", "refuse_lead", "close"):
        assert await joint.act(meant.id, what, theirs, council=other, **closing) == "stopped", "it does not lead"
    await hand.do("update crossing.joint_concerns set lead_id = $2 where id = $1", meant.id, other)
    for what in ("invite", "take_back"):
        assert await joint.act(meant.id, what, theirs, council=joint.third) == "stopped"
    async with undone(hand.connection):
        assert await joint.act(meant.id, "close", theirs, **closing) == "done"
        assert await hand.ask(receipts, meant.id, "joint_closed") == both
    async with undone(hand.connection):
        assert await joint.act(meant.id, "propose_lead", theirs, council=own) == "done"
        assert await joint.act(meant.id, "refuse_lead", theirs) == "done"
    assert await joint.act(meant.id, "propose_lead", council=own) == "done"
    assert (other, "joint_lead_asked") in await joint.facts()
    assert await joint.act(meant.id, "take_lead", theirs) == "done"
    assert await hand.ask("select lead_id from crossing.joint_concerns where id = $1", meant.id) == own


async def whoever_led_what_is_closed_can_leave(hand: Hand) -> None:
    joint, meant, double = await both_work(hand)
    own, other = hand.scene.own.id, hand.scene.other.id
    await hand.do("update crossing.joint_concerns set closed_at = now()")
    await hand.do("update crossing.joint_concerns set councils = $2 where id = $1", double.id, [own])
    led = "select array[lead_id] || councils from crossing.joint_concerns where id = $1"
    assert await joint.act(meant.id, "leave") == "done"
    assert await hand.ask(led, meant.id) == [other, other]
    assert await joint.act(double.id, "leave") == "done"
    assert await hand.ask(led, double.id) == [own], "nobody else is there"


JOINT_STANDING_PROMISES: tuple[Promise, ...] = (
    a_council_works_on_it_while_its_agreement_stands,
    how_another_stands_is_told_to_whoever_reads_its_side,
    what_one_may_show_another_is_between_the_two,
    what_is_agreed_is_told_to_the_two,
    who_would_see_a_part_without_an_agreement,
    whose_agreement_is_over_hears_of_the_lead_and_what_is_gone,
    whoever_led_what_is_closed_can_leave,
)
