"""A council's rules: read them, and change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Team
from commonground.platform.refusals import ChangedMeanwhileError
from commonground.platform.versions import add_version, newest
from commonground.platform.work import Work
from commonground.tenants.allocation.models import AllocationRules
from commonground.tenants.allocation.rules import check_rule, kept, read
from commonground.tenants.allocation.types import Rule, Rules

NEWEST: Final = newest(AllocationRules)


async def rules_of(work: Work, version: int | None = None) -> Rules:
    """Those of the acting council as they stand, or as they stood in this version; none where it has set none."""
    query = NEWEST if version is None else NEWEST.where(AllocationRules.version == version)
    row = (await work.mine.scalars(query)).one_or_none()
    return Rules() if row is None else read(row.version, row.rules)


async def set_rules(work: Work, rules: Sequence[Rule], *, version: int, changed: int | None = None) -> None:
    """Exactly these, in this order, from now on. `version` is the one that the form was filled from; `changed` is which
    of them has just been written, the first being 0: the others are judged no more, for their team may be gone.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    if changed is not None:
        check_rule(rules[changed], len(rules), (await work.mine.scalars(select(Team.id))).all())
    if (await rules_of(work)).version != version:
        raise ChangedMeanwhileError
    await add_version(work, AllocationRules, {"rules": kept(rules)}, over=version)
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why="Changed to whom it proposes work")
