"""Bringing a council on from the operator's page: its row on the register, its first teams, its first administrator.

An operator does no more than that. As soon as anybody has come in, the council invites and changes by itself."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Row, select
from sqlalchemy import text as sql

from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.councils.invitations import plain_address
from commonground.platform.councils.models import Council
from commonground.platform.councils.onboard import NewCouncil
from commonground.platform.councils.types import check_name, is_short_name
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.ids import uuid7
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work

COLOUR: Final = "#12443c"
"""Ours, until the council chooses its own."""
"""What the register can hold: nothing else is asked for there."""
HAS_BEGUN: Final = (
    "This council has begun: it has people of its own, or its form was opened. It invites its people itself. If nobody"
    " administers it any more, whoever runs the platform’s server writes to an administrator from the command line:"
    " commonground tenant invite. One who has lost both phone and recovery codes comes back by: commonground tenant"
    " let-back-in."
)
_FOUND = sql("select identity.found_council(:id, cast(:facts as jsonb), :request)")
_INVITE = sql("select identity.invite_first(:council, :id, :email, :name, :lang, :token, :letter, :sealed, :request)")
_HAS_BEGUN = sql("select identity.has_begun(:council)")


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Whom the operator invites."""

    name: str
    email: str
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Registered:
    """A council as the operator sees it."""

    id: UUID
    slug: str
    name: str
    kind: str
    nation: str
    since: datetime
    is_open: bool


async def registered(work: Work) -> Sequence[Registered]:
    """Every council, by name."""
    rows = await work.shared.execute(_COLUMNS.order_by(Council.name))
    return [_seen(row) for row in rows]


async def load_registered(work: Work, slug: str) -> Registered:
    """Raises `NotFoundHereError`."""
    if not is_short_name(slug):
        raise NotFoundHereError
    row = (await work.shared.execute(_COLUMNS.where(Council.slug == slug))).one_or_none()
    if row is None:
        raise NotFoundHereError
    return _seen(row)


async def found(work: Work, new: NewCouncil) -> UUID:
    """Put a council on the register that was checked (`register.checked`). Raises `IncompleteError` for a short name
    that is taken."""
    council = uuid7()
    facts = {key: value for key, value in asdict(new).items() if key not in ("logo", "logo_alt")}
    asked = {"id": council, "facts": json.dumps(facts, default=_plain), "request": work.origin.request_id}
    if not await work.connection.scalar(_FOUND, asked):
        raise IncompleteError((Problem("short_name", f"“{new.slug}” is taken already. Choose another."),))
    return council


async def invite_first(work: Work, seals: Seals, council: UUID, admin: FirstAdmin) -> None:
    """Write to the first administrator; a link that was sent before works no more. Raises `IncompleteError` where the
    council has begun: also when nobody administers it now; and for a name that nobody can read."""
    name = check_name("admin_name", "Their name", admin.name)
    token, letter = secrets.token_urlsafe(32), uuid4()
    sent = {"token": token, "letter": letter, "sealed": seals.seal_token(token, letter)}
    whom = {"email": plain_address(admin.email), "name": name, "lang": admin.lang}
    asked = {"council": council, "id": uuid7(), "request": work.origin.request_id}
    if not await work.connection.scalar(_INVITE, asked | whom | sent):
        raise IncompleteError((Problem("email", HAS_BEGUN),))


async def has_begun(work: Work, council: UUID) -> bool:
    """Whether it ever had anybody: then no operator invites there."""
    return bool(await work.connection.scalar(_HAS_BEGUN, {"council": council}))


_COLUMNS = select(
    Council.id, Council.slug, Council.name, Council.kind, Council.nation, Council.created_at, Council.opened_at
)


def _seen(row: Row[UUID, str, str, str, str, datetime, datetime | None]) -> Registered:
    council_id, slug, name, kind, nation, since, opened = row
    return Registered(council_id, slug, name, kind, nation, since, opened is not None)


def _plain(value: object) -> str:
    """Hours are the only thing in it that JSON does not know."""
    if not isinstance(value, time):
        raise TypeError(f"{value!r} does not go onto the register")
    return value.isoformat()
