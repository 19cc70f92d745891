"""Promises about crossings: what is asked before something is sent or done, and whose rows follow. See
`pass_probes.py`."""

# Long: one promise to each function, with everything that it must not take for what it looks for.

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import RELAY, WORKER
from crossing_copies import AUTHOR, LONG_AGO, SECOND, Rows, sealed
from pass_probes import Hand, Promise, undone

_FOR = "select crossing.agreement_for($1, $2, 'inform', 'online')"
_TODAY = "(now() at time zone 'Europe/London')::date"


async def an_agreement_is_of_two_who_both_keep_to_it(hand: Hand) -> None:
    """Each of these lacks one thing; the last lacks none."""
    own, other = hand.scene.own.id, hand.scene.other.id
    await hand.do("delete from crossing.agreement_signatures; delete from crossing.agreements")

    async def agreement(signed: list[UUID], changed: str = "", withdrawn: UUID | None = None) -> UUID:
        made = uuid4()
        await hand.do(
            "insert into crossing.agreements (id, proposer_id, councils, name, version, inform, work_jointly,"
            " hand_over, kinds, from_on, proposed_at, proposed_by) values ($1, $2::uuid, array[$2, $3]::uuid[], 'A', 1,"
            f" true, false, false, '{{online}}', {_TODAY}, now(), 'B')", made, own, other,
        )  # fmt: skip
        for council in signed:
            await hand.do(
                "insert into crossing.agreement_signatures (id, agreement_id, council_id, councils, signed_at,"
                " signed_by, signed_as, withdrawn_at) values (gen_random_uuid(), $1, $2::uuid, array[$3, $4]::uuid[],"
                " now(), 'B', 'C', case when $2 = $5::uuid then now() end)", made, council, own, other, withdrawn,
            )  # fmt: skip
        if changed:
            await hand.do(f"update crossing.agreements set {changed} where id = $1", made)
        return made

    both = [own, other]
    for signed, changed, withdrawn in (
        ([own], "", None), ([other], "", None), (both, "", own), (both, "", other), (both, "inform = false", None),
        (both, "kinds = '{school_pupils}'", None), (both, "ended_at = now()", None),
        (both, f"from_on = {_TODAY} + 1", None), (both, f"from_on = {_TODAY} - 9, until_on = {_TODAY} - 1", None),
    ):  # fmt: skip  # one lack each
        await agreement(signed, changed, withdrawn)
        assert await hand.ask(_FOR, own, other) is None, (changed, withdrawn)
    stands = await agreement(both, f"until_on = {_TODAY}")
    assert await hand.ask(_FOR, own, other) == stands == await hand.ask(_FOR, other, own)
    assert await hand.ask("select crossing.agreement_for($1, $2, 'hand_over', 'online')", own, other) is None


async def a_machine_moves_as_it_is_written(hand: Hand) -> None:
    for verb, state, side, what, after in (
        ("hand_over", "sent", "sender", "withdraw", "withdrawn"), ("hand_over", "sent", "receiver", "withdraw", None),
        ("hand_over", "moved", "sender", "withdraw", None), ("hand_over", "closed", "sender", "accept", None),
        ("inform", "sent", "receiver", "accept", None), ("work_jointly", "sent", "receiver", "accept", "accepted"),
        ("work_jointly", "accepted", "receiver", "hold_conference", None),
    ):  # fmt: skip
        said = await hand.ask("select crossing.next_state($1, $2, $3, $4)", verb, state, side, what)
        assert said == after, (verb, state, side, what)


async def the_duty_is_one_councils_own(hand: Hand) -> None:
    own, duty = hand.scene.own.id, "select crossing.has_duty($1)"
    await hand.do("update commons.councils set legal_powers = '{ca2004_s10,csa1995}' where id = $1", own)
    assert await hand.ask(duty, own)
    assert not await hand.ask(duty, uuid4())
    await hand.do("update commons.councils set legal_powers = '{ca2004_s10}' where id = $1", own)
    assert not await hand.ask(duty, own)


