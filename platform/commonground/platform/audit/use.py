"""What the council's own people ask of its trail: who looked at a record, what was unusual, and a part to take out.

Each is one of the narrow functions of `database/sql/060_audit.sql` and `062_parts.sql`, which read the acting council's
trail alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, text

from commonground.platform import audit
from commonground.platform.access.actions import Action
from commonground.platform.audit.heads import End, Head
from commonground.platform.audit.keys import PublicKey
from commonground.platform.audit.reviews import AccessReview
from commonground.platform.audit.unusual import HISTORY, THRESHOLDS, Colleague, Hour, Look, Sign, Unusual, Use
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid7
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

NOTE_LIMIT: Final = 1000
_READS: Final = sorted(audit.RECORD_READS)
_READERS = text("select * from audit.readers(:reference)")
_USAGE = text("select * from audit.usage(cast(:reads as text[]), :since, :until)")
_LOOKS = text("select * from audit.looks(cast(:reads as text[]), :within, :since, :until)")
_PART = text("select * from audit.chain_part(:since, :until, :most)")
_HEADS = text("select * from audit.signed_heads(:first, :last)")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has opened or changed a record; without `staff_id` the public or the machinery."""

    staff_id: UUID | None
    name: str | None
    did: tuple[str, ...]
    times: int
    first_at: datetime
    last_at: datetime
    reasons: tuple[str, ...]
    subject_kind: str
    subject_id: UUID | None


async def readers_of(work: Work, reference: str) -> list[Reader]:
    """Who looked at the record that people call `reference`, the latest first; refused attempts are not among them.
    Empty for one of which this council's trail knows nothing else."""
    rows = await work.connection.execute(_READERS, {"reference": reference})
    return [
        Reader(row.staff_id, row.actor_name, tuple(row.did), row.times, row.first_at, row.last_at, tuple(row.reasons),
               row.subject_kind, row.subject_id)
        for row in rows
    ]  # fmt: skip  # a row


async def colleagues_of(work: Work) -> dict[UUID, Colleague]:
    """Everybody whom the trail can name, in the order of their names."""
    rows = await work.mine.execute(select(Staff.id, Staff.display_name, Staff.roles).order_by(Staff.display_name))
    return {row.id: Colleague(row.display_name, frozenset(row.roles)) for row in rows}


async def use_since(work: Work, since: date, colleagues: dict[UUID, Colleague]) -> Use:
    """What the rules look at, from the beginning of that day in London until now."""
    begin = datetime.combine(since, time(), LONDON)
    asked = {"reads": _READS, "until": work.now + timedelta(seconds=1)}
    hours = await work.connection.execute(_USAGE, asked | {"since": begin - HISTORY})
    looks = await work.connection.execute(_LOOKS, asked | {"since": begin, "within": THRESHOLDS.after_search})
    return Use(
        since,
        tuple(Hour(row.staff_id, row.hour, row.opened, row.refused) for row in hours),
        tuple(Look(Sign(row.sign), row.staff_id, row.at, row.reference or "") for row in looks),
        colleagues,
    )


@dataclass(frozen=True, slots=True)
class Review:
    """Who looked at something unusual, and what they made of it."""

    by_id: UUID
    at: datetime
    note: str


async def reviews_since(work: Work, since: date) -> dict[tuple[Sign, UUID, date], Review]:
    """By what they are about; of several the latest."""
    row = AccessReview
    query = select(row.sign, row.staff_id, row.day, row.by_id, row.at, row.note).where(row.day >= since)
    found = await work.mine.execute(query.order_by(row.at))
    return {(Sign(each.sign), each.staff_id, each.day): Review(each.by_id, each.at, each.note) for each in found}


async def mark_looked_at(work: Work, found: Unusual, note: str) -> None:
    """Keep who looked at it, and what they made of it. Raises `IncompleteError` without a note."""
    if not note.strip() or len(note) > NOTE_LIMIT:
        raise IncompleteError((Problem("note", f"Write what you found, in at most {NOTE_LIMIT} characters."),))
    row = {
        "tenant_id": work.actor.council, "id": uuid7(), "sign": found.sign, "staff_id": found.staff_id,
        "day": found.day, "note": note.strip(), "by_id": work.actor.staff, "session_id": work.actor.session_id,
        "at": work.now,
    }  # fmt: skip  # a row
    await work.mine.execute(insert(AccessReview).values(row))
    why = f"{found.sign.replace('_', ' ')}, {found.day.isoformat()}"
    await audit.record(work, Action.REVIEW_ACCESS, audit.Subject("staff", found.staff_id), why=why)


@dataclass(frozen=True, slots=True)
class Part:
    """Links of a chain one after the other; `before`: the hash of the link before them, if there is one."""

    links: Sequence[tuple[int, bytes, UUID, list[str | None] | None]]
    before: bytes | None


async def part_of_chain(work: Work, since: datetime, until: datetime, most: int) -> Part:
    """From the first link of an entry of that time until the last, and on until a head, at most `most` links."""
    rows = (await work.connection.execute(_PART, {"since": since, "until": until, "most": most})).all()
    links = [(row.sequence, row.hash, row.entry_id, row.entry) for row in rows if row.wanted]
    return Part(links, next((row.hash for row in rows if not row.wanted), None))


async def heads_between(work: Work, first: int, last: int) -> tuple[list[Head], list[PublicKey]]:
    """The signed heads of the acting council's links `first` to `last`, and the keys that verify them."""
    rows = (await work.connection.execute(_HEADS, {"first": first, "last": last})).all()
    council = work.actor.council
    heads = [Head(End(council, row.sequence, row.hash), row.signed_at, row.key_id, row.signature) for row in rows]
    return heads, [PublicKey.from_text(text) for text in sorted({row.public_key for row in rows} - {None})]
