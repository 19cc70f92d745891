"""Promises about batches of mail: whose turn it is, what is leased, and the pass to it. See `pass_probes.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from commonground.platform.database.roles import APP, WORKER
from councils import TestCouncil
from pass_probes import Hand, Promise
from stands import SETTING

_CLAIM = "select identity.claim_mails($1, $2)"
_OPEN = "select identity.open_mails($1)"


async def _mail(
    hand: Hand,
    council: TestCouncil,
    ago: int,
    *,
    urgent: bool = False,
    state: str = "queued",
    message: UUID | None = None,
) -> UUID:
    """A mail that fell due `ago` seconds ago; less than nought is still to come."""
    mail = uuid4()
    await hand.do(
        "insert into council.mails (tenant_id, id, staff_id, fact_id, message, urgent, state, queued_at, due_at) values"
        " ($1, $2, $3, gen_random_uuid(), $4, $5, $6, now(), now() - make_interval(secs => $7))",
        council.id, mail, council.people["screener"].staff_id, message or uuid4(), urgent, state, ago,
    )  # fmt: skip
    return mail


async def _claimed(hand: Hand, most: int = 10, *, urgent: bool = False) -> set[UUID]:
    """The mails of the next batch."""
    await hand.no_pass()
    lease = (await hand.call(WORKER, _CLAIM, most, urgent))[0][0]
    if lease is None:
        return set()
    return {row["id"] for row in await hand.connection.fetch("select id from council.mails where lease = $1", lease)}


async def _empty(hand: Hand) -> tuple[TestCouncil, TestCouncil]:
    await hand.do("delete from council.mails; delete from system.mail_turns")
    return hand.scene.own, hand.scene.other


async def councils_take_turns(hand: Hand) -> None:
    own, other = await _empty(hand)
    mine = [await _mail(hand, own, 90 - n) for n in range(4)]
    theirs = await _mail(hand, other, 10)
    first, second = await _claimed(hand, 2), await _claimed(hand, 2)
    assert {frozenset(first), frozenset(second)} == {frozenset(mine[:2]), frozenset({theirs})}
    assert await _claimed(hand, 2) == set(mine[2:])
    assert await _claimed(hand, 2) == set()
    # Whoever had a turn last waits longest, for each urgency by itself.
    await hand.do("update council.mails set due_at = now() - interval '1 minute', lease = null")
    await hand.do("update system.mail_turns set taken_at = now() - interval '1 hour' where tenant_id = $1", other.id)
    await hand.do("insert into system.mail_turns values ($1, true, now() - interval '2 hours')", own.id)
    assert await _claimed(hand, 1) == {theirs}
    assert len(await _claimed(hand, 1) & set(mine)) == 1


async def a_batch_is_what_is_due_and_urgent_or_not(hand: Hand) -> None:
    own, other = await _empty(hand)
    for council, ago, urgent, state in (
        (own, -60, False, "queued"),
        (own, 60, False, "sent"),
        (own, 60, False, "for_digest"),
        (own, 60, True, "queued"),
        (other, -60, False, "queued"),
        (other, 60, False, "refused"),
    ):
        await _mail(hand, council, ago, urgent=urgent, state=state)
    assert await _claimed(hand) == set()
    due = await _mail(hand, own, 1)
    assert await _claimed(hand) == {due}
    assert await hand.ask("select claims = 1 and due_at > now() + interval '110 seconds' from council.mails"
                          " where id = $1", due)  # fmt: skip
    assert await hand.ask("select count(*) from council.mails where lease is not null") == 1
    assert len(await _claimed(hand, urgent=True)) == 1
    assert await _claimed(hand, urgent=True) == set()


async def what_shares_a_message_goes_together(hand: Hand) -> None:
    """And with nothing of another council, another urgency, another state or another time that has the same key."""
    own, other = await _empty(hand)
    message, later = uuid4(), uuid4()
    together = {await _mail(hand, own, 50 - n, message=message) for n in range(3)}
    await _mail(hand, own, 10, message=later)
    await _mail(hand, own, -60, message=message)
    await _mail(hand, own, 60, message=message, urgent=True)
    await _mail(hand, own, 60, message=message, state="refused")
    await hand.do("insert into system.mail_turns values ($1, false, now())", other.id)
    # These are first in time, but would not be in the batch: they keep none of its places.
    for message_of_others in (uuid4(), uuid4()):
        await _mail(hand, other, 900, message=message_of_others)
        await _mail(hand, own, 900, message=message_of_others, urgent=True)
        await _mail(hand, own, 900, message=message_of_others, state="sent")
    await _mail(hand, other, 800, message=message)
    assert await _claimed(hand, 1) == together


async def the_first_due_go_first(hand: Hand) -> None:
    own, _ = await _empty(hand)
    third, first, second = [await _mail(hand, own, ago) for ago in (10, 30, 20)]
    assert [await _claimed(hand, 1) for _ in range(4)] == [{first}, {second}, {third}, set()]


async def a_lease_opens_its_own_council(hand: Hand) -> None:
    own, other = await _empty(hand)
    for council in (own, other):
        await _mail(hand, council, 1)
    await hand.no_pass()
    assert (await hand.call(WORKER, _OPEN, uuid4()))[0][0] is None
    assert await hand.ask("select coalesce(current_setting($1, true), '')", SETTING) == ""
    seen = set()
    for _ in range(2):
        await hand.no_pass()
        lease = (await hand.call(WORKER, _CLAIM, 10, False))[0][0]
        assert (await hand.call(WORKER, "select identity.council()"))[0][0] is None, "to claim is not to open"
        council = (await hand.call(WORKER, _OPEN, lease))[0][0]
        assert (await hand.call(WORKER, "select identity.opened_as('job')"))[0][0] == [council, lease]
        found: list[Any] = await hand.call(WORKER, "select tenant_id, lease from council.mails")
        assert [tuple(row) for row in found] == [(council, lease)]
        seen.add(council)
    assert seen == {own.id, other.id}


async def unsent_mail_is_counted_until_it_is_settled(hand: Hand) -> None:
    own, _ = await _empty(hand)
    await hand.do("update system.outbox set done_at = now()")
    asked = "select * from system.waiting() order by what"
    nothing = [("dead mails", 0), ("facts", 0), ("mails", 0)]
    assert [tuple(row) for row in await hand.call(APP, asked)] == nothing
    assert (await hand.call(APP, "select system.oldest_mail()"))[0][0] == timedelta(0)
    await _mail(hand, own, 1)
    for state in ("refused", "gave_up", "set_aside", "no_address"):
        await _mail(hand, own, 1, state=state)
    for state in ("sent", "not_sent", "read", "too_late", "for_digest", "in_digest"):
        await _mail(hand, own, 1, state=state)
    await hand.do("update council.mails set queued_at = now() - interval '1 hour' where state = 'queued'")
    await hand.do("update council.mails set queued_at = now() - interval '2 hours' where state <> 'queued'")
    await hand.do("update system.outbox set done_at = null where tenant_id = $1", own.id)
    assert [tuple(row) for row in await hand.call(APP, asked)] == [("dead mails", 4), ("facts", 1), ("mails", 1)]
    age = (await hand.call(APP, "select system.oldest_mail()"))[0][0]
    assert timedelta(hours=1) <= age < timedelta(hours=1, minutes=30)


async def a_mail_wakes_the_sender(hand: Hand) -> None:
    """Whoever queues it: the trigger's function runs with its owner's rights."""
    job = hand.scene.row(hand.scene.own, "system.outbox")["id"]
    await hand.no_pass()
    await hand.call(WORKER, "select * from identity.claim_job($1)", job)
    row = hand.scene.row(hand.scene.own, "council.mails") | {"id": uuid4(), "fact_id": uuid4()}
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    assert (
        await hand.call(WORKER, f"insert into council.mails ({', '.join(row)}) values ({places})", *row.values()) == []
    )


MAIL_PROMISES: tuple[Promise, ...] = (
    councils_take_turns,
    a_batch_is_what_is_due_and_urgent_or_not,
    what_shares_a_message_goes_together,
    the_first_due_go_first,
    a_lease_opens_its_own_council,
    unsent_mail_is_counted_until_it_is_settled,
    a_mail_wakes_the_sender,
)