async def a_second_person_agreed_to_exactly_this(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other

    async def is_authorised(package: UUID) -> bool:
        return bool(await hand.ask("select crossing.is_authorised($1, $2)", own.id, package))

    crossing = uuid4()
    await rows.package(own, crossing, "Ours")
    nobody, missing = uuid4(), uuid4()
    await rows.package(other, crossing, "Ours", id=nobody)
    await rows.package(other, crossing, "Ours", id=missing)
    await rows.package(own, crossing, "Ours", id=nobody, by="")
    assert not await is_authorised(nobody), "a neighbour agreed, to the same words under the same id"
    assert not await is_authorised(missing), "it is the neighbour's"
    assert not await is_authorised(uuid4())
    refused = await rows.package(own, crossing, "Ours", by="")
    await rows.agreed(own, refused, sealed("Ours"), verdict="refused")
    for wrong in (
        await rows.package(own, crossing, "", erased_at=LONG_AGO),
        await rows.package(own, crossing, "Ours", digest=sealed("Other words")),
        await rows.package(own, crossing, "Ours", by=AUTHOR),
        refused,
    ):
        assert not await is_authorised(wrong)
    other_words = await rows.package(own, crossing, "Ours", by="")
    await rows.agreed(own, other_words, sealed("Other words"))
    assert not await is_authorised(other_words)
    await rows.agreed(own, other_words, sealed("Ours"))
    assert await is_authorised(other_words)


async def what_is_sent_is_ones_own(hand: Hand) -> None:
    """And agreed to, to somebody who is there, and not handed over already."""
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    await rows.twins_of_staff()
    crossing, package = await rows.ready()
    assert await rows.send(uuid4()) is None
    theirs = await rows.disclosure(other, own.id)
    await rows.package(other, theirs, "Theirs")
    assert await rows.send(theirs) is None
    await _not_of_its_package(hand, rows)
    to = "update tenants.disclosures set receiver_id = $3 where (tenant_id, id) = ($1, $2)"
    await hand.do(to, own.id, crossing, uuid4())
    assert await rows.send(crossing) == "nobody"
    await hand.do(to, own.id, crossing, other.id)
    await _offered_otherwise(hand, rows, crossing)
    sent_before = await hand.ask("select count(*) from tenants.packages where sent_at is not null")
    states = "select array_agg(state order by tenant_id, id) from tenants.disclosures where id <> $1 or tenant_id <> $2"
    before = await hand.ask(states, crossing, own.id)
    assert await rows.send(crossing) == "sent"
    assert await hand.ask(states, crossing, own.id) == before, "of this one alone"
    assert await hand.ask("select count(*) from tenants.packages where sent_at is not null") == sent_before + 1
    mine = "select sent_at = now() from tenants.packages where tenant_id = $1 and id = $2"
    assert await hand.ask(mine, own.id, package)
    offer = await hand.connection.fetchrow("select * from crossing.offers where id = $1", crossing)
    assert (offer["sender_id"], offer["receiver_id"], offer["files"], offer["fields"]) == (own.id, other.id, 1, 1)
    await _noted(hand, crossing, 1, own.people["screener"].name, "send")
    told = "select tenant_id, kind from system.outbox where subject_id = $1 order by kind"
    assert [tuple(each) for each in await hand.connection.fetch(told, crossing)] == [
        (other.id, "crossing_offered"), (own.id, "crossing_without_agreement"),
    ]  # fmt: skip


async def _not_of_its_package(hand: Hand, rows: Rows) -> None:
    """What lies under the disclosure's package, and is another."""
    own, other = hand.scene.own, hand.scene.other
    changes: tuple[dict[str, Any], ...] = ({"no": 2}, {"side": "received"}, {"crossing_id": uuid4()})
    for changed in changes:
        crossing = uuid4()
        # A neighbour's of the same id would be right, and an own one with another id too.
        neighbour = await rows.package(other, crossing, "Ours")
        await rows.package(own, crossing, "Ours")
        await rows.package(own, crossing, "Ours", **{"id": neighbour} | changed)
        await rows.disclosure(own, other.id, id=crossing, package_id=neighbour)
        assert await rows.send(crossing) == "unauthorised", changed


async def _offered_otherwise(hand: Hand, rows: Rows, crossing: UUID) -> None:
    """What hinders nobody: the neighbour's of the same record, another record's, what is over, what only informs."""
    own, other = hand.scene.own, hand.scene.other
    record = await hand.ask(
        "select record_id from tenants.disclosures where id = $1 and tenant_id = $2", crossing, own.id
    )
    await rows.disclosure(other, own.id, record_id=record, state="sent")
    await rows.disclosure(own, other.id, state="sent")
    await rows.disclosure(own, other.id, record_id=record, state="over")
    await rows.disclosure(own, other.id, record_id=record, state="sent", verb="inform")
    async with undone(hand.connection):
        await rows.disclosure(own, other.id, record_id=record, state="sent")
        assert await rows.send(crossing) == "offered_already"
    thread = await hand.ask(
        "select thread_id from tenants.disclosures where id = $1 and tenant_id = $2", crossing, own.id
    )
    async with undone(hand.connection):
        await rows.disclosure(own, other.id, record_id=None, thread_id=thread, state="sent")
        assert await rows.send(crossing) == "offered_already", "the same again, of which there is no record"


async def _noted(hand: Hand, crossing: UUID, no: int, name: str, what: str) -> None:
    steps = await hand.connection.fetch("select * from crossing.steps where offer_id = $1 order by no", crossing)
    assert (len(steps), steps[-1]["no"], steps[-1]["by_name"], steps[-1]["verb"]) == (no, no, name, what)
    trail = "select count(*) from audit.entries where subject_id = $1 and action = $2 and at = now()"
    assert await hand.ask(trail, crossing, f"crossing:{what}") == 2


async def _offered(hand: Hand, rows: Rows) -> tuple[UUID, UUID]:
    """Sent; beside it, what could be taken for a part of it."""
    own, other = hand.scene.own, hand.scene.other
    await rows.twins_of_staff()
    crossing, package = await rows.ready()
    assert await rows.send(crossing) == "sent"
    await hand.do("update tenants.packages set sent_at = now() where tenant_id = $1 and id = $2", other.id, package)
    # Another crossing's package, which a neighbour has under the same id as one of this crossing; agreed to earlier.
    elsewhere = await rows.package(own, uuid4(), "Elsewhere", by="", sent_at=LONG_AGO)
    await rows.agreed(own, elsewhere, sealed("Elsewhere"))
    await rows.agreed(own, elsewhere, sealed("Ours"), at=LONG_AGO)
    await rows.package(other, crossing, "Theirs too", id=elsewhere, sent_at=LONG_AGO)
    await rows.package(other, crossing, "Theirs alone", sent_at=LONG_AGO)
    await rows.package(own, uuid4(), "Changed", sent_at=LONG_AGO, by="")
    await rows.package(own, crossing, "Unsent", no=2)
    await rows.package(own, crossing, "Unsent and nobody's", no=2, by="")
    earlier: tuple[dict[str, Any], ...] = (
        {"digest": sealed("Other words")}, {"digest": sealed("Ours"), "verdict": "refused"},
        {"digest": sealed("Ours"), "by": AUTHOR},
    )  # fmt: skip
    for one in earlier:
        await rows.agreed(own, package, at=LONG_AGO, **one)
    await rows.agreed(other, package, sealed("Ours"), at=LONG_AGO)
    return crossing, package


def _opening(hand: Hand, **changed: object) -> str:
    other = hand.scene.other
    said = {"taker": other.people["screener"].staff_id, "team": other.teams["front_door"]} | changed
    return json.dumps(said, default=str)


# Long: one acceptance, with every row that is not of it.
async def who_accepts_gets_what_was_sent_of_it(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing, package = await _offered(hand, rows)
    theirs = hand.tokens.theirs
    partner = other.people["partner"].staff_id
    gone = other.people["admin"].staff_id
    await hand.do("update council.staff set ended_at = now() where tenant_id = $1 and id = $2", other.id, gone)
    wrongs: tuple[dict[str, object], ...] = (
        {"team": own.teams["front_door"]}, {"team": uuid4()}, {"taker": uuid4()}, {"taker": gone}, {"taker": partner},
        {"taker": own.people["manager"].staff_id, "team": own.teams["front_door"]},
    )  # fmt: skip
    for wrong in wrongs:
        assert await rows.act(theirs, crossing, "accept", _opening(hand, **wrong)) == "nobody", wrong
    async with undone(hand.connection):
        await hand.do(
            "update tenants.packages set canonical = 'Changed' where tenant_id = $1 and id = $2", own.id, package
        )
        assert await rows.act(theirs, crossing, "accept", _opening(hand)) == "unauthorised"
    assert await rows.act(hand.tokens.operator, crossing, "accept") is None
    assert await rows.act(theirs, uuid4(), "accept", _opening(hand)) is None
    await hand.do("insert into crossing.offers select (jsonb_populate_record(o, jsonb_build_object('id', $2::uuid,"
                  " 'reference', 'HO-third', 'sender_id', $3::uuid, 'receiver_id', gen_random_uuid()))).*"
                  " from crossing.offers o where id = $1", crossing, third := uuid4(), uuid4())  # fmt: skip
    assert await rows.act(theirs, third, "accept", _opening(hand)) is None, "of other councils"
    others = "select md5(string_agg(o::text, '' order by id)) from crossing.offers o where id <> $1"
    before = await hand.ask(others, crossing)
    copies = ("select array_agg(canonical) from tenants.packages where tenant_id = $1 and side = 'received'"
              " and made_at = now()")  # fmt: skip
    assert await rows.act(theirs, crossing, "accept", _opening(hand)) == "done"
    assert await hand.ask(copies, other.id) == ["Ours"]
    files = ("select count(*) from tenants.package_files f join tenants.packages p on (p.tenant_id, p.id) ="
             " (f.tenant_id, f.package_id) where p.side = 'received' and p.crossing_id = $1"
             " and f.tenant_id = $2")  # fmt: skip
    assert await hand.ask(files, crossing, other.id) == 1
    assert await hand.ask(others, crossing) == before
    taken = "select sender_name from tenants.received_handoffs where tenant_id = $1 and id = $2"
    names = "select name from commons.councils where id = $1"
    assert await hand.ask(taken, other.id, crossing) == await hand.ask(names, own.id)
    await _noted(hand, crossing, 2, other.people["screener"].name, "accept")
    await _receipted(hand, crossing)
    await hand.do(
        "insert into council.receipts select (jsonb_populate_record(r, jsonb_build_object('tenant_id',"
        " gen_random_uuid(), 'id', gen_random_uuid(), 'no', 7))).* from council.receipts r where crossing_id = $1"
        " limit 1", crossing,
    )  # fmt: skip  # somebody else's of this id
    assert await rows.act(theirs, crossing, "hold_conference", json.dumps({"held_at": "now", "words": "W"})) == "done"
    numbers = "select array_agg(no order by no) from council.receipts where crossing_id = $1 and tenant_id = $2"
    assert await hand.ask(numbers, crossing, other.id) == await hand.ask(numbers, crossing, own.id) == [1, 2]


async def _receipted(hand: Hand, crossing: UUID) -> None:
    own, other = hand.scene.own, hand.scene.other
    kept = await hand.connection.fetch("select * from council.receipts where crossing_id = $1", crossing)
    assert {row["tenant_id"] for row in kept} == {own.id, other.id}
    assert len({(row["id"], row["manifest"], row["digest"]) for row in kept}) == 1
    said = json.loads(kept[0]["manifest"])
    assert (said["sharing"]["purpose"], said["sender"]["id"], said["receiver"]["id"]) == (
        "Ours", str(own.id), str(other.id),
    )  # fmt: skip
    (package,) = said["packages"]
    assert (package["hash"], package["files"]) == (sealed("Ours")[2:], 1)
    assert (package["made_by"], package["authorised_by"]) == (own.people[AUTHOR].name, own.people[SECOND].name)
    assert package["authorised_at"].startswith("2026-11-20T10:00")
    assert [step["no"] for step in said["steps"]] == [1, 2]


async def a_receipt_says_its_senders_reasons(hand: Hand) -> None:
    """Of what a neighbour sent, though the own council has a disclosure of that id."""
    rows = Rows(hand)
    crossing, _ = await rows.ready(swapped=True)
    assert await rows.send(crossing, hand.tokens.theirs) == "sent"
    own = hand.scene.own
    said = json.dumps({"taker": own.people["screener"].staff_id, "team": own.teams["front_door"]}, default=str)
    assert await rows.act(hand.tokens.mine, crossing, "accept", said) == "done"
    manifest = await hand.ask("select manifest from council.receipts where (tenant_id, crossing_id) = ($1, $2)", own.id,
                              crossing)  # fmt: skip
    assert json.loads(manifest)["sharing"]["purpose"] == "Ours"


async def what_is_taken_back_is_erased_and_nothing_else(hand: Hand) -> None:
    rows, own = Rows(hand), hand.scene.own
    crossing, package = await _offered(hand, rows)
    erased = await rows.package(own, crossing, "", file=False, by="", erased_at=LONG_AGO)
    more = await rows.package(own, crossing, "More", no=2, file=False)
    said = json.dumps({"package": str(more)})
    assert await rows.act(hand.tokens.mine, crossing, "supplement", said) == "done"
    words = "select count(*) from tenants.packages where canonical <> '' and (tenant_id, crossing_id) <> ($1, $2)"
    files = ("select count(*) from tenants.package_files f where not exists (select from tenants.packages p where"
             " (p.tenant_id, p.id) = (f.tenant_id, f.package_id)"
             " and (p.tenant_id, p.crossing_id) = ($1, $2))")  # fmt: skip
    states = "select array_agg(state order by tenant_id, id) from tenants.disclosures where (tenant_id, id) <> ($1, $2)"
    before = [await hand.ask(each, own.id, crossing) for each in (words, files, states)]
    assert await rows.act(hand.tokens.mine, crossing, "withdraw") == "done"
    assert [await hand.ask(each, own.id, crossing) for each in (words, files, states)] == before
    stands = "select state from tenants.disclosures where (tenant_id, id) = ($1, $2)"
    assert await hand.ask(stands, own.id, crossing) == "over"
    left = "select count(*) from tenants.packages where (tenant_id, crossing_id) = ($1, $2) and canonical <> ''"
    assert await hand.ask(left, own.id, crossing) == 0
    assert await hand.ask("select erased_at < now() from tenants.packages where id = $1", erased)
    assert await hand.ask("select count(*) from tenants.package_files where tenant_id = $1 and package_id = $2", own.id,
                          package) == 0  # fmt: skip
    assert await _files_of(hand, crossing) == [1, 0], "as many as were sent, though their rows are gone"


async def _files_of(hand: Hand, crossing: UUID) -> list[int]:
    """How many files each package had, as the newest receipt says."""
    last = "select manifest from council.receipts where (tenant_id, crossing_id) = ($1, $2) order by no desc limit 1"
    manifest = json.loads(await hand.ask(last, hand.scene.own.id, crossing))
    return [each["files"] for each in manifest["packages"]]


async def a_decline_says_whether_a_referral_stays(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing, _ = await _offered(hand, rows)
    theirs, said = hand.tokens.theirs, json.dumps({"reason": "not_ours", "words": "W"})
    # The sender's row of the same id, and another of the receiver's, became referrals; this one did not.
    referrals = {council.id: hand.scene.row(council, "tenants.referrals")["id"] for council in (own, other)}
    await rows.put("tenants.received_handoffs", own, id=crossing, referral_id=referrals[own.id])
    await rows.put("tenants.received_handoffs", other, referral_id=referrals[other.id])
    assert await rows.act(theirs, crossing, "accept", _opening(hand)) == "done"
    became = "update tenants.received_handoffs set referral_id = $3 where (tenant_id, id) = ($1, $2)"
    last = "select manifest from council.receipts where (tenant_id, crossing_id) = ($1, $2) order by no desc limit 1"
    for referral in (None, referrals[other.id]):
        async with undone(hand.connection):
            await hand.do(became, other.id, crossing, referral)
            assert await rows.act(theirs, crossing, "decline", said) == "done"
            manifest = json.loads(await hand.ask(last, own.id, crossing))
            assert manifest["kept_as_referral"] is (referral is not None)


async def a_copy_is_deleted_by_its_council_alone(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing, _ = await _offered(hand, rows)
    await rows.put("tenants.received_handoffs", own, id=crossing, purged_at=None)
    await rows.put("tenants.received_handoffs", other, purged_at=None)
    said = json.dumps({"words": "W", "done": True})
    assert await rows.act(hand.tokens.theirs, crossing, "accept", _opening(hand)) == "done"
    assert await rows.act(hand.tokens.mine, crossing, "ask_purge", said) == "done"
    assert await rows.act(hand.tokens.theirs, crossing, "answer_purge", said) == "done"
    purged = "select array_agg(tenant_id) from tenants.received_handoffs where purged_at = now()"
    assert await hand.ask(purged) == [other.id]
    kept = "select canonical from tenants.packages where tenant_id = $1 and crossing_id = $2 and sent_at = now()"
    assert await hand.ask(kept, own.id, crossing) == "Ours"


async def a_supplement_is_the_next_of_its_crossing(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing, _ = await _offered(hand, rows)

    async def supplement(package: UUID) -> str | None:
        return await rows.act(hand.tokens.mine, crossing, "supplement", json.dumps({"package": str(package)}))

    under: dict[str, Any] = {"no": 2}
    changes: tuple[dict[str, Any], ...] = ({"no": 3}, {"side": "received"}, {"crossing_id": uuid4()})
    for changed in changes:
        wrong = await rows.package(other, crossing, "More", no=2)
        await rows.package(own, crossing, "More", **under | {"id": wrong} | changed)
        assert await supplement(wrong) == "unauthorised", changed
    assert await supplement(uuid4()) == "unauthorised"
    more = uuid4()
    await rows.package(other, crossing, "More", id=more, no=2)
    await rows.package(own, crossing, "More", id=more, no=2)
    async with undone(hand.connection):
        reasonless = "update tenants.disclosures set no_agreement_reason = '' where (tenant_id, id) = ($1, $2)"
        await hand.do(reasonless, own.id, crossing)
        assert await supplement(more) == "no_agreement", "a neighbour's reason, or another's"
    before = await hand.ask("select files from crossing.offers where id = $1", crossing)
    sent = "select count(*) from tenants.packages where sent_at = now()"
    already = await hand.ask(sent)
    assert await supplement(more) == "done"
    assert await hand.ask(sent) == already + 1
    assert await hand.ask("select sent_at = now() from tenants.packages where (tenant_id, id) = ($1, $2)", own.id, more)
    assert await hand.ask("select files from crossing.offers where id = $1", crossing) == before + 1
    assert await rows.act(hand.tokens.theirs, crossing, "accept", _opening(hand)) == "done"
    assert await _files_of(hand, crossing) == [1, 1], "each its own"


async def what_is_late_expires_in_its_councils_job(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing, _ = await _offered(hand, rows)
    in_time, _ = await rows.ready()
    assert await rows.send(in_time) == "sent"
    late = "jsonb_build_object('id', $2::uuid, 'reference', $3::text, 'sender_id', $4::uuid, 'receiver_id', $5::uuid)"
    theirs = uuid4()
    await hand.do(f"insert into crossing.offers select (jsonb_populate_record(o, {late})).* from crossing.offers o"
                  " where id = $1", crossing, theirs, "HO-theirs", other.id, own.id)  # fmt: skip
    await hand.do("update crossing.offers set expires_at = now() where id = any ($1)", [crossing, theirs])
    states = "select array_agg(state order by tenant_id, id) from tenants.disclosures where (tenant_id, id) <> ($1, $2)"
    before = await hand.ask(states, own.id, crossing)
    fact = uuid4()
    await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at) values"
                  " ($1, $2, 'crossings_expire', 'council', $2, now())", fact, own.id)  # fmt: skip
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", fact)
    assert (await hand.call(WORKER, "select crossing.expire()"))[0][0] == 1
    ended = "select array_agg(id) from crossing.offers where state = 'expired' and changed_at = now()"
    assert await hand.ask(ended) == [crossing]
    assert await hand.ask(states, own.id, crossing) == before
    stands = "select state from tenants.disclosures where (tenant_id, id) = ($1, $2)"
    assert await hand.ask(stands, own.id, crossing) == "over"
    assert await _files_of(hand, crossing) == [1]


async def a_receipt_is_signed_once_for_both(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    await hand.do("update council.receipts set signature = 'signed'")
    receipt, second = uuid4(), uuid4()
    for each in (receipt, second):
        for council in (own, other):
            await rows.put(
                "council.receipts", council, id=each, crossing_id=each, digest=sealed("Ours"), signature=None
            )
    due = "select id, digest from crossing.receipts_due(10)"
    assert {row["id"] for row in await hand.call(RELAY, due)} == {receipt, second}
    assert len(await hand.call(RELAY, due)) == 2, "once, though two have it"
    sign = "select crossing.sign_receipt($1, $2, now(), 'key', 'signature', 'public')"
    digest = bytes.fromhex(sealed("Ours")[2:])
    for wrong in ((uuid4(), digest), (receipt, b"other")):
        assert (await hand.call(RELAY, sign, *wrong))[0][0] == 0
    assert [(await hand.call(RELAY, sign, receipt, digest))[0][0] for _ in range(2)] == [2, 0]
    assert [row["id"] for row in await hand.call(RELAY, due)] == [second]


CROSSING_PROMISES: tuple[Promise, ...] = (
    an_agreement_is_of_two_who_both_keep_to_it,
    a_machine_moves_as_it_is_written,
    the_duty_is_one_councils_own,
    a_second_person_agreed_to_exactly_this,
    what_is_sent_is_ones_own,
    who_accepts_gets_what_was_sent_of_it,
    a_receipt_says_its_senders_reasons,
    what_is_taken_back_is_erased_and_nothing_else,
    a_decline_says_whether_a_referral_stays,
    a_copy_is_deleted_by_its_council_alone,
    a_supplement_is_the_next_of_its_crossing,
    what_is_late_expires_in_its_councils_job,
    a_receipt_is_signed_once_for_both,
)
