"""`/audit/take-out`: the record of a stated time as a file, for an inspector; itself recorded, with the reason."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from litestar import Request, Response, get, post

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.audit import TrailEntry, TrailFilter
from commonground.platform.audit.canonical import moment_text
from commonground.platform.audit.lines import chain_line, key_line, link_line
from commonground.platform.audit.use import heads_between, part_of_chain
from commonground.platform.calendar import LONDON
from commonground.platform.refusals import IncompleteError, Problem
from commonground.platform.work import Work
from commonground.ui.audit.tabs import TAKE_OUT, Tabs, tabs
from commonground.ui.audit.words import said_of
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.cells import safe_cell
from commonground.ui.shell.dates import moment
from commonground.ui.shell.downloads import download
from commonground.ui.shell.forms import Choice, DateParts, Form, Radios, TextField
from commonground.ui.shell.i18n import gettext, lazy
from commonground.ui.shell.page import Page

MOST: Final = 50_000
"""Entries in a file: it is made whole before it is sent. `commonground audit export` has no such end."""
CSV, CHAIN = "csv", "chain"
HEADINGS: Final = ("When (UTC)", "Who", "Did what", "Code", "To what", "Reference", "Why", "From where", "Entry")


class TakeOutForm(Form):
    since = DateParts(lazy("From which day?"), required=lazy("Type the first day"))
    until = DateParts(lazy("Until which day?"), hint=lazy("That day included."), required=lazy("Type the last day"))
    shape = Radios(
        lazy("As what?"),
        (
            Choice(CSV, lazy("A table"), lazy("For reading: CSV, for any spreadsheet.")),
            Choice(
                CHAIN,
                lazy("The chain"),
                lazy(
                    "For verifying: lines of JSON with hashes, signed heads and their keys. The inspector compares"
                    " the keys with those that were published."
                ),
            ),
        ),
        required=lazy("Choose a table or the chain"),
    )
    reason = TextField(lazy("For whom, and why?"), most=300, required=lazy("Say why: the audit record keeps it"))


@dataclass(frozen=True, slots=True)
class TakeOutView:
    tabs: Tabs
    here: str
    most: str


def example() -> dict[str, str | list[str]]:
    first = {"since-day": "1", "since-month": "11", "since-year": "2026"}
    last = {"until-day": "27", "until-month": "11", "until-year": "2026"}
    return {**first, **last, "shape": CSV, "reason": "The inspector asked for November"}


@get("/audit/take-out", opt=declare(Action.EXPORT_AUDIT))
async def form_page(work: RequestWork) -> Page:
    return await _page(work, TakeOutForm(None))


@post(
    "/audit/take-out",
    status_code=200,
    opt=declare(Action.EXPORT_AUDIT, effect=Effect.CHANGE, body=example, confirm=True),
)
async def take_out(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[bytes]:
    form = await TakeOutForm.read(request)
    if not form.validate() or form.since.data is None or form.until.data is None:
        return await _page(work, form)
    try:
        body, number = await _file(work, form.since.data, form.until.data, form.shape.data or CSV)
    except IncompleteError as refused:
        form.refuse(refused)
        return await _page(work, form)
    period = f"{form.since.data.isoformat()} to {form.until.data.isoformat()}, {number} entries"
    why = f"{form.reason.data} ({period})"
    await audit.record(work, Action.EXPORT_AUDIT, audit.Subject("audit"), why=why)
    return _sent(body, form.shape.data or CSV, f"audit-{form.since.data.isoformat()}-{form.until.data.isoformat()}")


async def _page(work: Work, form: TakeOutForm) -> Page:
    await audit.shown(work, Action.READ_AUDIT, audit.Subject("take_out"))
    return Page("audit/take_out.html", TakeOutView(tabs(), TAKE_OUT, f"{MOST:,}"), form=form)


def _sent(body: bytes, shape: str, name: str) -> Response[bytes]:
    ending, kind = ("csv", "text/csv") if shape == CSV else ("jsonl", "application/jsonl")
    return download(body, kind, f"{name}.{ending}")


async def _file(work: Work, since: date, until: date, shape: str) -> tuple[bytes, int]:
    """The file and how many entries are in it. Raises `IncompleteError` for days in the wrong order and too many."""
    if until < since:
        raise IncompleteError((Problem("until", gettext("The last day is before the first")),))
    begin = datetime.combine(since, time(), LONDON)
    end = datetime.combine(min(until, date(9999, 12, 30)) + timedelta(days=1), time(), LONDON)
    return await (_table if shape == CSV else _chain)(work, begin, end)


async def _table(work: Work, begin: datetime, end: datetime) -> tuple[bytes, int]:
    entries = await audit.trail(work, TrailFilter(since=begin, until=end), MOST + 1)
    _check(len(entries))
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for entry in entries:
        writer.writerow([safe_cell(cell) for cell in _cells(entry)])
    taken = f"Taken out by {work.actor.name}, {work.actor.council_name}, {moment(work.now)}"
    writer.writerow([safe_cell(taken)])
    return sheet.getvalue().encode("utf-8-sig", "replace"), len(entries)


def _cells(entry: TrailEntry) -> tuple[str, ...]:
    did, refused = said_of(entry.action, entry.reference, entry.subject_kind)
    return (
        moment_text(entry.at),
        entry.actor_name or "",
        f"Was refused: {did}" if refused else did,
        entry.action,
        entry.subject_kind or "",
        entry.reference or "",
        entry.why or "",
        entry.address or "",
        str(entry.id),
    )


async def _chain(work: Work, begin: datetime, end: datetime) -> tuple[bytes, int]:
    """As `commonground audit export` writes it, of these days and on until a signed head."""
    part = await part_of_chain(work, begin, end, MOST + 2)
    _check(len(part.links))
    first, last = (part.links[0][0], part.links[-1][0]) if part.links else (1, 0)
    lines = [chain_line(work.actor.council, first=first, before=part.before)]
    for number, made, entry, values in part.links:
        texts = None if values is None else [None if each is None else each.encode() for each in values]
        lines.append(link_line(number, made, str(entry), texts))
    heads, keys = await heads_between(work, first - 1, last)
    lines += [*(head.line for head in heads), *map(key_line, keys)]
    return "".join(f"{line}\n" for line in lines).encode(), len(part.links)


def _check(number: int) -> None:
    if number > MOST:
        said = gettext("That is more than %(most)s entries. Choose fewer days") % {"most": f"{MOST:,}"}
        raise IncompleteError((Problem("until", said),))


TAKING_OUT_HANDLERS = [form_page, take_out]
