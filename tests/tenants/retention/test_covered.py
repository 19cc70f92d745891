"""A hold on a context holds its referrals, and no table of a case stands where no hold and no disposal reaches it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Table

import commonground.platform.database
from casework import Known, Told, acting, add_context, add_referral
from commonground.infra.migrations.metadata import all_tables
from commonground.tenants.retention.covered import HANGS_BY, OTHERWISE
from commonground.tenants.retention.holds import put_hold
from commonground.tenants.retention.queue import due_records
from commonground.tenants.retention.records import kept_record
from commonground.tenants.retention.rules import NotNowError, after
from commonground.tenants.retention.types import HoldGround, KeptKind, Period
from councils import TestCouncil, World
from disposals import confirm, propose
from told import ask, tell
from trying import removed

_DISPOSAL = (Path(commonground.platform.database.__file__).parent / "sql" / "065_disposal.sql").read_text()
_ROOTS = {"tenants.referrals", "tenants.contexts"}
CASES = [table for table in all_tables().sorted_tables if table.schema == "tenants" and table.fullname not in _ROOTS]
_OVER = (
    "update tenants.referrals set state = 'decided', outcome = 'advice', rationale = 'Seen to.', paused_at = null,"
    " decided_by = (select s.id from council.staff s where s.tenant_id = referrals.tenant_id limit 1),"
    " decided_at = now() - interval '500 days', changed_at = now() - interval '500 days' where id = :id"
)


@pytest.mark.parametrize("table", CASES, ids=lambda table: table.name)
def test_every_table_hangs_on_a_case_and_goes_with_it_or_says_why_not(table: Table) -> None:
    hangs = bool(HANGS_BY & set(table.columns.keys()))
    reached = any(f"{verb} {table.fullname} " in _DISPOSAL for verb in ("delete from", "update"))
    assert (hangs and reached) or table.fullname in OTHERWISE, f"{table.fullname}: held by what, and gone with what?"


def test_what_says_otherwise_is_there() -> None:
    assert set(OTHERWISE) <= {table.fullname for table in CASES}


async def over(world: World, council: TestCouncil, context: Known) -> Told:
    """A referral of it that is due for review."""
    made = await add_referral(world, council, context=context)
    await tell(world, _OVER, id=made.id)
    return made


async def hold(world: World, council: TestCouncil, context: Known) -> None:
    async with acting(world, council, "ig_lead") as work:
        record = await kept_record(work, KeptKind.CONTEXT, context.reference, lock=True)
        review = after(work.now.date(), Period(months=1))
        await put_hold(work, record, HoldGround.INQUIRY, "A child was harmed there.", review)


async def is_there(world: World, referral: UUID) -> bool:
    return await ask(world, "select 1 from tenants.referrals where id = :id", id=referral) is not None


async def test_whoever_holds_a_context_holds_its_referrals(world: World) -> None:
    """And those alone. A neighbour's hold holds nothing here."""
    larkmere, hallowdene = world.larkmere, world.hallowdene
    context, beside, theirs = [await add_context(world, each) for each in (larkmere, larkmere, hallowdene)]
    held, free = await over(world, larkmere, context), await over(world, larkmere, beside)
    await hold(world, larkmere, context)
    await hold(world, hallowdene, theirs)
    async with acting(world, larkmere, "ig_lead", keep=False) as work:
        due = {each.record.reference: each.record for each in await due_records(work)}
    assert (due[held.reference].held_with, due[free.reference].held_with) == (context.reference, "")
    with pytest.raises(NotNowError, match=f"Its context {context.reference} is held"):
        await propose(world, KeptKind.REFERRAL, held.reference)
    await propose(world, KeptKind.REFERRAL, free.reference)


async def test_nor_do_they_go_when_it_is_held_after_two_people_agreed(world: World) -> None:
    larkmere = world.larkmere
    context, beside = [await add_context(world, larkmere) for _ in range(2)]
    held, free = await over(world, larkmere, context), await over(world, larkmere, beside)
    for each in (held, free):
        await confirm(world, await propose(world, KeptKind.REFERRAL, each.reference))
    await hold(world, larkmere, context)
    await removed(world)
    assert [await is_there(world, each.id) for each in (held, free)] == [True, False]
    (why,) = await ask(world, "select stopped_for from tenants.disposals where record_id = :id", id=held.id) or ("",)
    assert why == "held"
