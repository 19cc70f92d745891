"""What an information-governance lead looks at in Larkmere: glass that was broken twice, warning flags on two contexts,
and a night and a search that stand out. All invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.platform.access import Action
from commonground.platform.audit import OWN_NAME
from commonground.platform.audit import RESTRICTED as CLOSED_OFF
from commonground.platform.audit.models import AuditEntry
from commonground.platform.ids import uuid7
from commonground.tenants.break_glass.models import BreakGlassUse
from commonground.tenants.break_glass.types import GROUND_LABELS, LASTS, Ground
from commonground.tenants.contexts.models import ContextEvent, ContextRow
from commonground.tenants.contexts.rules import ContextVerb
from commonground.tenants.flags.models import WarningFlag
from commonground.tenants.flags.types import FlagKind, Told, flag_words

LEAD, NIGHT, CURIOUS = "kwame-attwell", "ife-balogun", "dayo-okoro"
RESTRICTED, DOG, STAFF = "shortlet", "leisure", "spoon"
NOT_THEIRS = (RESTRICTED, "backroom")
"""Restricted contexts, which neither of them can open without breaking the glass."""

Moment = Callable[[int, str], datetime]
"""`Writer.moment`: so many days ago, at a local time."""


async def add_watched(connection: AsyncConnection, council: Settled, contexts: dict[str, UUID], moment: Moment) -> None:
    """`contexts`: ids by the story's keys."""
    references = await _references(connection, council, contexts)
    closed_off = (contexts[RESTRICTED], references[RESTRICTED])
    await _break(
        connection, council, closed_off, CURIOUS, moment(12, "19:40"), Ground.HARM,
        "A mother rang: her daughter is in that flat now, and nobody of the team picks up.",
        review="Rightly done. The lead’s telephone was off; the rota now has a second number.",
    )  # fmt: skip  # a row
    await _break(
        connection, council, closed_off, NIGHT, moment(2, "22:10"), Ground.NOBODY_REACHED,
        "The night duty officer asked whether we know the address before they send somebody.",
    )  # fmt: skip  # a row
    await _flag(
        connection, council, contexts[DOG], FlagKind.DANGEROUS_DOG, moment(40, "11:00"),
        "A dog is kept loose behind the barrier after ten. Ring the duty manager before you walk there.",
    )  # fmt: skip  # a row
    await _flag(
        connection, council, contexts[STAFF], FlagKind.LONE_VISITS, moment(86, "09:30"),
        "An evening manager stood in the way of a colleague who was leaving. Go in twos.",
    )  # fmt: skip  # a row
    names = sorted(references.items())
    read = [(contexts[key], reference) for key, reference in names if key not in NOT_THEIRS]
    entries = [*_night(council, read, moment), *_own_name(council, read[0], moment(5, "16:20"))]
    await connection.execute(insert(AuditEntry), entries)


async def _references(connection: AsyncConnection, council: Settled, contexts: dict[str, UUID]) -> dict[str, str]:
    row = ContextRow
    found = await connection.execute(select(row.id, row.reference).where(row.tenant_id == council.id))
    by_id = {each.id: each.reference for each in found}
    return {key: by_id[context_id] for key, context_id in contexts.items()}


async def _break(
    connection: AsyncConnection, council: Settled, record: tuple[UUID, str], who: str, at: datetime, ground: Ground,
    reason: str, *, review: str = "",
) -> None:  # fmt: skip  # a row's parts
    """Over by itself; `review` is what came of looking at it, if somebody has."""
    staff, lead = council.staff[who], council.staff[LEAD]
    looked = {"reviewed_at": at + timedelta(hours=14), "reviewed_by": lead} if review else {}
    use = await _put(
        connection, BreakGlassUse, council, staff_id=staff, record_id=record[0], reference=record[1],
        ground=ground.value, reason=reason, started_at=at, until_at=at + LASTS, review_note=review, **looked,
    )  # fmt: skip  # a row
    words = f"{GROUND_LABELS[ground]}. {reason}"
    await _line(connection, council, record[0], at, staff, ContextVerb.BREAK_GLASS, words)
    broke = _entry(council, staff, at, Action.BREAK_GLASS, ("break_glass", use, record[1]), GROUND_LABELS[ground])
    looked_at, read = ("context", *record), f"{Action.READ_CONTEXT}:{CLOSED_OFF}"
    seen = _entry(council, staff, at + timedelta(minutes=1), read, looked_at, "Break-glass")
    await connection.execute(insert(AuditEntry), [broke, seen])


async def _flag(
    connection: AsyncConnection, council: Settled, context_id: UUID, kind: FlagKind, at: datetime, reason: str
) -> None:
    """For ninety days from then."""
    by = council.staff["priya-raman"]
    await _put(
        connection, WarningFlag, council, record_kind="context", record_id=context_id, kind=kind.value, reason=reason,
        evidence="What a colleague wrote down on the day", told=Told.TOLD.value,
        fairness="The duty manager was told in writing, and may answer it.", raised_at=at, raised_by=by,
        expires_at=at + timedelta(days=90),
    )  # fmt: skip  # a row
    await _line(connection, council, context_id, at, by, ContextVerb.PUT_FLAG, f"{flag_words(kind, '')}. {reason}")


async def _line(
    connection: AsyncConnection, council: Settled, context_id: UUID, at: datetime, who: UUID, verb: str, words: str
) -> None:
    await _put(connection, ContextEvent, council, context_id=context_id, at=at, staff_id=who, verb=verb, words=words)


def _night(council: Settled, records: list[tuple[UUID, str]], moment: Moment) -> Iterator[dict[str, object]]:
    """Several records, one after the other, when nobody works."""
    began = moment(3, "01:50")
    for number, (context_id, reference) in enumerate(records[:6]):
        at = began + timedelta(minutes=2 * number)
        yield _entry(council, council.staff[NIGHT], at, Action.READ_CONTEXT, ("context", context_id, reference))


def _own_name(council: Settled, record: tuple[UUID, str], at: datetime) -> Iterator[dict[str, object]]:
    """A search for words like one's own name, and what was opened after it."""
    who, after = council.staff[CURIOUS], at + timedelta(minutes=3)
    yield _entry(council, who, at, f"search:{OWN_NAME}", ("find", None, None))
    yield _entry(council, who, after, Action.READ_CONTEXT, ("context", *record))


def _entry(
    council: Settled, who: UUID, at: datetime, action: str, subject: tuple[str, UUID | None, str | None],
    why: str | None = None,
) -> dict[str, object]:  # fmt: skip  # an entry's parts
    kind, subject_id, reference = subject
    return {
        "tenant_id": council.id, "id": uuid7(), "at": at, "staff_id": who, "action": str(action),
        "subject_kind": kind, "subject_id": subject_id, "reference": reference, "why": why,
    }  # fmt: skip  # a row


async def _put(connection: AsyncConnection, model: Any, council: Settled, **values: Any) -> UUID:
    row_id = uuid7()
    await connection.execute(insert(model), {"tenant_id": council.id, "id": row_id, **values})
    return row_id
