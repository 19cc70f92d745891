"""`/audit`: by record, person, action and date. Reading the trail is itself recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get
from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.audit import TrailEntry, TrailFilter
from commonground.platform.councils.people import Staff
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import said_of_reason
from commonground.ui.audit.asking import asked_of, position_of, sealed, wanted_of
from commonground.ui.audit.isolation import ISOLATION_HANDLERS
from commonground.ui.audit.looks import LOOKS_HANDLERS
from commonground.ui.audit.tabs import EVERYTHING, EXPORTS, PEOPLE, REFUSED, Tabs, tabs
from commonground.ui.audit.taking_out import TAKING_OUT_HANDLERS
from commonground.ui.audit.unusual import UNUSUAL_HANDLERS
from commonground.ui.audit.words import CHOICES, DENIED, TAKEN_OUT, said_of
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    shown: str
    who: str
    who_href: str
    did: str
    reference: str
    record_href: str
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
    tabs: Tabs
    here: str


@get("/audit", opt=declare(Action.READ_AUDIT, ids={"person": "staff"}))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """The whole council's trail, newest first."""
    asked = asked_of(request.query_params, "person", "record", "did", "since", "until", "before")
    wanted, unclear = wanted_of(asked)
    problem = gettext("A part of this could not be understood and was left out.") if unclear else ""
    await audit.record(work, Action.READ_AUDIT, audit.Subject("audit"))
    entries = await audit.trail(work, wanted, PAGE + 1)
    return Page("audit/index.html", await _view(work, entries, asked, problem), block="results")


@get("/account/record", opt=declare(Action.SEE_OWN_WORK))
async def mine(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """What is recorded about the reader's own use: anybody may see their own."""
    asked = asked_of(request.query_params, "before")
    wanted = TrailFilter(person=work.actor.staff, before=position_of(asked["before"]))
    entries = await audit.trail(work, wanted, PAGE + 1)
    view = await _view(work, entries, asked, "", own=True)
    return Page("audit/index.html", view, block="results")


async def _view(work: Work, entries: Any, asked: Mapping[str, str], problem: str, *, own: bool = False) -> TrailView:
    shown = list(entries[:PAGE])
    names = await _names(work)
    older = ""
    if len(entries) > PAGE:
        path = "/account/record" if own else "/audit"
        kept = {name: value for name, value in asked.items() if value and name != "before"}
        older = f"{path}?{urlencode(kept | {'before': sealed(shown[-1])})}"
    return TrailView(
        [_line(entry, names) for entry in shown],
        () if own else _people(names),
        _actions(),
        asked,
        problem,
        older,
        own,
        tabs(),
        {DENIED: REFUSED, TAKEN_OUT: EXPORTS}.get(asked.get("did", ""), EVERYTHING),
    )


async def _names(work: Work) -> dict[UUID, str]:
    """The council's people in the order of their names."""
    rows = await work.mine.execute(select(Staff.id, Staff.display_name).order_by(Staff.display_name))
    return {row.id: row.display_name for row in rows}


def _people(names: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    return (("", gettext("Anybody")), *((str(key), name) for key, name in names.items()))


def _actions() -> tuple[tuple[str, str], ...]:
    return (("", gettext("Anything")), *((code, str(words)) for code, words in CHOICES.items()))


def _line(entry: TrailEntry, names: Mapping[UUID, str]) -> Line:
    did, denied = said_of(entry.action, entry.reference, entry.subject_kind)
    return Line(
        at=entry.at,
        shown=moment(entry.at),
        who=entry.actor_name or nobody_of_the_council(entry),
        who_href=f"{PEOPLE}?person={entry.staff_id}" if entry.staff_id else "",
        did=did,
        reference=entry.reference or _person(entry, names),
        record_href=f"/audit/records/{entry.reference}" if entry.reference and not denied else "",
        why=said_of_reason(entry.why or ""),
        address=entry.address or "",
        denied=denied,
    )


def nobody_of_the_council(entry: TrailEntry) -> str:
    """Who did it, where no member of staff did. What the platform's people do is put in by functions, which begin the
    reason with their name (`059_support.sql`)."""
    if entry.staff_id is None and entry.why and entry.why.startswith("By "):
        return gettext("The platform")
    return gettext("A member of the public, or the system")


def _person(entry: TrailEntry, names: Mapping[UUID, str]) -> str:
    """Whom it was done to, where that was a person of the council."""
    of_staff = entry.subject_kind == "staff" and entry.subject_id is not None
    return names.get(entry.subject_id, "") if of_staff and entry.subject_id else ""


HANDLERS = [index, mine, *LOOKS_HANDLERS, *UNUSUAL_HANDLERS, *TAKING_OUT_HANDLERS, *ISOLATION_HANDLERS]
