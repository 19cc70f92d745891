"""What councils agreed with other agencies: a strategy discussion of which nobody has said yet what came of it, and is
late; a school that worked on something alone, with what came of it; those of the last quarter, of which one is open
still; and at Glanwern what the police do alone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.infra.demo.councils import Settled
from commonground.infra.demo.filed import Moment
from commonground.platform.calendar import LONDON
from commonground.platform.ids import uuid7
from commonground.tenants.agreed.models import AgreedVersion
from commonground.tenants.agreed.types import AgreedKind
from commonground.tenants.referrals.history import Aside
from commonground.tenants.referrals.models import ReferralEvent, ReferralRow

Row = dict[str, Any]
_LATE: Final = "Short let, 9 Ferry Road"
_RACING: Final = "Maes parcio’r traeth"
_ALONE: Final = "Pupil seen with scissors"
_OVER: Final = "Robberies near the station"
_DISCUSSED: Final[Row] = {
    "kind": AgreedKind.STRATEGY_DISCUSSION.value,
    "agencies": ["social_care", "police", "licensing"],
    "leads": "social_care",
    "leads_post": "Duty social worker",
}


async def add_agreed(connection: AsyncConnection, slug: str, council: Settled, moment: Moment) -> int:
    """How many rows."""
    if slug == "glanwern":
        return await _at_glanwern(connection, council, moment)
    return await _at_larkmere(connection, council, moment) if slug == "larkmere" else 0


async def _at_glanwern(connection: AsyncConnection, council: Settled, moment: Moment) -> int:
    values = {"kind": AgreedKind.SINGLE_AGENCY.value, "agencies": ["social_care", "police"], "leads": "police"}
    values |= {
        "leads_post": "Roads policing sergeant",
        "agreed": "Police watch the car park at weekends by themselves.",
    }
    at, total = moment(15, "11:00"), 0
    for row in await _referrals(connection, council, _RACING):
        total += await _kept(connection, council, "gwenllian-pugh", row, at, values | {"due_on": _day(at, 28)})
    return total


async def _at_larkmere(connection: AsyncConnection, council: Settled, moment: Moment) -> int:
    total = 0
    for row in await _referrals(connection, council, _LATE):
        at = moment(6, "14:00")
        said = "Police share what the operation allows each Friday. Licensing visits with the fire service. Nobody"
        said += " speaks to the host before that."
        values = _DISCUSSED | {"agreed": said, "held_at": time(11, 30), "due_on": _day(at, 4)}
        total += await _kept(connection, council, "joan-akers", row, at, values)
    for row in await _referrals(connection, council, _ALONE):
        at = _afternoon(row.decided_at)
        said = "The school looks at break times by itself, and rings us if anything is shown or said again."
        values = {"kind": AgreedKind.SINGLE_AGENCY.value, "agencies": ["social_care", "education"]}
        values |= {"leads": "education", "leads_post": "Designated safeguarding lead", "agreed": said}
        came = "Staff stand at the bins at break. Nothing was seen for two weeks; the school goes on by itself."
        due = {"due_on": _day(at, 21)}
        total += await _kept(connection, council, "amara-nwosu", row, at, values | due, came)
    # The latest was talked about once more last week, and is due in three days.
    discussed = await _referrals(connection, council, _OVER)
    values = _DISCUSSED | {"agreed": "Police walk the station at four; we look at the way home with both schools."}
    came = "The way home is lit, and both schools stagger their last bell."
    for row in discussed[:-1]:
        at = _afternoon(row.decided_at)
        total += await _kept(connection, council, "joan-akers", row, at, values | {"due_on": _day(at, 10)}, came)
    at = moment(7, "15:30")
    for row in discussed[-1:]:
        total += await _kept(connection, council, "joan-akers", row, at, values | {"due_on": _day(at, 10)})
    return total


async def _referrals(connection: AsyncConnection, council: Settled, title: str) -> list[Any]:
    row = ReferralRow
    of_them = (row.tenant_id == council.id, row.title == title, row.decided_at.is_not(None))
    query = select(row.id, row.state, row.decided_at).where(*of_them)
    return list(await connection.execute(query.order_by(row.decided_at, row.id)))


def _day(at: datetime, days: int) -> Any:
    return at.astimezone(LONDON).date() + timedelta(days=days)


def _afternoon(at: datetime) -> datetime:
    """Of the day after."""
    return datetime.combine(_day(at, 1), time(14, 20), LONDON)


async def _kept(
    connection: AsyncConnection, council: Settled, by: str, row: Any, at: datetime, values: Row, came: str = ""
) -> int:
    """As recorded; and where something came of it, as it stood two days before it was due."""
    first = {"agreed_id": uuid7(), "held_on": _day(at, 0), "held_at": None} | values
    await _version(connection, council, by, row, at, 1, Aside.RECORD_AGREED, first)
    if not came:
        return 2
    then = at + (values["due_on"] - _day(at, 2)) if values["due_on"] > _day(at, 2) else at
    said = {"came": came, "came_on": _day(then, 0), "came_by": council.staff[by]}
    await _version(connection, council, by, row, then, 2, Aside.SAY_WHAT_CAME, first | said)
    return 4


async def _version(
    connection: AsyncConnection, council: Settled, by: str, row: Any, at: datetime, number: int, verb: Aside, said: Row
) -> None:
    ids = {"tenant_id": council.id, "id": uuid7(), "referral_id": row.id}
    saved = {"version": number, "saved_by": council.staff[by], "saved_at": at}
    await connection.execute(insert(AgreedVersion), ids | saved | said)
    line = {"at": at, "staff_id": council.staff[by], "verb": verb.value, "words": ""}
    await connection.execute(insert(ReferralEvent), ids | line | {"from_state": row.state, "to_state": row.state})
