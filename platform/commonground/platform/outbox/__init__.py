"""Facts that commit with a change. The relay hands them to the broker; actors turn them into effects.

A fact holds ids, never narrative: there is no column that could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import CTE, insert

from commonground.platform.ids import uuid7, uuid7_ending_as
from commonground.platform.outbox.kinds import FactKind
from commonground.platform.outbox.models import OutboxFact
from commonground.platform.work import Work

__all__ = ["Fact", "FactKind", "publish", "publish_each"]


@dataclass(frozen=True)
class Fact:
    kind: FactKind
    subject_kind: str
    subject_id: UUID
    because_of: UUID | None = None
    """What else it has to do with: the fact's id ends as this one does, so that whoever is told can say which it was
    (`ids.number_of`), and no row says more."""


async def publish(work: Work, fact: Fact, along: Sequence[CTE] = ()) -> UUID:
    """Put a fact into the outbox, in this transaction. Returns its id, which keys every effect of it. `along`: changes
    that the same statement makes."""
    row_id = uuid7_ending_as(fact.because_of) if fact.because_of is not None else uuid7()
    row = _row(work, fact, row_id)
    if not along:
        await work.connection.execute(insert(OutboxFact), row)
    else:
        # As values: what is given to a statement on its way would be taken for the other changes' columns too.
        await work.connection.execute(insert(OutboxFact).values(row).add_cte(*along))
    return row_id


async def publish_each(work: Work, facts: Sequence[Fact]) -> None:
    """As `publish`, several in one statement."""
    if facts:
        await work.connection.execute(insert(OutboxFact), [_row(work, each, uuid7()) for each in facts])


def _row(work: Work, fact: Fact, row_id: UUID) -> dict[str, object]:
    return {
        "id": row_id,
        "tenant_id": work.actor.council,
        "kind": fact.kind.value,
        "subject_kind": fact.subject_kind,
        "subject_id": fact.subject_id,
        "actor_id": work.actor.staff_id,
        "occurred_at": work.now,
        "attempts": 0,
    }
