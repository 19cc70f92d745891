"""`/audit/unusual`: what stands out, why, and who has looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.audit.unusual import THRESHOLDS, Colleague, Sign, Unusual, local_day, unusual
from commonground.platform.audit.use import (
    NOTE_LIMIT,
    Review,
    colleagues_of,
    mark_looked_at,
    reviews_since,
    use_since,
)
from commonground.platform.calendar.clock import time_words
from commonground.platform.calendar.of_council import calendar_of
from commonground.platform.ids import uuid_of
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.ui.audit.asking import asked_of
from commonground.ui.audit.sentences import SIGNS, thresholds_in_words, why_listed
from commonground.ui.audit.tabs import UNUSUAL, Tabs, tabs
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment, short_day
from commonground.ui.shell.forms import Form, Hidden, TextArea
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

DAYS: Final = (7, 28)
EXAMPLE_ID: Final = "01890000-0000-7000-8000-000000000000"


class NoteForm(Form):
    sign = Hidden(most=20)
    person = Hidden(most=40)
    day = Hidden(most=10)
    note = TextArea(lazy("What did you find?"), most=NOTE_LIMIT, rows=4, required=lazy("Write what you found"))


@dataclass(frozen=True, slots=True)
class Line:
    day: str
    who: str
    who_href: str
    sign: str
    why: str
    looked: str
    note: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class UnusualView:
    tabs: Tabs
    here: str
    lines: list[Line]
    days: int
    choices: tuple[tuple[str, str, bool], ...]
    chosen: Line | None
    thresholds: list[tuple[str, str]]


@dataclass(frozen=True)
class _Found:
    """Everything of the page but how it is said."""

    days: int
    listed: list[Unusual]
    reviews: Mapping[tuple[Sign, UUID, date], Review]
    colleagues: Mapping[UUID, Colleague]


@get("/audit/unusual", opt=declare(Action.READ_AUDIT, ids={"person": "staff"}, search=True))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """The last week, or four; one of it may be chosen, to be marked as looked at."""
    asked = asked_of(request.query_params, "days", "sign", "person", "day")
    await audit.record(work, Action.READ_AUDIT, audit.Subject("unusual"))
    found = await _look(work, DAYS[-1] if asked["days"] == str(DAYS[-1]) else DAYS[0])
    chosen = _chosen(found.listed, asked)
    return _page(work, found, chosen, NoteForm(None, asked if chosen else {}))


@post(
    "/audit/unusual",
    status_code=200,
    opt=declare(
        Action.REVIEW_ACCESS,
        effect=Effect.CHANGE,
        ids={"person": "staff"},
        body=lambda: {
            "sign": "volume",
            "person": EXAMPLE_ID,
            "day": "2026-11-20",
            "note": "She covered for two others",
        },
    ),
)
async def mark(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Keep the note; the line stays, and says who looked."""
    form = await NoteForm.read(request)
    found = await _look(work, DAYS[-1])
    chosen = _chosen(found.listed, {name: form[name].data or "" for name in ("sign", "person", "day")})
    complete = form.validate()
    if chosen is None:
        form.form_errors = [gettext("Choose one of the lines on this page"), *form.form_errors]
    elif complete:
        try:
            await mark_looked_at(work, chosen, form.note.data or "")
            return redirect(request, UNUSUAL, gettext("Marked as looked at."))
        except IncompleteError as refused:
            form.refuse(refused)
    return _page(work, found, chosen, form)


async def _look(work: Work, days: int) -> _Found:
    audit.looked_at(work, Action.READ_AUDIT, audit.Subject("unusual"))
    since = local_day(work.now) - timedelta(days=days - 1)
    colleagues = await colleagues_of(work)
    use = await use_since(work, since, colleagues)
    return _Found(days, unusual(use, calendar_of(work.actor)), await reviews_since(work, since), colleagues)


def _chosen(listed: list[Unusual], asked: Mapping[str, str]) -> Unusual | None:
    person = uuid_of(asked["person"])
    return next(
        (
            one
            for one in listed
            if (one.sign, one.staff_id, one.day.isoformat()) == (asked["sign"], person, asked["day"])
        ),
        None,
    )


def _page(work: Work, found: _Found, chosen: Unusual | None, form: NoteForm) -> Page:
    lines = [_line(one, found, chosen=one is chosen) for one in found.listed]
    calendar = calendar_of(work.actor)
    view = UnusualView(
        tabs=tabs(),
        here=UNUSUAL,
        lines=lines,
        days=found.days,
        choices=tuple((_days_words(days), f"{UNUSUAL}?days={days}", days == found.days) for days in DAYS),
        chosen=next((line for line in lines if line.chosen), None),
        thresholds=thresholds_in_words(THRESHOLDS, time_words(calendar.opens), time_words(calendar.closes)),
    )
    return Page("audit/unusual.html", view, form=form)


def _days_words(days: int) -> str:
    return gettext("The last %(days)s days") % {"days": days}


def _line(one: Unusual, found: _Found, *, chosen: bool) -> Line:
    review = found.reviews.get(one.key)
    query = f"days={found.days}&sign={one.sign}&person={one.staff_id}&day={one.day.isoformat()}"
    return Line(
        day=short_day(one.day),
        who=_name(found, one.staff_id),
        who_href=f"/audit/people?person={one.staff_id}",
        sign=str(SIGNS[one.sign]),
        why=why_listed(one),
        looked=gettext("%(who)s, %(when)s") % {"who": _name(found, review.by_id), "when": moment(review.at)}
        if review
        else "",
        note=review.note if review else "",
        href=f"{UNUSUAL}?{query}#look",
        chosen=chosen,
    )


def _name(found: _Found, staff_id: UUID) -> str:
    colleague = found.colleagues.get(staff_id)
    return colleague.name if colleague else gettext("Somebody who is no longer known")


UNUSUAL_HANDLERS = [index, mark]
