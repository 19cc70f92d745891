"""The tracker: list and export."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.tenants.referrals import tracker
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.page import Page
from commonground.ui.tracker import address
from commonground.ui.tracker.export import csv_file
from commonground.ui.tracker.views import tracker_view

QUERY_IDS = {"with": "staff"}


@get("/tracker", opt=declare(Action.READ_TRACKER, ids=QUERY_IDS))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """Which referrals there are, overdue first."""
    wanted = address.read(request.query_params)
    found = await tracker.find(work, wanted)
    counts, people = await tracker.count_with_holders(work)
    await audit.record_search(work, Action.READ_TRACKER, wanted.words, audit.Subject("tracker"))
    view = tracker_view(work.actor, wanted, found, counts, people, work.now)
    return Page("tracker/index.html", view, block="results")


@get("/tracker/export.csv", opt=declare(Action.EXPORT_TRACKER, ids=QUERY_IDS, search=True, confirm=True))
async def export(request: Request[Any, Any, Any], work: RequestWork) -> Response[bytes]:
    """The same rows as a file, all pages of them (up to `EXPORT_LIMIT`, and then it says so)."""
    wanted = address.first_page(address.read(request.query_params))
    found = await tracker.find(work, wanted, most=tracker.EXPORT_LIMIT)
    rows = f"{len(found.rows)} rows"
    await audit.record_search(work, Action.EXPORT_TRACKER, wanted.words, audit.Subject("tracker"), why=rows)
    headers = {"Content-Disposition": 'attachment; filename="tracker.csv"', "Cache-Control": "no-store"}
    body = csv_file(found.rows, work.actor, work.now, cut=found.more_after)
    return Response(body, media_type="text/csv", headers=headers)


HANDLERS = [index, export]
