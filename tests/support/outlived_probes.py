"""Promises about what goes by itself when its council's time for it is up. See `pass_probes.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from commonground.platform.database.roles import RELAY
from councils import TestCouncil
from pass_probes import Hand, Promise

_SWEEP: Final = "select system.sweep(100)"
_CHOICE: Final = (
    "insert into council.retention_choices (tenant_id, id, record_type, years, months, counted_from, reason, chosen_by,"
    " chosen_at) select tenant_id, $4, $2, 0, $3, 'ended', 'Ours', id, now() from council.staff where tenant_id = $1"
    " limit 1"
)
# What begins to count, by table; the others count from when their id was made.
_FROM: Final = {"tenants.access_requests": "finished_at", "tenants.break_glass_uses": "reviewed_at"}
_AT: Final = {"council.mails": "queued_at", "council.notifications": "occurred_at"}
_TYPES: Final = {"tenants.access_requests": "access_request", "tenants.break_glass_uses": "break_glass"}
_HELD: Final = (
    "update tenants.holds h set lifted_at = $2, lifted_by = put_by, record_id = (select u.record_id from"
    " tenants.break_glass_uses u where u.tenant_id = h.tenant_id limit 1) where h.tenant_id = $1"
)
_ONE_EACH: Final = "delete from {0} n using {0} o where o.tenant_id = n.tenant_id and o.id < n.id;"
_ID: Final = (
    "(lpad(to_hex((extract(epoch from now() - $2::text::interval) * 1000)::bigint), 12, '0') || repeat('1', 20))"
)


async def _choose(hand: Hand, council: TestCouncil, code: str, months: int) -> None:
    """After every choice before it: ids of one millisecond come in any order."""
    known = await hand.ask("select count(*) from council.retention_choices")
    await hand.do(_CHOICE, council.id, code, months, UUID(int=int(known) + 1))


async def _left(hand: Hand, table: str, council: TestCouncil) -> int:
    return int(await hand.ask(f"select count(*) from {table} where tenant_id = $1", council.id))  # ours


async def _nothing_else(hand: Hand) -> None:
    """Nothing is over but what the test lets be over."""
    await hand.do("update tenants.report_drafts set expires_at = now() + interval '1 hour'; delete from"
                  " identity.throttles; delete from identity.sign_ins; delete from identity.sessions;"
                  " delete from system.schedule; delete from council.retention_choices")  # fmt: skip
    while (await hand.call(RELAY, _SWEEP))[0][0]:
        pass


async def _begins(hand: Hand, table: str, council: TestCouncil, ago: str) -> None:
    by = "finished_by = opened_by" if table.endswith("requests") else "reviewed_by = staff_id"
    await hand.do(f"update {table} set {by}, {_FROM[table]} = now() - $2::text::interval where tenant_id = $1",  # ours
                  council.id, ago)  # fmt: skip


async def what_is_answered_or_reviewed_goes_after_three_years(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await _nothing_else(hand)
    for table, code in _TYPES.items():
        await _begins(hand, table, own, "1094 days")
        await _begins(hand, table, other, "1094 days")
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 0, "a day too early"
        await _begins(hand, table, own, "1098 days")
        if table == "tenants.break_glass_uses":
            await hand.do(_HELD, own.id, None)
            await hand.do(_HELD, other.id, datetime.now(UTC))
            assert (await hand.call(RELAY, _SWEEP))[0][0] == 0, "held with its record"
            await hand.do(_HELD, own.id, datetime.now(UTC))
            await hand.do(_HELD, other.id, None)
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 1
        assert [await _left(hand, table, each) for each in (own, other)] == [0, 1]
        await hand.do(_HELD, other.id, datetime.now(UTC))
        if table == "tenants.access_requests":
            assert [await _left(hand, "tenants.access_mentions", each) for each in (own, other)] == [0, 1]
        await _choose(hand, own, code, 1)
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 0, "a neighbour's choice"
        for months in (1, 60):
            await _choose(hand, other, code, months)
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 0, "the newest counts"
        await _choose(hand, other, code, 2)
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 1
        if table == "tenants.access_requests":
            assert await _left(hand, "tenants.access_mentions", other) == 0


async def notices_and_mails_go_after_a_year(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await _nothing_else(hand)
    await hand.do("update council.mails set notification_id = null")
    await hand.do(_ONE_EACH.format("council.notifications") + _ONE_EACH.format("council.mails"))
    for table in ("council.mails", "council.notifications"):
        at = f"{_AT[table]} = now() - $2::text::interval"
        made = f"update {table} set id = {_ID}::uuid, {at} where tenant_id = $1"  # ours
        await hand.do(made, other.id, "364 days")
        await hand.do(made, own.id, "364 days")
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 0
        await hand.do(made, own.id, "367 days")
        await hand.do(f"update {table} set {_AT[table]} = now() where tenant_id = $1", own.id)  # ours
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 0, "an old id alone"
        await hand.do(made, own.id, "367 days")
        assert (await hand.call(RELAY, "select system.sweep(0)"))[0][0] == 0
        assert (await hand.call(RELAY, _SWEEP))[0][0] == 1
        assert [await _left(hand, table, each) for each in (own, other)] == [0, 1]
    await _choose(hand, own, "notice", 1)
    assert (await hand.call(RELAY, _SWEEP))[0][0] == 0, "a neighbour's choice"


OUTLIVED_PROMISES: tuple[Promise, ...] = (
    what_is_answered_or_reviewed_goes_after_three_years,
    notices_and_mails_go_after_a_year,
)
