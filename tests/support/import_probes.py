"""Promises about an import that is undone: who may, what goes, and all that must stay. See `pass_probes.py`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg

from commonground.platform.access.roles import STAFF_ROLES, Role
from commonground.platform.database.roles import APP
from councils import TestCouncil
from disposal_scene import copied
from pass_probes import Hand, Promise

_UNDO = "select tenants.undo_import($1)"
_TOUCHED = {
    "tenants.context_events": "referral_id",
    "tenants.attachments": "record_id",
    "tenants.warning_flags": "record_id",
    "tenants.named_people": "record_id",
    "tenants.break_glass_uses": "record_id",
    "tenants.holds": "record_id",
    "tenants.kept_longer": "record_id",
    "tenants.access_mentions": "record_id",
    "tenants.disposals": "record_id",
    "council.drafts": "subject_id",
}
"""What somebody leaves who works with a referral, by the column that says with which."""
_PARTS = {
    "tenants.imported_rows": "referral_id",
    "tenants.referral_events": "referral_id",
    "council.notifications": "subject_id",
}


@dataclass(frozen=True)
class _Brought:
    """Imports and referrals that a neighbour has too, under the same ids. `gone` is untouched and of the import; the
    others stay: `beside` came with another import, the rest somebody has touched."""

    which: UUID
    other: UUID
    gone: UUID
    beside: UUID
    changed: UUID
    cleared: UUID
    taken: UUID


async def _brought_in(hand: Hand) -> _Brought:
    own, other = hand.scene.own, hand.scene.other
    made = _Brought(*(uuid4() for _ in range(7)))
    for council in (own, other):
        row = hand.scene.row(council, "tenants.tracker_imports")["id"]
        for which in (made.which, made.other):
            await copied(hand, "tenants.tracker_imports", council.id, row, id=which, cells=None, imported_at="today",
                         undone_at=None, undone_by=None)  # fmt: skip  # one row
    await hand.do("update tenants.tracker_imports set imported_at = now() - interval '6 days 23 hours'"
                  " where id = any ($1)", [made.which, made.other])  # fmt: skip  # one statement
    await _row(hand, own, made.gone, made.which)
    await _row(hand, own, made.beside, made.other)
    await _row(hand, own, made.changed, made.which, version=2)
    await _row(hand, own, made.cleared, made.which, cleared=True)
    await _row(hand, own, made.taken, made.which, verb="take")
    # A neighbour has worked with what goes here, and with nothing of what stays.
    await _row(hand, other, made.gone, made.which, verb="take")
    for referral in (made.beside, made.changed, made.cleared, made.taken):
        await _row(hand, other, referral, made.which)
    return made


async def _row(
    hand: Hand, council: TestCouncil, referral: UUID, of: UUID, *, version: int = 1, cleared: bool = False,
    verb: str = "receive",
) -> None:  # fmt: skip  # one referral
    """A referral of this council that came with the import `of`: its words, a line of its history, a notice of it, and
    two facts, of which one is still to be told."""
    seen = {table: hand.scene.row(council, table)["id"] for table in (*_PARTS, "tenants.referrals")}
    await copied(hand, "tenants.referrals", council.id, seen["tenants.referrals"], id=referral, reference=str(referral),
                 version=version, context_id=None)  # fmt: skip  # one row
    changes: dict[str, dict[str, object]] = {
        "tenants.imported_rows": {"import_id": of, "fingerprint": f"\\x{uuid4().hex}", "cleared_at": None,
                                  "cleared_by": None},
        "tenants.referral_events": {"verb": verb},
        "council.notifications": {"fact_id": uuid4()},
    }  # fmt: skip  # a part each
    for table, column in _PARTS.items():
        await copied(hand, table, council.id, seen[table], id=uuid4(), **{column: referral}, **changes[table])
    if cleared:
        await hand.do("update tenants.imported_rows set cleared_by = $3, cleared_at = now() where tenant_id = $1"
                      " and referral_id = $2", council.id, referral, council.people["manager"].staff_id)  # fmt: skip
    for told in (None, "1 day"):
        await hand.do("insert into system.outbox (id, tenant_id, kind, subject_kind, subject_id, occurred_at, done_at)"
                      " values (gen_random_uuid(), $1, 'referral_taken', 'referral', $2, now(),"
                      " now() - $3::text::interval)", council.id, referral, told)  # fmt: skip  # one statement


async def _stands(hand: Hand, council: TestCouncil, referral: UUID) -> list[int]:
    """How many there are: of the referral itself, its parts, and facts about it that are told, and not."""
    asked = [f"(select count(*) from {table} t where t.tenant_id = $1 and t.{column} = $2)"
             for table, column in {"tenants.referrals": "id", **_PARTS}.items()]  # fmt: skip  # one list
    fact = "(select count(*) from system.outbox t where t.tenant_id = $1 and t.subject_id = $2 and t.done_at {})"
    facts = [fact.format(when) for when in ("< now()", "= now()", "is null")]
    found: list[int] = await hand.ask(f"select array[{', '.join((*asked, *facts))}]", council.id, referral)
    return found


_HERE = [1, 1, 1, 1, 1, 0, 1]
_GONE = [0, 0, 0, 0, 1, 1, 0]


async def _as(hand: Hand, *roles: Role) -> None:
    """Under the own session, with these roles."""
    await hand.do("update council.staff set roles = $2 where id = $1 and tenant_id = $3", hand.me.staff_id,
                  [str(role) for role in roles], hand.scene.own.id)  # fmt: skip  # one statement
    await hand.session(hand.tokens.mine)


async def _undoes(hand: Hand, which: UUID) -> bool:
    return bool((await hand.call(APP, _UNDO, which))[0][0])


async def _refused_by_name(hand: Hand, which: UUID) -> None:
    """It says why; anything else that goes wrong goes through."""
    await hand.do("savepoint before")
    try:
        await hand.call(APP, _UNDO, which)
    except asyncpg.InsufficientPrivilegeError as refused:
        if "team manager" not in str(refused):
            raise
    else:
        raise AssertionError("let in")
    finally:
        await hand.do("rollback to before")


async def an_import_is_a_managers_to_undo(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    made = await _brought_in(hand)
    # Colleagues who are managers, the same account as one next door, and somebody of the same id there.
    await hand.sign_in(own, own.people["manager"].subject, [str(Role.TEAM_MANAGER)])
    theirs = other.people["manager"].staff_id
    await hand.do("insert into identity.memberships (account_id, council_id, staff_id) values ($1, $2, $3)"
                  " on conflict (account_id, council_id) do update set staff_id = excluded.staff_id",
                  await hand.account_of(own, "screener"), other.id, theirs)  # fmt: skip  # one statement
    await copied(hand, "council.staff", other.id, theirs, id=hand.me.staff_id, subject="same")
    await hand.do("update council.staff set roles = array['team_manager'] where tenant_id = $1", other.id)
    await hand.no_pass()
    await _refused_by_name(hand, made.which)
    await _as(hand, *(role for role in STAFF_ROLES if role is not Role.TEAM_MANAGER))
    await _refused_by_name(hand, made.which)
    await _as(hand, Role.TEAM_MANAGER)
    assert await _undoes(hand, made.which)
    said = "select array_agg(undone_by) from tenants.tracker_imports where undone_at = now()"
    assert await hand.ask(said) == [hand.me.staff_id], "this one alone, and by whom"
    assert not await _undoes(hand, made.which), "once"


async def an_import_is_undone_for_seven_days(hand: Hand) -> None:
    made = await _brought_in(hand)
    await _as(hand, Role.TEAM_MANAGER)
    assert not await _undoes(hand, uuid4())
    await hand.do("update tenants.tracker_imports set imported_at = now() - interval '7 days' where id = $1",
                  made.which)  # fmt: skip  # one statement
    assert not await _undoes(hand, made.which)
    assert await _stands(hand, hand.scene.own, made.gone) == _HERE


async def what_nobody_touched_goes_with_its_import(hand: Hand) -> None:
    own, other = hand.scene.own, hand.scene.other
    made = await _brought_in(hand)
    await _as(hand, Role.TEAM_MANAGER)
    assert await _undoes(hand, made.which)
    assert await _stands(hand, own, made.gone) == _GONE
    for stays in ("beside", "changed", "cleared", "taken"):
        assert await _stands(hand, own, getattr(made, stays)) == _HERE, stays
    for theirs in ("gone", "beside", "changed", "cleared", "taken"):
        assert await _stands(hand, other, getattr(made, theirs)) == _HERE, f"{theirs}, next door"
    undone = "select count(*) from tenants.tracker_imports where tenant_id = $1 and undone_at is not null"
    before = await hand.ask(f"{undone} and undone_at < now()", other.id)
    assert await hand.ask(undone, other.id) == before


async def what_somebody_touched_stays(hand: Hand) -> None:
    """Whatever they did with it."""
    own, other = hand.scene.own, hand.scene.other
    made = await _brought_in(hand)
    for table, column in _TOUCHED.items():
        await hand.do("savepoint touching")
        await hand.do(f"update {table} set {column} = $2 where ctid = (select ctid from {table} where tenant_id = $1"
                      " limit 1)", own.id, made.gone)  # fmt: skip  # one statement
        await _as(hand, Role.TEAM_MANAGER)
        assert await _undoes(hand, made.which)
        assert await _stands(hand, own, made.gone) == _HERE, table
        await hand.do("rollback to touching")
        await hand.do(f"update {table} set {column} = $2 where ctid = (select ctid from {table} where tenant_id = $1"
                      " limit 1)", other.id, made.gone)  # fmt: skip  # one statement
    await _as(hand, Role.TEAM_MANAGER)
    assert await _undoes(hand, made.which)
    assert await _stands(hand, own, made.gone) == _GONE, "a neighbour did all of it"


IMPORT_PROMISES: tuple[Promise, ...] = (
    an_import_is_a_managers_to_undo,
    an_import_is_undone_for_seven_days,
    what_nobody_touched_goes_with_its_import,
    what_somebody_touched_stays,
)
