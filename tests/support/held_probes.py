"""Promises about what a hold keeps besides the record that it is on. See `pass_probes.py`."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from commonground.platform.database.roles import RELAY
from councils import TestCouncil
from disposal_probes import answered, refused
from disposal_scene import confirmed_disposal
from outlived_probes import nothing_else_is_over
from pass_probes import Hand, Promise

_SWEEP: Final = "select system.sweep(100)"
_HELD: Final = "update tenants.holds set record_id = $2, lifted_at = null where tenant_id = $1"
_LIFTED: Final = "update tenants.holds set record_id = $2, lifted_at = now(), lifted_by = put_by where tenant_id = $1"
_NAMED: Final = (
    "with q as (update tenants.access_requests set finished_at = case when $3 then now() end where tenant_id = $1)"
    " update tenants.access_mentions set row_id = $2 where tenant_id = $1 and id ="
    " (select id from tenants.access_mentions where tenant_id = $1 limit 1)"
)


async def what_holds_a_context_holds_its_referrals(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    disposal, fact = await confirmed_disposal(hand)
    referral, context = (hand.scene.row(own, f"tenants.{name}")["id"] for name in ("referrals", "contexts"))
    await hand.do("update tenants.disposals set record_kind = 'referral', record_id = $2 where id = $1", disposal,
                  referral)  # fmt: skip  # one statement
    await hand.do("update tenants.referrals set state = 'withdrawn', changed_at = now(), context_id = $2 where id = $1",
                  referral, context)  # fmt: skip  # one statement
    assert await refused(hand, fact, _HELD, own.id, context) == "held"
    await hand.do(_HELD, other.id, context)
    assert await answered(hand, fact) == "done", "a neighbour holds one of the same id"


async def what_is_about_a_referral_of_a_held_context_stays(hand: Hand) -> None:
    """In both councils it has the same reference."""
    own, other = hand.scene.own, hand.scene.other
    await nothing_else_is_over(hand)
    for council, hold in ((own, _LIFTED), (other, _HELD)):
        referral, context = (hand.scene.row(council, f"tenants.{name}")["id"] for name in ("referrals", "contexts"))
        await hand.do("update tenants.referrals set reference = 'same', context_id = $2 where id = $1", referral,
                      context)  # fmt: skip  # one statement
        await hand.do("update tenants.break_glass_uses set reference = 'same', reviewed_by = staff_id,"
                      " reviewed_at = now() - interval '1098 days' where tenant_id = $1", council.id)  # fmt: skip
        await hand.do(hold, council.id, context)
    left = "select count(*) from tenants.break_glass_uses where tenant_id = $1"
    before = [await hand.ask(left, each.id) for each in (own, other)]
    await hand.call(RELAY, _SWEEP)
    assert [await hand.ask(left, each.id) for each in (own, other)] == [0, before[1]]
    await hand.do(_HELD, other.id, uuid4())
    await hand.call(RELAY, _SWEEP)
    assert await hand.ask(left, other.id) == 0


async def _gone(hand: Hand, change: str, *given: object) -> int:
    """How much goes after this change, which is then undone."""
    await hand.connection.execute("savepoint before")
    await hand.do(change, *given)
    number = int((await hand.call(RELAY, _SWEEP))[0][0])
    await hand.connection.execute("rollback to before")
    return number


async def what_was_typed_and_not_saved_goes_after_a_year(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await nothing_else_is_over(hand)
    await hand.do("update tenants.access_requests set finished_at = now()")
    await hand.do("update council.drafts set saved_at = now()")
    draft = hand.scene.row(own, "council.drafts")["id"]
    referral, context = (hand.scene.row(own, f"tenants.{name}")["id"] for name in ("referrals", "contexts"))
    await hand.do("update tenants.referrals set context_id = $2 where id = $1", referral, context)
    await hand.do("update council.drafts set saved_at = now() - interval '367 days', subject_id = $2 where id = $1",
                  draft, referral)  # fmt: skip  # one statement
    young = "update council.drafts set saved_at = now() - interval '364 days' where id = $1"
    assert await _gone(hand, young, draft) == 0
    await _while_held(hand, own, other, (referral, context))
    await hand.do("update tenants.access_requests set finished_at = null where tenant_id = $1", other.id)
    for council, row, finished, number in (
        (own, draft, False, 0), (own, draft, True, 1), (other, draft, False, 1), (own, uuid4(), False, 1)
    ):  # fmt: skip  # whose mention, of what, answered or not
        assert await _gone(hand, _NAMED, council.id, row, finished) == number, (council.slug, row, finished)


async def _while_held(hand: Hand, own: TestCouncil, other: TestCouncil, records: tuple[object, object]) -> None:
    """The referral that it is about, or that one's context."""
    for record in records:
        for hold, council, number in ((_HELD, own, 0), (_LIFTED, own, 1), (_HELD, other, 1)):
            assert await _gone(hand, hold, council.id, record) == number, (hold, council.slug)
    assert await _gone(hand, _HELD, own.id, uuid4()) == 1


HELD_PROMISES: tuple[Promise, ...] = (
    what_holds_a_context_holds_its_referrals,
    what_is_about_a_referral_of_a_held_context_stays,
    what_was_typed_and_not_saved_goes_after_a_year,
)
