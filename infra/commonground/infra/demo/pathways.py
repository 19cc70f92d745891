"""Larkmere's own pathways for places and groups, and the steps that followed some decisions. The others have set none,
so that ours are offered there and no day of theirs counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Role
from commonground.platform.calendar import LONDON, WorkingCalendar
from commonground.platform.demo.personas import personas_of
from commonground.platform.ids import uuid7
from commonground.tenants.pathways.following import steps_rows
from commonground.tenants.pathways.models import OwnPathways, ReferralStep
from commonground.tenants.pathways.ours import ours
from commonground.tenants.pathways.rules import check_pathway, kept
from commonground.tenants.pathways.types import Pathway, Pathways, StepPlan, StepStatus
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import Outcome

_OWN: Final = "larkmere"
_AGO: Final = timedelta(days=75)
_O: Final = Outcome
_SET: Final[Mapping[str, tuple[Pathway, ...]]] = {
    "place": (
        Pathway(
            outcome=_O.CONTEXT_ASSESSMENT, children=3, harms=("cse", "cce", "county_lines", "serious_youth_violence"),
            when="Three children or more, or exploitation: somebody goes there and looks before anything is planned.",
            steps=(
                StepPlan("Ring the neighbourhood police team for what they know of the place", 1, "police"),
                StepPlan("Ask the owner or ranger what they see", 5),
                StepPlan("Visit twice, at the hours that were told", 10),
                StepPlan("Finish the assessment, with what is needed and who does it", 30),
            ),
        ),
        Pathway(
            outcome=_O.SINGLE_AGENCY, harms=("substances",),
            when="One agency can change what is wrong there: a licence, a lamp, a tenancy.",
            refer_on=("licensing", "housing", "community_safety"),
            steps=(StepPlan("Refer it on", 1, "front_door"), StepPlan("Ask the agency what came of it", 20)),
        ),
    ),
    "group": (
        Pathway(
            outcome=_O.CONSULTATION, days=5, levels=("targeted",), harms=("missing", "group_associated"),
            when="The link between them matters more than what each of them did.",
            steps=(StepPlan("Ask each child’s own worker to come", 2), StepPlan("Write down what was advised", 10)),
        ),
        Pathway(
            outcome=_O.STRATEGY_DISCUSSION, levels=("statutory",), harms=("cse", "cce", "county_lines"),
            when="Significant harm, or likely: together with police and health.",
            steps=(StepPlan("Ask police and health to it", 1), StepPlan("Send out who does what", 2)),
        ),
    ),
}  # fmt: skip  # a pathway to a block
_FOLLOWED: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "larkmere": (("Bandstand, two groups", 2), ("Friends who go missing together", 0)),
    "hallowdene": (("Market square after closing", 0),),
    "glanwern": (("", 0),),
}
"""Of each council: what was decided, and how many of its steps are done. The next one of Larkmere's is overdue."""


async def add_pathways(
    connection: AsyncConnection, slug: str, council: Settled, calendar: WorkingCalendar, now: datetime
) -> int:
    """How many rows."""
    own = {kind: _pathways(kind) for kind in _SET} if slug == _OWN else {}
    if own:
        await connection.execute(insert(OwnPathways), [_row(slug, council, each, now) for each in own.values()])
    total = len(own)
    for title, done in _FOLLOWED.get(slug, ()):
        row = await _decided(connection, council, title)
        if row is not None:
            total += await _follow(connection, council, row, own, calendar, done)
    return total


def _pathways(kind: str) -> Pathways:
    """The council's own in front, then what it left as we suggest it."""
    first = [check_pathway(each) for each in _SET[kind]]
    there = {each.outcome for each in first}
    after = [each for each in ours(kind).pathways if each.outcome not in there]
    added = next(each for each in after if each.outcome is _O.ADDED_TO_CONTEXT)
    rest = [each for each in after if each is not added]
    return Pathways(kind, 1, own=True, pathways=(added, *first, *rest))


def _row(slug: str, council: Settled, known: Pathways, now: datetime) -> dict[str, Any]:
    admin = next(each.subject for each in personas_of(slug) if Role.COUNCIL_ADMIN in each.roles)
    row: dict[str, Any] = {"tenant_id": council.id, "id": uuid7(), "kind": known.kind, "version": known.version}
    row |= {"pathways": kept(known.pathways), "changed": f"{_SET[known.kind][0].outcome}:order,when,steps"}
    return row | {"saved_by": council.staff[admin], "saved_at": now - _AGO}


async def _decided(connection: AsyncConnection, council: Settled, title: str) -> Any:
    """The one of this title; without one, any that has steps by our suggestion."""
    row = ReferralRow
    columns = (row.id, row.outcome, row.subject_kind, row.decided_at, row.decided_by)
    query = select(*columns).where(row.tenant_id == council.id, row.state.in_(("decided", "needs_lead")))
    query = query.where(row.title == title) if title else query.where(row.outcome.in_(_WITH_STEPS), ~row.restricted)
    return (await connection.execute(query.order_by(row.title).limit(1))).one_or_none()


_WITH_STEPS: Final = sorted(each.outcome for each in ours("").pathways if each.steps)


async def _follow(
    connection: AsyncConnection, council: Settled, row: Any, own: Mapping[str, Pathways], calendar: WorkingCalendar,
    done: int,
) -> int:  # fmt: skip  # what a row is made of
    kind = row.subject_kind or ""
    known = own.get(kind, ours(kind))
    under = {"pathway_kind": kind or None, "pathway_version": known.version}
    which = (ReferralRow.tenant_id == council.id, ReferralRow.id == row.id)
    await connection.execute(update(ReferralRow).where(*which).values(under))
    steps = steps_rows(council.id, row.id, known, Outcome(row.outcome), row.decided_at, calendar)
    for step in steps[:done]:
        at = row.decided_at + timedelta(hours=20)
        step |= {"status": StepStatus.DONE.value, "ended_at": at, "ended_on": at.astimezone(LONDON).date()}
        step |= {"ended_by": row.decided_by, "words": "They rang back: two calls to it this month."}
    blank = {"status": StepStatus.OPEN.value, "words": "", "ended_at": None, "ended_on": None, "ended_by": None}
    await connection.execute(insert(ReferralStep), [blank | each for each in steps])
    return len(steps)
