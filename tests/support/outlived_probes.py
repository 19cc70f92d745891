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
    " chosen_at, begins_on) select tenant_id, $4, $2, 0, $3, 'ended', 'Ours', id, now(),"
    " (now() at time zone 'Europe/London')::date + $5::integer from council.staff where tenant_id = $1 limit 1"
)
_TAKEN_BACK: Final = "update council.retention_choices set taken_back_at = now(), taken_back_by = chosen_by"
# What begins to count, by table; the others count from when their id was made.
_FROM: Final = {"tenants.access_requests": "finished_at", "tenants.break_glass_uses": "reviewed_at"}
_AT: Final = {"council.mails": "queued_at", "council.notifications": "occurred_at"}
_TYPES: Final = {"tenants.access_requests": "access_request", "tenants.break_glass_uses": "break_glass"}
# Of which record it is: a request by what was found for it.
_ABOUT: Final = {"tenants.access_requests": "tenants.access_mentions", "tenants.break_glass_uses":
                 "tenants.break_glass_uses"}  # fmt: skip  # two tables
_HOLD: Final = "update tenants.holds set reference = $2, lifted_at = $3, lifted_by = put_by where tenant_id = $1"
_ONE, _ANOTHER = "CR-7K3F-29M", "CR-0000-00A"
_ONE_EACH: Final = "delete from {0} n using {0} o where o.tenant_id = n.tenant_id and o.id < n.id;"
_ID: Final = (
    "(lpad(to_hex((extract(epoch from now() - $2::text::interval) * 1000)::bigint), 12, '0') || repeat('1', 20))"
)


async def choose(hand: Hand, council: TestCouncil, code: str, months: int, begins: int = 0) -> None:
    """After every choice before it: ids of one millisecond come in any order. `begins` so many days from now."""
    known = await hand.ask("select count(*) from council.retention_choices")
    await hand.do(_CHOICE, council.id, code, months, UUID(int=int(known) + 1), begins)


async def _hold(hand: Hand, council: TestCouncil, reference: str, *, lifted: bool = False) -> None:
    await hand.do(_HOLD, council.id, reference, datetime.now(UTC) if lifted else None)


async def swept(hand: Hand) -> int:
    return int((await hand.call(RELAY, _SWEEP))[0][0])


async def _left(hand: Hand, table: str, council: TestCouncil) -> int:
    return int(await hand.ask(f"select count(*) from {table} where tenant_id = $1", council.id))  # ours


async def nothing_else_is_over(hand: Hand) -> None:
    """Nothing is over but what the test lets be over."""
    await hand.do("update tenants.report_drafts set expires_at = now() + interval '1 hour'; delete from"
                  " identity.throttles; delete from identity.sign_ins; delete from identity.sessions;"
                  " delete from system.schedule; delete from council.retention_choices;"
                  " update tenants.holds set lifted_at = now(), lifted_by = put_by")  # fmt: skip
    while await swept(hand):
        pass


async def _begins(hand: Hand, table: str, council: TestCouncil, ago: str) -> None:
    by = "finished_by = opened_by" if table.endswith("requests") else "reviewed_by = staff_id"
    await hand.do(f"update {table} set {by}, {_FROM[table]} = now() - $2::text::interval where tenant_id = $1",  # ours
                  council.id, ago)  # fmt: skip


