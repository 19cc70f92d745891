"""A council's rules: read them, and change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Team
from commonground.platform.ids import uuid7
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.work import Work
from commonground.tenants.allocation.models import AllocationRules
from commonground.tenants.allocation.rules import check_rule, kept, read
from commonground.tenants.allocation.types import Rule, Rules

NEWEST: Final = select(AllocationRules).order_by(AllocationRules.version.desc()).limit(1)


async def rules_of(work: Work) -> Rules:
    """Those of the acting council as they stand; none where it has set none."""
    row = (await work.mine.scalars(NEWEST)).one_or_none()
    return Rules() if row is None else read(row.version, row.rules)


async def set_rules(work: Work, rules: Sequence[Rule], *, version: int, changed: int | None = None) -> None:
    """Exactly these, in this order, from now on. `version` is the one that the form was filled from; `changed` is which
    of them has just been written, the first being 0: the others are judged no more, for their team may be gone.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    if changed is not None:
        check_rule(rules[changed], len(rules), (await work.mine.scalars(select(Team.id))).all())
    row = {"tenant_id": work.actor.council, "id": uuid7(), "version": version + 1, "rules": kept(rules)}
    row |= {"saved_by": work.actor.staff, "saved_at": work.now}
    if (await rules_of(work)).version != version:
        raise ChangedMeanwhileError
    # Of two who save at once the second waits here for the first, and then puts nothing in.
    put = insert(AllocationRules).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "version"])
    if (await work.mine.execute(put.returning(AllocationRules.id))).one_or_none() is None:
        raise ChangedMeanwhileError
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why="Changed to whom it proposes work")
