"""What stands around Larkmere's contexts: neighbours, how many children are believed affected, who watches, records of
an invented case system, and two records of one yard that were put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.rows import put
from commonground.platform.references import ReferenceKind, new_reference
from commonground.tenants.around.models import ChildrenAffected, ContextRelation, ContextWatcher, PersonLink
from commonground.tenants.contexts.models import ContextEvent, ContextMerge, ContextRow
from commonground.tenants.contexts.rules import ContextVerb

Moment = Callable[[int, str], datetime]

_LEAD: Final = "priya-raman"
_NEIGHBOURS: Final = (
    ("spoon", "parade", "part_of"),
    ("bus207", "brooklane", "part_of"),
    ("leisure", "elder", "opposite"),
)
_BELIEVED: Final = (
    ("spoon", "1_2", "school", 30, "Two pupils told their head of year."),
    ("spoon", "3_5", "police", 9, "Counted on two evenings, the same young people each time."),
    ("bus207", "6_10", "transport", 18, "The driver counts them in the afternoon."),
    ("riders", "not_sure", "individual_family", 20, "Parents know of their own children only."),
)
_LINKED: Final = (
    ("spoon", "LCS-204417", "at_risk", "The social worker and the lead agree who speaks to whom.", 40, 6),
    ("spoon", "LCS-198830", "harmed", "What helps there must fit the child’s own plan.", 28, 75),
    ("bus207", "LCS-201152", "may_harm", "The youth justice worker hears what is planned on the bus.", 25, -2),
)
_TWIN: Final = "Chicken shop yard, Mill Lane"
_SAME: Final = "The same yard: two people gave it different names."


async def add_around(connection: AsyncConnection, council: Settled, contexts: dict[str, UUID], moment: Moment) -> None:
    """`contexts`: ids by the story's keys."""
    lead = council.staff[_LEAD]
    for one, other, kind in _NEIGHBOURS:
        ids = {"context_id": contexts[one], "other_id": contexts[other]}
        await put(connection, council.id, ContextRelation, **ids, kind=kind, put_at=moment(20, "11:00"), put_by=lead)
    for key, band, source, days, words in _BELIEVED:
        at = moment(days, "15:00")
        await put(
            connection, council.id, ChildrenAffected, context_id=contexts[key], band=band, age_band="13_15",
            source=source, believed_on=at.date(), words=words, put_at=at, put_by=lead,
        )  # fmt: skip  # a row
    for key, reference, role, reason, days, ahead in _LINKED:
        at = moment(days, "12:00")
        await put(
            connection, council.id, PersonLink, context_id=contexts[key], case_reference=reference, role=role,
            reason=reason, review_on=(moment(0, "00:01") + timedelta(days=ahead)).date(), put_at=at, put_by=lead,
        )  # fmt: skip  # a row
    for person in ("amara-nwosu", "joan-akers"):
        watching = {"context_id": contexts["spoon"], "staff_id": council.staff[person]}
        await put(connection, council.id, ContextWatcher, **watching, since=moment(30, "09:00"))
    await _put_together(connection, council, contexts["spoon"], moment, lead)


async def _put_together(connection: AsyncConnection, council: Settled, into: UUID, moment: Moment, lead: UUID) -> None:
    made, merged, reference = moment(38, "10:00"), moment(33, "16:10"), new_reference(ReferenceKind.CONTEXT)
    part = await put(
        connection, council.id, ContextRow, reference=reference, kind="place", name=_TWIN, venue="takeaway",
        description="Young people wait behind the chicken shop after school.", address="Mill Lane", restricted=False,
        team_id=council.teams["Contextual safeguarding"], lead_id=lead, created_at=made, changed_at=merged, version=2,
        merged=True,
    )  # fmt: skip  # a row
    await put(
        connection, council.id, ContextMerge, context_id=part, into_id=into, reason=_SAME, moved={},
        merged_at=merged, merged_by=lead,
    )  # fmt: skip  # a row
    said = update(ContextRow).where(ContextRow.tenant_id == council.id, ContextRow.id == into)
    await connection.execute(said.values(parts_called=[_TWIN], parts_said=f"{reference} Mill Lane"))
    for context_id, at, verb, words, other in (
        (part, made, ContextVerb.OPEN, "", None),
        (into, merged, ContextVerb.TAKE_IN, f"{reference}: {_SAME}", part),
    ):
        line = {"at": at, "staff_id": lead, "verb": verb.value, "words": words, "other_id": other}
        await put(connection, council.id, ContextEvent, context_id=context_id, **line)
