"""The tracker: list, files and what is printed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, Response, get

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.work import Work
from commonground.tenants.referrals import tracker
from commonground.tenants.referrals.tracker import Wanted
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.downloads import download
from commonground.ui.shell.page import Page
from commonground.ui.tracker import address
from commonground.ui.tracker.export import Taken, on_paper, taken_out
from commonground.ui.tracker.filters import asks
from commonground.ui.tracker.keeping import kept_in
from commonground.ui.tracker.linking import LINK_HANDLERS
from commonground.ui.tracker.next import NEXT_HANDLERS
from commonground.ui.tracker.saved import Around
from commonground.ui.tracker.several import SEVERAL_HANDLERS
from commonground.ui.tracker.sheets import csv_file, xlsx_file
from commonground.ui.tracker.views import tracker_view

QUERY_IDS = {"with": "staff", "saved": "saved_view"}
PRINTED_MOST: Final = 500
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TAKES_OUT: Final = declare(Action.EXPORT_TRACKER, ids=QUERY_IDS, search=True, confirm=True)
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class PrintView:
    taken: Taken
    asks: str
    back: str


@get("/tracker", opt=declare(Action.READ_TRACKER, ids=QUERY_IDS | {"pick": "referral"}))
async def index(request: AnyRequest, work: RequestWork) -> Page:
    """Which referrals there are, overdue first."""
    wanted = address.read(request.query_params)
    found = await tracker.find(work, wanted)
    counts, people, saved = await tracker.count_around(work)
    numbers = await tracker.count_saved(work, [address.kept(each.asked) for each in saved])
    await audit.record_search(work, Action.READ_TRACKER, wanted.words, audit.Subject("tracker"))
    view = tracker_view(
        work.actor, wanted, found, Around(counts, people, saved, numbers), work.now, kept_in(request.query_params)
    )
    return Page("tracker/index.html", view, block="results")


@get("/tracker/export.csv", opt=_TAKES_OUT)
async def export(request: AnyRequest, work: RequestWork) -> Response[bytes]:
    """The same rows as a file, all pages of them (up to `EXPORT_LIMIT`, and then it says so)."""
    _, taken = await _take_out(request, work, "CSV", tracker.EXPORT_LIMIT)
    return download(csv_file(taken), "text/csv", "tracker.csv")


@get("/tracker/export.xlsx", opt=_TAKES_OUT)
async def export_workbook(request: AnyRequest, work: RequestWork) -> Response[bytes]:
    """The same as a workbook. Thousands of rows take a while to be packed: others are answered meanwhile."""
    wanted, taken = await _take_out(request, work, "XLSX", tracker.EXPORT_LIMIT)
    body = await asyncio.to_thread(xlsx_file, taken, asks(wanted), work.actor, work.now)
    return download(body, _XLSX, "tracker.xlsx")


@get("/tracker/print", opt=_TAKES_OUT)
async def printed(request: AnyRequest, work: RequestWork) -> Page:
    """All rows on one page, to be printed, under the same rules as a file."""
    wanted, taken = await _take_out(request, work, "print", PRINTED_MOST)
    return Page("tracker/print.html", PrintView(on_paper(taken, wanted), asks(wanted), address.write(wanted)))


async def _take_out(request: AnyRequest, work: Work, shape: str, most: int) -> tuple[Wanted, Taken]:
    """What the address asks for, as its reader may see it; recorded with how much it was and as what."""
    wanted = address.first_page(address.read(request.query_params))
    found = await tracker.find(work, wanted, most=most)
    why = f"{len(found.rows)} rows, {shape}"
    await audit.record_search(work, Action.EXPORT_TRACKER, wanted.words, audit.Subject("tracker"), why=why)
    return wanted, taken_out(found, wanted, work.actor, work.now)


HANDLERS = [index, export, export_workbook, printed, *NEXT_HANDLERS, *SEVERAL_HANDLERS, *LINK_HANDLERS]