async def what_is_answered_or_reviewed_goes_after_three_years(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await nothing_else_is_over(hand)
    for table, code in _TYPES.items():
        for council, reference in ((own, _ONE), (other, _ANOTHER)):
            await hand.do(f"update {_ABOUT[table]} set reference = $2 where tenant_id = $1", council.id, reference)
            await _begins(hand, table, council, "1094 days")
            await _hold(hand, council, reference, lifted=True)
        assert await swept(hand) == 0, "a day too early"
        await _begins(hand, table, own, "1098 days")
        await _hold(hand, own, _ONE)
        assert await swept(hand) == 0, "held with its record"
        await _hold(hand, own, _ANOTHER)
        await _hold(hand, other, _ONE)
        assert await swept(hand) == 1, "another record is held, and this one by a neighbour"
        assert [await _left(hand, table, each) for each in (own, other)] == [0, 1]
        if table == "tenants.access_requests":
            assert [await _left(hand, "tenants.access_mentions", each) for each in (own, other)] == [0, 1]
        await _by_the_councils_choice(hand, table, code)
        if table == "tenants.access_requests":
            assert await _left(hand, "tenants.access_mentions", other) == 0
        await hand.do("delete from council.retention_choices")
    went = "select array_agg(record_type || ' ' || months || ' ' || number order by id) from tenants.gone_by_itself"
    assert await hand.ask(f"{went} where gone_at = now() and tenant_id = $1", own.id) == [
        "access_request 36 1", "break_glass 36 1"
    ]  # fmt: skip  # two lines
    said = "select count(*) from audit.entries where action = 'outlived' and at = now() and tenant_id = $1"
    assert [await hand.ask(said, each.id) for each in (own, other)] == [2, 2]


async def _by_the_councils_choice(hand: Hand, table: str, code: str) -> None:
    """The other council's, three years less two days old."""
    own, other = hand.scene.own, hand.scene.other
    await choose(hand, own, code, 1)
    await choose(hand, other, next(each for each in _TYPES.values() if each != code), 1)
    assert await swept(hand) == 0, "a neighbour's choice, and one of another type"
    await choose(hand, other, code, 1)
    await hand.do(_TAKEN_BACK)
    await choose(hand, other, code, 1, begins=1)
    assert await swept(hand) == 0, "taken back, or not begun"
    for months in (1, 60):
        await choose(hand, other, code, months)
    assert await swept(hand) == 0, "the newest counts"
    await choose(hand, other, code, 2)
    await _hold(hand, other, _ANOTHER)
    assert await swept(hand) == 0, "held"
    await _hold(hand, other, _ANOTHER, lifted=True)
    assert await swept(hand) == 1, f"one of {table}"


async def notices_and_mails_go_after_a_year(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await nothing_else_is_over(hand)
    await hand.do("update council.mails set notification_id = null")
    await hand.do(_ONE_EACH.format("council.notifications") + _ONE_EACH.format("council.mails"))
    for table in ("council.mails", "council.notifications"):
        at = f"{_AT[table]} = now() - $2::text::interval"
        made = f"update {table} set id = {_ID}::uuid, {at} where tenant_id = $1"  # ours
        await hand.do(made, other.id, "364 days")
        await hand.do(made, own.id, "364 days")
        assert await swept(hand) == 0
        await hand.do(made, own.id, "367 days")
        await hand.do(f"update {table} set {_AT[table]} = now() where tenant_id = $1", own.id)  # ours
        assert await swept(hand) == 0, "an old id alone"
        await hand.do(made, own.id, "367 days")
        assert (await hand.call(RELAY, "select system.sweep(0)"))[0][0] == 0
        assert await swept(hand) == 1
        assert [await _left(hand, table, each) for each in (own, other)] == [0, 1]
    await choose(hand, own, "notice", 1)
    assert await swept(hand) == 0, "a neighbour's choice"


async def a_notice_goes_with_its_mail_and_stays_with_what_is_held(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    await nothing_else_is_over(hand)
    await hand.do("update council.mails set notification_id = null, digest_id = null")
    await hand.do(_ONE_EACH.format("council.notifications") + _ONE_EACH.format("council.mails"))
    for council, reference, ago in ((own, _ONE, "367 days"), (other, _ANOTHER, "364 days")):
        for table in ("council.mails", "council.notifications"):
            made = (
                f"update {table} set id = {_ID}::uuid, {_AT[table]} = now() - $2::text::interval where tenant_id = $1"
            )
            await hand.do(made, council.id, ago)
        await hand.do("update council.notifications set reference = $2 where tenant_id = $1", council.id, reference)
    left = [(table, each) for table in ("council.mails", "council.notifications") for each in (own, other)]
    young, old = [f"update council.mails set queued_at = now() - interval '{ago} days' where tenant_id = $1"
                  for ago in (0, 367)]  # fmt: skip  # two statements
    await _hold(hand, own, _ONE)
    await _hold(hand, other, _ANOTHER, lifted=True)
    await hand.do(young, own.id)
    assert await swept(hand) == 0, "held with its record"
    for council in (own, other):
        await hand.do("update council.mails m set notification_id = n.id from council.notifications n"
                      " where m.tenant_id = $1 and n.tenant_id = $1", council.id)  # fmt: skip  # one statement
    await hand.do(old, own.id)
    assert await swept(hand) == 0, "its mail too"
    await _hold(hand, own, _ANOTHER)
    await _hold(hand, other, _ONE)
    await hand.do(young, own.id)
    assert await swept(hand) == 0, "its mail is young"
    await hand.do(old, own.id)
    assert await swept(hand) == 2
    assert [await _left(hand, *each) for each in left] == [0, 1, 0, 1]


OUTLIVED_PROMISES: tuple[Promise, ...] = (
    what_is_answered_or_reviewed_goes_after_three_years,
    notices_and_mails_go_after_a_year,
    a_notice_goes_with_its_mail_and_stays_with_what_is_held,
)
