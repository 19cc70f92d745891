"""Recording what was agreed, changing that, and saying what came of it. Each leaves a line in the referral's history,
and each is a version of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.cover.service import today_of
from commonground.platform.ids import uuid7
from commonground.platform.refusals import ChangedMeanwhileError, RefusedError
from commonground.platform.work import Work
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.queries import versions
from commonground.tenants.agreed.rules import check_agreed, check_came, kind_for
from commonground.tenants.agreed.types import Agreed, AgreedInput, AgreedKind, CameInput
from commonground.tenants.referrals.events import subject_of, touch, write_line
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralRow
from commonground.tenants.referrals.types import ReferralState

AGREED: Final = "agreed"
READ: Final = f"{Action.READ_REFERRAL}:agreed"
_SETTLED: Final = (ReferralState.DECIDED, ReferralState.NEEDS_LEAD)


class NotAgreedSoError(RefusedError):
    """Nothing was decided of which such a record is kept, or not any more."""

    status: ClassVar[int] = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("What was decided is neither a strategy discussion nor a single agency, or not any more.")


@dataclass(frozen=True, slots=True)
class Saved:
    """One version with the name of who saved it, if they are known still."""

    row: AgreedVersion
    who: str


def kind_of(row: ReferralRow) -> AgreedKind | None:
    """Of which kind something can be recorded about it now."""
    return kind_for(row.outcome, settled=row.state in _SETTLED)


async def load_agreed(work: Work, row: ReferralRow, agreed_id: UUID) -> Sequence[Saved]:
    """What was agreed about this referral, which its loader may open: every version, the newest first. That it is read
    is recorded. Raises `NotFoundHereError`."""
    found: Any = (await work.mine.execute(versions(row.id, agreed_id))).all()
    if not found:
        raise NotFoundHereError
    itself = audit.Subject(AGREED, agreed_id, row.reference, restricted=row.restricted)
    for subject in (itself, subject_of(row)):
        audit.looked_at(work, READ, subject)
        await audit.record(work, READ, subject)
    return [Saved(version, who or "") for version, who in found]


async def record_agreed(work: Work, row: ReferralRow, typed: AgreedInput) -> UUID:
    """Keep what was agreed; its id. Raises `IncompleteError` and `NotAgreedSoError`."""
    kind = kind_of(row)
    if kind is None:
        raise NotAgreedSoError
    agreed = check_agreed(typed, today_of(work))
    agreed_id = uuid7()
    await _add(work, row, Aside.RECORD_AGREED, _values(agreed) | {"agreed_id": agreed_id, "kind": kind.value}, 1)
    return agreed_id


async def change_agreed(work: Work, row: ReferralRow, now: AgreedVersion, typed: AgreedInput, *, version: int) -> None:
    """Put right what was recorded. What came of it, if that is said, stays.

    Raises `IncompleteError` and `ChangedMeanwhileError`."""
    _check(now, version)
    agreed = check_agreed(typed, today_of(work), due_before=now.due_on, held_before=now.held_on)
    came = {"came": now.came, "came_on": now.came_on, "came_by": now.came_by}
    await _add(work, row, Aside.CHANGE_AGREED, _same(now) | _values(agreed) | came, version + 1)


async def say_what_came(work: Work, row: ReferralRow, now: AgreedVersion, typed: CameInput, *, version: int) -> None:
    """It waits for nobody from now on. Raises `IncompleteError` and `ChangedMeanwhileError`."""
    _check(now, version)
    came, came_on = check_came(typed, now.held_on, today_of(work))
    values = _same(now) | {"came": came, "came_on": came_on, "came_by": work.actor.staff}
    await _add(work, row, Aside.SAY_WHAT_CAME, values, version + 1)


async def recorded_already(work: Work, row: ReferralRow, typed: AgreedInput, *, version: int) -> UUID | None:
    """Its id, where the acting person has just recorded the very same over this version of the referral: somebody who
    presses twice has recorded it once."""
    its = AgreedVersion
    last = (
        its.referral_id == row.id,
        its.version == 1,
        its.saved_by == work.actor.staff,
        its.saved_at == row.changed_at,
    )
    made = (await work.mine.scalars(select(its).where(*last))).one_or_none() if row.version == version + 1 else None
    return made.agreed_id if made is not None and _says(made, work, typed) else None


def saved_already(work: Work, now: AgreedVersion, typed: AgreedInput | CameInput, *, version: int) -> bool:
    """As `recorded_already`, of a change or of what came: whether just this made the version that counts `now`."""
    return now.version == version + 1 and now.saved_by == work.actor.staff and _says(now, work, typed)


def _says(now: AgreedVersion, work: Work, typed: AgreedInput | CameInput) -> bool:
    today = today_of(work)
    if isinstance(typed, CameInput):
        return (now.came, now.came_on) == check_came(typed, now.held_on, today)
    agreed = check_agreed(typed, today, due_before=now.due_on, held_before=now.held_on)
    return all(getattr(now, name) == value for name, value in _values(agreed).items())


def _check(now: AgreedVersion, version: int) -> None:
    if now.version != version:
        raise ChangedMeanwhileError


def _values(agreed: Agreed) -> dict[str, object]:
    return {
        "held_on": agreed.held_on,
        "held_at": agreed.held_at,
        "agencies": list(agreed.agencies),
        "leads": agreed.leads,
        "leads_post": agreed.leads_post,
        "agreed": agreed.agreed,
        "due_on": agreed.due_on,
    }


_KEPT: Final = ("agreed_id", "kind", "held_on", "held_at", "agencies", "leads", "leads_post", "agreed", "due_on")


def _same(now: AgreedVersion) -> dict[str, object]:
    return {name: getattr(now, name) for name in _KEPT}


async def _add(work: Work, row: ReferralRow, verb: Aside, values: dict[str, object], version: int) -> None:
    line = uuid7()
    values |= {"tenant_id": work.actor.council, "id": line, "referral_id": row.id, "version": version}
    values |= {"saved_by": work.actor.staff, "saved_at": work.now}
    # Of two who save at once the second waits here for the first, and then puts nothing in.
    put = insert(AgreedVersion).values(values)
    put = put.on_conflict_do_nothing(index_elements=["tenant_id", "agreed_id", "version"])
    if (await work.mine.execute(put.returning(AgreedVersion.id))).one_or_none() is None:
        raise ChangedMeanwhileError
    write_line(work, row, verb, ReferralState(row.state), line_id=line)
    touch(work, row)
    await audit.record(work, f"{Action.KEEP_AGREED}:{verb}", subject_of(row))
