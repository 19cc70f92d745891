"""The council's trail of reads and writes, in the request's transaction: never later, never lossy.

An entry says who, what, when, why and from where; a record's own history holds before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text

from commonground.platform.access.actions import Action
from commonground.platform.audit.models import AuditEntry
from commonground.platform.audit.names import is_own_name
from commonground.platform.identity import passes
from commonground.platform.ids import uuid7
from commonground.platform.subject import Subject
from commonground.platform.work import Work

__all__ = [
    "NOTHING",
    "OWN_NAME",
    "RECORD_READS",
    "RESTRICTED",
    "UNCONFIRMED",
    "Subject",
    "TrailEntry",
    "TrailFilter",
    "denied",
    "left_unconfirmed",
    "looked_at",
    "record",
    "record_each",
    "record_search",
    "record_with",
    "refused",
    "shown",
    "trail",
]


NOTHING = Subject("none")
RECORD_READS: Final = frozenset(
    {action for action in Action if action.startswith("read_")}
    - {Action.READ_AUDIT, Action.READ_COUNCIL, Action.READ_TRACKER, Action.READ_PARTNERS}
)
"""Actions that show somebody a record."""
ON_RECORD: Final = "The reason is on the record"
"""For `why`, where the person gave a reason that stands in the record's own history and goes with it."""
RESTRICTED: Final = "restricted"
OWN_NAME: Final = "own_name"
UNCONFIRMED: Final = "unconfirmed"
"""Finer codes, behind a colon: a restricted record was shown; words were searched for that are like one's own name;
what was asked for waits until its person confirms, and may never have been done."""


async def record(work: Work, action: Action | str, subject: Subject = NOTHING, *, why: str | None = None) -> None:
    """Add one entry to the acting council's trail, in this transaction. `why` is a code or a reason that stands
    nowhere else, never the record's content: the trail outlives every record. Without one, the exception under which
    they read."""
    code = _code(action, subject)
    if work.actor.support_id is not None:
        await _record_visit(work, code, subject)
    else:
        await work.connection.execute(_ADD, _entry(work, code, subject, why or work.under))


async def record_each(work: Work, action: Action | str, subjects: Sequence[Subject], *, why: str | None = None) -> None:
    """As `record`, for what one person does to several records at once: an entry for each."""
    await _record_all(work, [(_code(action, each), each) for each in subjects], why)


async def record_with(work: Work, action: Action | str, subject: Subject, also: str, others: Sequence[Subject]) -> None:
    """As `record`; and an entry called `also` for each of the others, of which something stood on the same page."""
    await _record_all(work, [(_code(action, subject), subject), *((_code(also, each), each) for each in others)])


async def _record_all(work: Work, entries: Sequence[tuple[str, Subject]], why: str | None = None) -> None:
    if work.actor.support_id is not None:
        for code, subject in entries:
            await _record_visit(work, code, subject)
    elif entries:
        rows = [_entry(work, code, subject, why or work.under) for code, subject in entries]
        await work.connection.execute(_ADD, rows)


def _code(action: Action | str, subject: Subject) -> str:
    return f"{action}:{RESTRICTED}" if subject.restricted and action in RECORD_READS else str(action)


async def record_search(
    work: Work, action: Action | str, words: str, subject: Subject, *, why: str | None = None
) -> None:
    """As `record`, for a list that was narrowed by words. The words are not kept; that they were like the name of the
    one who typed them is."""
    own = is_own_name(words, work.actor.name)
    await record(work, f"{action}:{OWN_NAME}" if own else action, subject, why=why)


# By Core: every page adds an entry, and the unit of work would cost each of them as much as a query.
_ADD = insert(AuditEntry)


_VISITED = text("select identity.note_support(:did, :kind, :about, :reference, :address, :request)")


class NotRecordedError(RuntimeError):
    """A visit for support could not be written into the council's trail: then nothing is shown."""


async def _record_visit(work: Work, action: str, subject: Subject) -> None:
    """A visitor's pass writes nothing: a function puts the entry in, with their name and the reason of the visit."""
    asked = {"did": action, "kind": subject.kind, "about": subject.id, "reference": subject.reference}
    origin = {"address": work.origin.address, "request": work.origin.request_id}
    if not await work.connection.scalar(_VISITED, asked | origin):
        raise NotRecordedError


def _entry(work: Work, action: str, subject: Subject, why: str | None) -> dict[str, object]:
    return {
        "tenant_id": work.actor.council,
        "id": uuid7(),
        "at": work.now,
        "staff_id": work.actor.staff_id,
        "action": action,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "reference": subject.reference,
        "why": why,
        "address": work.origin.address,
        "request_id": work.origin.request_id,
        "session_id": work.actor.session_id,
    }


async def denied(work: Work, token: str, action: Action | str, subject: Subject = NOTHING) -> None:
    """Record a refused attempt. What the request did is rolled back first; the entry then commits on its own, over the
    same connection: whoever waits for a second one while holding the first could wait for ever.

    `subject` is what was asked for, as far as it was well formed; never whether there is such a thing."""
    if await _begin_again(work, token):
        await record(work, f"denied:{action}", subject)
        await work.connection.commit()


async def left_unconfirmed(work: Work, action: Action, subject: Subject) -> None:
    """Record what was asked for, where the answer is whether they are sure. Whoever goes away now leaves this."""
    await record(work, f"denied:{action}:{UNCONFIRMED}", subject)


def looked_at(work: Work, action: Action | str, subject: Subject) -> None:
    """For whatever loads a record for somebody: should the request be refused, its answer shows the record again."""
    work.looked_at[subject] = str(action)


async def shown(work: Work, action: Action | str, subject: Subject) -> None:
    """As `record`, for a page that is shown again around a form that is refused."""
    looked_at(work, action, subject)
    await record(work, action, subject)


async def refused(work: Work, token: str) -> None:
    """Undo a refused request, and record what its answer shows. Commits on its own, as `denied` does."""
    if await _begin_again(work, token):
        for subject, action in work.looked_at.items():
            await record(work, action, subject)
        await work.connection.commit()


async def _begin_again(work: Work, token: str) -> bool:
    """Whether somebody who acts for a council stands behind the token still."""
    work.mine.expunge_all()
    work.shared.expunge_all()
    await work.roll_back()
    actor = await passes.open_session(work, token, touch=False)
    return actor is not None and actor.council_id is not None


@dataclass(frozen=True)
class TrailFilter:
    """Which entries; everything empty means all. `before` is the position of the last row already seen."""

    person: UUID | None = None
    reference: str | None = None
    actions: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None


@dataclass(frozen=True)
class TrailEntry:
    id: UUID
    at: datetime
    staff_id: UUID | None
    actor_name: str | None
    action: str
    subject_kind: str | None
    subject_id: UUID | None
    reference: str | None
    why: str | None
    address: str | None


_TRAIL = text(
    "select * from audit.trail(:person, :reference, cast(:did as text[]), :since, :until,"
    " :before_at, :before_id, :most)"
)


async def trail(work: Work, wanted: TrailFilter, most: int) -> Sequence[TrailEntry]:
    """The acting council's own trail, newest first, at most `most` entries."""
    before_at, before_id = wanted.before or (None, None)
    asked: dict[str, object] = {
        "person": wanted.person,
        "reference": wanted.reference,
        "did": list(wanted.actions) or None,
        "since": wanted.since,
        "until": wanted.until,
        "before_at": before_at,
        "before_id": before_id,
        "most": most,
    }
    rows = await work.connection.execute(_TRAIL, asked)
    return [TrailEntry(*row) for row in rows]
