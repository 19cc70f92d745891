"""Promises about packages between councils that are on no record: each side's words go when its time is up, and nothing
else does. See `pass_probes.py`."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

from councils import TestCouncil
from crossing_copies import Rows
from outlived_probes import choose, nothing_else_is_over, swept
from pass_probes import Hand, Promise, undone

_OF_IT = "update tenants.disclosures set {} where (tenant_id, id) = ($1, $2)"
_AGED = _OF_IT.format("changed_at = now() - $3::text::interval")
_OFFER = "update crossing.offers set changed_at = now() - $2::text::interval where id = $1"
_STATE = "update crossing.offers set state = $2 where id = $1"
_REFERRAL = "update tenants.received_handoffs set referral_id = $3 where (tenant_id, id) = ($1, $2)"
_LEFT = "select count(*) from tenants.packages where tenant_id = $1 and crossing_id = $2 and canonical <> ''"
_PURPOSES = "select array_agg(purpose order by purpose) from tenants.disclosures where id = any ($1)"
_STANDS = "select state from tenants.disclosures where (tenant_id, id) = ($1, $2)"
_PURGED = "select array_agg(tenant_id || ' ' || id) from tenants.received_handoffs where purged_at = now()"
_BETWEEN_OTHERS = (
    "insert into crossing.offers select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(),"
    " 'reference', 'HO-others', 'sender_id', gen_random_uuid(), 'receiver_id', gen_random_uuid(), 'changed_at',"
    " now() - interval '9 years'))).* from crossing.offers o where id = $1"
)
_YOUNG, _OLD = "364 days", "367 days"


async def _crossed(hand: Hand, rows: Rows) -> UUID:
    """Handed over and accepted, on no record on either side; the receiver has a draft of the same id. An old offer of
    others is beside it."""
    other = hand.scene.other
    crossing, _ = await rows.ready(record_id=None)
    assert await rows.send(crossing) == "sent"
    opening = {"taker": other.people["screener"].staff_id, "team": other.teams["front_door"]}
    assert await rows.act(hand.tokens.theirs, crossing, "accept", json.dumps(opening, default=str)) == "done"
    await hand.do(_BETWEEN_OTHERS, crossing)
    await hand.do(_AGED, other.id, crossing, "0 days")
    return crossing


async def _left(hand: Hand, crossing: UUID) -> list[bool]:
    return [bool(await hand.ask(_LEFT, each.id, crossing)) for each in (hand.scene.own, hand.scene.other)]


# Long: what a sender keeps, with everything for which it is not yet time.
async def what_a_sender_has_on_no_record_goes_after_a_year(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing = await _crossed(hand, rows)
    await nothing_else_is_over(hand)
    another = await rows.disclosure(own, other.id, record_id=None)
    await hand.do(_REFERRAL, other.id, crossing, hand.scene.row(other, "tenants.referrals")["id"])
    for of_it, of_offer in ((_YOUNG, _YOUNG), (_YOUNG, _OLD), (_OLD, _YOUNG)):
        await hand.do(_AGED, own.id, crossing, of_it)
        await hand.do(_OFFER, crossing, of_offer)
        assert await swept(hand) == 0, (of_it, of_offer)
    for days in ("60 days", _OLD):
        await hand.do(_AGED, own.id, crossing, days)
        await hand.do(_OFFER, crossing, days)
        if days != _OLD:
            async with undone(hand.connection):
                await choose(hand, other, "crossed", 1)
                assert await swept(hand) == 0, "a neighbour's choice"
    for state in ("sent", "acknowledged", "queried"):
        async with undone(hand.connection):
            await hand.do(_STATE, crossing, state)
            assert await swept(hand) == 0, state
    for change in ("record_id = gen_random_uuid()", "destination = 'partner', receiver_id = null"):
        async with undone(hand.connection):
            await hand.do(_OF_IT.format(change), own.id, crossing)
            assert await swept(hand) == 0, change
    assert await swept(hand) == 1
    assert await _left(hand, crossing) == [False, True]
    assert await hand.ask(_PURPOSES, [crossing, another]) == ["Ours", "Theirs", "–"]
    assert await hand.ask(_STANDS, own.id, crossing) == "sent"
    assert await hand.ask(_PURGED) is None
    assert await swept(hand) == 0, "once"
    await hand.do(_AGED, own.id, another, _OLD)
    assert await swept(hand) == 1
    assert [await hand.ask(_STANDS, own.id, each) for each in (another, crossing)] == ["discarded", "sent"]
    assert await hand.ask(_STANDS, other.id, crossing) == "draft"


async def what_a_receiver_has_on_no_record_goes_after_a_year(hand: Hand) -> None:
    rows, own, other = Rows(hand), hand.scene.own, hand.scene.other
    crossing = await _crossed(hand, rows)
    await nothing_else_is_over(hand)
    await _twin(hand, rows, own, crossing)
    referral = hand.scene.row(other, "tenants.referrals")["id"]
    await hand.do(_REFERRAL, other.id, crossing, referral)
    await hand.do(_OFFER, crossing, _OLD)
    assert await swept(hand) == 0, "it became a referral"
    await hand.do(_REFERRAL, other.id, crossing, None)
    await hand.do(_OFFER, crossing, _YOUNG)
    assert await swept(hand) == 0, "a day too early"
    await hand.do(_OFFER, crossing, _OLD)
    assert await swept(hand) == 1
    assert await _left(hand, crossing) == [False, False]
    assert await hand.ask(_PURGED) == [f"{other.id} {crossing}"]
    assert await swept(hand) == 0, "once"


async def _twin(hand: Hand, rows: Rows, council: TestCouncil, crossing: UUID) -> None:
    """The sender has taken in something of the same id, of which no word is left, and something else that is there."""
    await rows.put("tenants.received_handoffs", council, id=crossing, referral_id=None, purged_at=None)
    gone = "update tenants.packages set canonical = '', erased_at = now() where (tenant_id, crossing_id) = ($1, $2)"
    await hand.do(gone, council.id, crossing)
    await rows.package(council, uuid4(), "Another")
    await rows.put("tenants.received_handoffs", hand.scene.other, purged_at=None)


FORGOTTEN_PROMISES: tuple[Promise, ...] = (
    what_a_sender_has_on_no_record_goes_after_a_year,
    what_a_receiver_has_on_no_record_goes_after_a_year,
)
