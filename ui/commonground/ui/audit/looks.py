"""Who looked at one record, and what one person did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, get
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, Role
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.audit import TrailEntry, TrailFilter
from commonground.platform.audit.unusual import Colleague, Unusual, Use, local_day, unusual
from commonground.platform.audit.use import Reader, colleagues_of, readers_of, use_since
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.ids import uuid_of
from commonground.platform.references import parse_reference
from commonground.platform.work import Work
from commonground.tenants.break_glass.around import said_of_reason
from commonground.tenants.break_glass.service import RECORD as BROKEN
from commonground.ui.audit.asking import asked_of
from commonground.ui.audit.sentences import SIGNS, why_listed
from commonground.ui.audit.tabs import EVERYTHING, PEOPLE, Tabs, tabs
from commonground.ui.audit.words import did_words, said_of
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment, short_day
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page

DAYS: Final = 28
NEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class ReaderLine:
    who: str
    href: str
    did: str
    times: int
    first: str
    last: str
    why: str


@dataclass(frozen=True, slots=True)
class RecordView:
    tabs: Tabs
    here: str
    reference: str
    lines: list[ReaderLine]
    all_href: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    name: str
    href: str
    roles: str
    opened: int
    refused: int
    unusual: int


@dataclass(frozen=True, slots=True)
class PeopleView:
    tabs: Tabs
    here: str
    lines: list[PersonLine]
    days: int


@dataclass(frozen=True, slots=True)
class PersonView:
    tabs: Tabs
    here: str
    line: PersonLine
    days: int
    unusual: list[tuple[str, str, str]]
    newest: list[tuple[Any, str, str]]
    all_href: str


@get("/audit/records/{reference:str}", opt=declare(Action.READ_AUDIT, ids={"reference": "referral"}))
async def record(work: RequestWork, reference: FromPath[str]) -> Page:
    """Who has opened or changed this record. One of which the trail knows refused attempts alone is not there, nor
    one that somebody broke the glass for and never opened: that is written whether there is such a record or not."""
    known = parse_reference(reference)
    readers = await readers_of(work, known) if known else []
    if not known or all(one.subject_kind == BROKEN for one in readers):
        raise NotFoundHereError
    about = next((one for one in readers if one.subject_id), readers[0])
    await audit.record(work, Action.READ_AUDIT, audit.Subject(about.subject_kind, about.subject_id, known))
    lines = [_reader(one) for one in readers]
    return Page("audit/record.html", RecordView(tabs(), EVERYTHING, known, lines, f"/audit?record={known}"))


def _reader(one: Reader) -> ReaderLine:
    return ReaderLine(
        who=one.name or gettext("A member of the public, or the system"),
        href=f"{PEOPLE}?person={one.staff_id}" if one.staff_id else "",
        did="; ".join(dict.fromkeys(did_words(code, "-") for code in one.did)),
        times=one.times,
        first=moment(one.first_at),
        last=moment(one.last_at),
        why="; ".join(dict.fromkeys(said_of_reason(why) for why in one.reasons)),
    )


@get("/audit/people", opt=declare(Action.READ_AUDIT, ids={"person": "staff"}, search=True))
async def people(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """Everybody with what they opened in four weeks; or one of them."""
    asked = asked_of(request.query_params, "person")["person"]
    colleagues = await colleagues_of(work)
    chosen = uuid_of(asked)
    if asked and (chosen is None or chosen not in colleagues):
        raise NotFoundHereError
    await audit.record(work, Action.READ_AUDIT, audit.Subject("staff", chosen))
    use = await use_since(work, local_day(work.now) - timedelta(days=DAYS - 1), colleagues)
    found = unusual(use, calendar_of(work.actor))
    if chosen is not None:
        return await _person(work, chosen, colleagues[chosen], use, found)
    lines = [_person_line(each, colleague, use, found) for each, colleague in colleagues.items()]
    return Page("audit/people.html", PeopleView(tabs(), PEOPLE, lines, DAYS))


async def _person(work: Work, staff_id: UUID, colleague: Colleague, use: Use, found: list[Unusual]) -> Page:
    entries = await audit.trail(work, TrailFilter(person=staff_id), NEWEST)
    newest = [(one.at, moment(one.at), _did(one)) for one in entries]
    listed = [(short_day(one.day), str(SIGNS[one.sign]), why_listed(one)) for one in found if one.staff_id == staff_id]
    line = _person_line(staff_id, colleague, use, found)
    view = PersonView(tabs(), PEOPLE, line, DAYS, listed, newest, f"/audit?person={staff_id}")
    return Page("audit/person.html", view)


def _did(entry: TrailEntry) -> str:
    said, denied = said_of(entry.action, entry.reference, entry.subject_kind)
    refused = gettext("Was refused:") + " " if denied else ""
    return f"{refused}{said}{f', {entry.reference}' if entry.reference else ''}"


def _person_line(staff_id: UUID, colleague: Colleague, use: Use, found: list[Unusual]) -> PersonLine:
    mine = [hour for hour in use.hours if hour.staff_id == staff_id and local_day(hour.hour) >= use.since]
    return PersonLine(
        name=colleague.name,
        href=f"{PEOPLE}?person={staff_id}",
        roles=", ".join(sorted(_role_names(colleague.roles))),
        opened=sum(hour.opened for hour in mine),
        refused=sum(hour.refused for hour in mine),
        unusual=sum(one.staff_id == staff_id for one in found),
    )


def _role_names(codes: frozenset[str]) -> list[str]:
    names: Mapping[str, str] = {role.value: ROLES[role].name for role in Role}
    return [names.get(code, code) for code in codes]


LOOKS_HANDLERS = [record, people]
