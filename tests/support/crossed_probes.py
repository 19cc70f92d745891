"""Promises about disposal: what crossed a border because of a record goes with it, and nothing else does. See
`pass_probes.py`."""

from __future__ import annotations

from uuid import UUID, uuid4

from crossing_copies import Rows
from disposal_probes import answered, refused
from disposal_scene import confirmed_disposal, twins_of_a_referral
from pass_probes import Hand, Promise

_WORDS = "select canonical from tenants.packages where (tenant_id, id) = ($1, $2)"
_PURPOSE = "select purpose from tenants.disclosures where (tenant_id, id) = ($1, $2)"


async def what_was_shared_of_a_record_goes_with_it(hand: Hand) -> None:
    """It is over; a neighbour's of the same record id, and another record's own, are on their way still."""
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    disposal, fact = await confirmed_disposal(hand)
    record = await hand.ask("select record_id from tenants.disposals where id = $1", disposal)
    crossing = await rows.disclosure(own, other.id, record_id=record, state="over", advice="Said")
    package = await rows.package(own, crossing, "Ours")
    theirs = await rows.disclosure(other, own.id, record_id=record, state="sent")
    another = await rows.disclosure(own, other.id, state="sent")
    kept = [
        (other.id, await rows.package(other, crossing, "Theirs")),
        (own.id, await rows.package(own, another, "Ours")),
    ]
    for state in ("proposed", "authorised", "sent"):
        goes = "update tenants.disclosures set state = $2 where id = $1"
        assert await refused(hand, fact, goes, crossing, state) == "changed", state
    assert await answered(hand, fact) == "done"
    (row,) = await hand.connection.fetch("select * from tenants.disclosures where id = $1", crossing)
    assert (row["purpose"], row["necessity"], row["advice"], row["untold_why"], row["parts"]) == (
        "–",
        "–",
        "",
        "",
        "{}",
    )
    assert await hand.ask(_WORDS, own.id, package) == ""
    assert [await hand.ask(_WORDS, *each) for each in kept] == ["Theirs", "Ours"]
    assert await hand.ask(_PURPOSE, other.id, theirs) == await hand.ask(_PURPOSE, own.id, another) == "Ours"


async def what_another_council_sent_goes_with_what_it_became(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    disposal, fact = await confirmed_disposal(hand)
    referral, report = (hand.scene.row(own, f"tenants.{name}")["id"] for name in ("referrals", "reports"))
    about = "update tenants.disposals set record_kind = 'referral', record_id = $2 where id = $1"
    await hand.do(about, disposal, referral)
    await hand.do("update tenants.referrals set state = 'withdrawn', changed_at = now() where id = $1", referral)
    second: UUID = await hand.ask(
        "select referral_id from tenants.reports where tenant_id = $1 and referral_id <> $2", own.id, referral
    )
    await twins_of_a_referral(hand, referral, report, second)
    clear = "update tenants.received_handoffs set purged_at = null, referral_id = null"
    await hand.do(clear)
    handoff, elsewhere = uuid4(), uuid4()
    await rows.put("tenants.received_handoffs", own, id=handoff, referral_id=referral)
    await rows.put("tenants.received_handoffs", own, id=elsewhere, referral_id=second)
    await rows.put("tenants.received_handoffs", other, id=uuid4(), referral_id=referral)
    package = await rows.package(own, handoff, "Received", side="received")
    kept = await rows.package(own, elsewhere, "Received", side="received")
    assert await answered(hand, fact) == "done"
    purged = "select array_agg(id) from tenants.received_handoffs where purged_at = now() and referral_id is null"
    assert await hand.ask(purged) == [handoff]
    assert [await hand.ask(_WORDS, own.id, each) for each in (package, kept)] == ["", "Received"]


CROSSED_PROMISES: tuple[Promise, ...] = (
    what_was_shared_of_a_record_goes_with_it,
    what_another_council_sent_goes_with_what_it_became,
)
