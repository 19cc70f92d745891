"""Rows of an earlier tracker that wait to be cleared of names: one task to each import, however many rows it has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from commonground.platform.access import Action, Actor, reach_of
from commonground.platform.work import Work
from commonground.tenants.referrals.load import visible_referrals
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.tracker_import.clearing import OF_IT
from commonground.tenants.tracker_import.models import ImportedRow
from commonground.tenants.worklist.lines import line


def rows_to_clear(work: Work) -> Select[Any]:
    """Before whoever may look at the words, and so may clear them: of each import those rows alone."""
    query = line(place=_place(work.actor), amount=func.count()).select_from(ImportedRow).join(ReferralRow, OF_IT)
    waits = (ImportedRow.cleared_at.is_(None), visible_referrals(work.actor, Action.READ_NAMES))
    return query.where(*waits).group_by(ImportedRow.import_id)


async def where_to_clear(work: Work) -> str | None:
    """The page for those that came first, where any wait for the reader."""
    waiting = rows_to_clear(work).subquery("waiting")
    found: str | None = await work.mine.scalar(select(waiting.c.place).order_by(waiting.c.place).limit(1))
    return found


def _place(actor: Actor) -> ColumnElement[Any]:
    """Where several are cleared on one page, for whoever has that page; else at the first of them. What is restricted
    is cleared on its own page alone."""
    references = func.array_agg(aggregate_order_by(ReferralRow.reference, ImportedRow.row_number), type_=ARRAY(Text()))
    first = "/referrals/" + references[1] + "/clear"
    if reach_of(actor, Action.IMPORT_TRACKER) is None:
        return first
    several = "/tracker/import/" + cast(ImportedRow.import_id.expression, Text()) + "/clear"
    return case((func.bool_or(~ReferralRow.restricted), several), else_=first)
