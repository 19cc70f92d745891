"""`/audit`: by record, person, action and date. Reading the trail is itself recorded."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get
from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.audit import TrailEntry, TrailFilter
from commonground.platform.calendar import LONDON
from commonground.platform.councils.people import Staff
from commonground.platform.references import parse_reference
from commonground.platform.work import Work
from commonground.ui.audit.words import DID, did_words
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page

PAGE = 50
DENIED = "denied:"


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    shown: str
    who: str
    did: str
    reference: str
    why: str
    address: str
    denied: bool


@dataclass(frozen=True, slots=True)
class TrailView:
    lines: list[Line]
    people: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    asked: Mapping[str, str]
    problem: str
    older: str
    own: bool


@get("/audit", opt=declare(Action.READ_AUDIT, ids={"person": "staff"}))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """The whole council's trail, newest first."""
    asked = {
        name: request.query_params.get(name, "")[:100]
        for name in ("person", "record", "did", "since", "until", "before")
    }
    wanted, problem = _filter(asked)
    await audit.record(work, Action.READ_AUDIT, audit.Subject("audit"))
    entries = await audit.trail(work, wanted, PAGE + 1)
    return Page("audit/index.html", await _view(work, entries, asked, problem), block="results")


@get("/account/record", opt=declare(Action.SEE_OWN_WORK))
async def mine(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """What is recorded about the reader's own use: anybody may see their own."""
    asked = {"before": request.query_params.get("before", "")[:100]}
    wanted = TrailFilter(person=work.actor.staff, before=_position(asked["before"]))
    entries = await audit.trail(work, wanted, PAGE + 1)
    view = await _view(work, entries, asked, "", own=True)
    return Page("audit/index.html", view, block="results")


def _filter(asked: Mapping[str, str]) -> tuple[TrailFilter, str]:
    """What the address asks for; a part that is nonsense is left out, and said so."""
    since, until = _day(asked["since"]), _day(asked["until"])
    reference = parse_reference(asked["record"]) if asked["record"] else None
    unclear = (asked["record"] and reference is None) or any(
        asked[n] and not d for n, d in (("since", since), ("until", until))
    )
    wanted = TrailFilter(
        person=_uuid(asked["person"]),
        reference=reference,
        action=asked["did"] or None,
        since=since,
        until=until + timedelta(days=1) if until else None,
        before=_position(asked["before"]),
    )
    return wanted, gettext("A part of this could not be understood and was left out.") if unclear else ""


async def _view(work: Work, entries: Any, asked: Mapping[str, str], problem: str, *, own: bool = False) -> TrailView:
    shown = list(entries[:PAGE])
    people = () if own else await _people(work)
    older = ""
    if len(entries) > PAGE:
        path = "/account/record" if own else "/audit"
        kept = {name: value for name, value in asked.items() if value and name != "before"}
        older = f"{path}?{urlencode(kept | {'before': _sealed(shown[-1])})}"
    return TrailView([_line(entry) for entry in shown], people, _actions(), asked, problem, older, own)


async def _people(work: Work) -> tuple[tuple[str, str], ...]:
    rows = await work.mine.execute(select(Staff.id, Staff.display_name).order_by(Staff.display_name))
    return (("", gettext("Anybody")), *((str(row.id), row.display_name) for row in rows))


def _actions() -> tuple[tuple[str, str], ...]:
    return (("", gettext("Anything")), *((action.value, str(words)) for action, words in DID.items()))


def _line(entry: TrailEntry) -> Line:
    denied = entry.action.startswith(DENIED)
    code = entry.action.removeprefix(DENIED)
    did = did_words(code)
    return Line(
        at=entry.at,
        shown=moment(entry.at),
        who=entry.actor_name or gettext("A member of the public, or the system"),
        did=did,
        reference=entry.reference or "",
        why=entry.why or "",
        address=entry.address or "",
        denied=denied,
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), LONDON)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _sealed(entry: TrailEntry) -> str:
    return base64.urlsafe_b64encode(f"{entry.id.hex}{entry.at.isoformat()}".encode()).decode()


def _position(text: str) -> tuple[datetime, UUID] | None:
    try:
        plain = base64.urlsafe_b64decode(text).decode()
        at = datetime.fromisoformat(plain[32:])
        return (at, UUID(plain[:32])) if at.tzinfo else None
    except (ValueError, binascii.Error):
        return None


HANDLERS = [index, mine]
