"""`/audit/isolation`: whether anybody else could reach anything of this council's, as the operator's probe found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.isolation.queries import Listed, load_report, newest_reports
from commonground.platform.isolation.report import IsolationReport, Part, PartKind, Verdict
from commonground.ui.audit.tabs import ISOLATION, Tabs, tabs
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.dates import moment
from commonground.ui.shell.downloads import download
from commonground.ui.shell.i18n import LazyText, gettext, lazy
from commonground.ui.shell.page import Page

RECORD: Final = "isolation_report"
TOO_OLD: Final = timedelta(days=7)
VERDICTS: Final[dict[Verdict, LazyText]] = {
    Verdict.GREEN: lazy("Nothing was reached"),
    Verdict.INCOMPLETE: lazy("Nothing was reached, but not everything could be tried"),
    Verdict.RED: lazy("Something was reached"),
}
PARTS: Final[dict[PartKind, tuple[LazyText, LazyText]]] = {
    PartKind.CATALOGUE: (
        lazy("The database’s rules"),
        lazy("Every table, row policy, right and function of the database, against what the code declares."),
    ),
    PartKind.ROWS: (
        lazy("Rows"),
        lazy("Every table, read, changed, added to and deleted from: without a pass, with forged ones, as a"
             " neighbouring council’s staff and partner, and as an operator of the platform."),
    ),
    PartKind.ROUTES: (
        lazy("Pages and files that are asked for"),
        lazy("Every page and file that can be asked for, with this council’s real references and with references of"
             " nothing: both have to be answered alike, word for word. Forms are not sent."),
    ),
    PartKind.FILES: (
        lazy("Files on the disk"),
        lazy("What is served to everybody is what was meant for everybody, and keys and caught mail can be read by"
             " nobody else on the machine."),
    ),
    PartKind.QUEUES: (
        lazy("What waits to be sent"),
        lazy("The pages can neither read nor claim what waits for the workers, and what waits carries ids, never"
             " words."),
    ),
}  # fmt: skip  # a heading and a sentence each


@dataclass(frozen=True, slots=True)
class ListedLine:
    when: str
    href: str
    verdict: str


@dataclass(frozen=True, slots=True)
class IsolationView:
    tabs: Tabs
    here: str
    warning: str
    lines: list[ListedLine]
    command: str


@dataclass(frozen=True, slots=True)
class PartView:
    id: str
    heading: str
    sentence: str
    verdict: str
    counts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    uncovered: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    tabs: Tabs
    here: str
    when: str
    red: bool
    verdict: str
    facts: tuple[tuple[str, str], ...]
    parts: list[PartView]
    file_href: str
    command: str


@get(ISOLATION, opt=declare(Action.READ_AUDIT))
async def index(work: RequestWork) -> Page:
    """The reports, newest first, and whether one is overdue."""
    await audit.record(work, Action.READ_AUDIT, audit.Subject(RECORD))
    reports = await newest_reports(work)
    lines = [ListedLine(moment(each.at), f"{ISOLATION}/{each.id}", str(VERDICTS[each.verdict])) for each in reports]
    command = f"commonground check isolation --tenant {work.actor.council_slug}"
    return Page("audit/isolation.html", IsolationView(tabs(), ISOLATION, warning(reports, work.now), lines, command))


def warning(reports: Sequence[Listed], now: datetime) -> str:
    """What the reader has to see to; empty where the newest report is young and not red."""
    if not reports:
        return gettext("There is no report yet. Ask whoever runs the platform for one.")
    if reports[0].verdict is Verdict.RED:
        return gettext("In the newest report something was reached. Speak with whoever runs the platform today.")
    if now - reports[0].at > TOO_OLD:
        return gettext("The newest report is older than seven days. Ask whoever runs the platform for a new one.")
    return ""


@get(f"{ISOLATION}/{{report:uuid}}", opt=declare(Action.READ_AUDIT, ids={"report": RECORD}))
async def one(work: RequestWork, report: FromPath[UUID]) -> Page:
    """Everything that is in it."""
    found = (await load_report(work, report)).report
    await audit.record(work, Action.READ_AUDIT, audit.Subject(RECORD, report))
    return Page("audit/isolation_report.html", _view(found, report))


@get(f"{ISOLATION}/{{report:uuid}}/file", opt=declare(Action.READ_AUDIT, ids={"report": RECORD}))
async def signed_file(work: RequestWork, report: FromPath[UUID]) -> Response[bytes]:
    """As it was signed, for somebody who verifies it with nothing but the public key."""
    signed = await load_report(work, report)
    await audit.record(work, Action.EXPORT_AUDIT, audit.Subject(RECORD, report))
    return download(signed.file.encode(), "application/jsonl", _file_name(signed.report))


def _file_name(report: IsolationReport) -> str:
    return f"isolation-{report.slug}-{report.at:%Y-%m-%d}.jsonl"


def _view(report: IsolationReport, report_id: UUID) -> ReportView:
    return ReportView(
        tabs=tabs(),
        here=ISOLATION,
        when=moment(report.at),
        red=report.verdict is Verdict.RED,
        verdict=str(VERDICTS[report.verdict]),
        facts=_facts(report),
        parts=[_part(part) for part in report.parts],
        file_href=f"{ISOLATION}/{report_id}/file",
        command=f"commonground check isolation --verify {_file_name(report)}",
    )


def _facts(report: IsolationReport) -> tuple[tuple[str, str], ...]:
    version = f"{report.version}, {report.commit}" if report.commit else report.version
    return (
        (gettext("When"), moment(report.at)),
        (gettext("How long it took"), gettext("%(seconds)s seconds") % {"seconds": f"{report.seconds:.0f}"}),
        (gettext("Attempts"), f"{sum(part.tried for part in report.parts):,}"),
        (gettext("Version of Commonground"), version),
    )


def _part(part: Part) -> PartView:
    heading, sentence = PARTS[part.kind]
    counts = tuple(
        (count.what, gettext("%(covered)s of %(all)s") % {"covered": f"{count.covered:,}", "all": f"{count.of:,}"})
        for count in part.coverage
    )
    attempts = (gettext("Attempts"), f"{part.tried:,}")
    said = (part.findings, part.uncovered, part.notes)
    return PartView(
        part.kind.value, str(heading), str(sentence), str(VERDICTS[part.verdict]), (attempts, *counts), *said
    )


ISOLATION_HANDLERS = [index, one, signed_file]
