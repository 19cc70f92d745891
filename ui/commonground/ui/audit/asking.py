"""What the address of the audit record asks for. What is nonsense in it is left out, and said so."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from commonground.platform.audit import TrailEntry, TrailFilter
from commonground.platform.calendar import LONDON
from commonground.platform.ids import uuid_of
from commonground.platform.references import parse_reference
from commonground.ui.audit.words import actions_of

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
"""No entry is older or younger; days beyond mean these, so that no sum of days can run over."""
_MOST = 100


def asked_of(query: Mapping[str, str], *names: str) -> dict[str, str]:
    """The parameters of these names as they were typed, without what no database can hold."""
    return {name: query.get(name, "").replace("\x00", "\N{REPLACEMENT CHARACTER}")[:_MOST] for name in names}


def wanted_of(asked: Mapping[str, str]) -> tuple[TrailFilter, bool]:
    """The filter, and whether a part of the address could not be understood."""
    since, until = _day(asked["since"]), _day(asked["until"])
    wanted = TrailFilter(
        person=uuid_of(asked["person"]),
        reference=parse_reference(asked["record"]) if asked["record"] else None,
        actions=actions_of(asked["did"]),
        since=since,
        until=until + timedelta(days=1) if until else None,
        before=position_of(asked["before"]),
    )
    found = {
        "person": wanted.person,
        "record": wanted.reference,
        "did": wanted.actions or None,
        "since": since,
        "until": until,
    }
    return wanted, any(asked[name] and value is None for name, value in found.items())


def sealed(entry: TrailEntry) -> str:
    """The entry's position, for the address of the next page."""
    return base64.urlsafe_b64encode(f"{entry.id.hex}{entry.at.isoformat()}".encode()).decode()


def position_of(text: str) -> tuple[datetime, UUID] | None:
    """The position that `sealed` made; None, which is the first page, for anything else."""
    try:
        plain = base64.urlsafe_b64decode(text).decode()
        at, entry = datetime.fromisoformat(plain[32:]), UUID(plain[:32])
        known = at.tzinfo is not None and FIRST <= at.astimezone(UTC).date() <= LAST
    except (ValueError, OverflowError, binascii.Error):
        return None
    return (at, entry) if known else None


def _day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(min(max(day, FIRST), LAST), time(), LONDON)
