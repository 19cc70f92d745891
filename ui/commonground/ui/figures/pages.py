"""`/figures`: what came in in a quarter and what became of it; as a page and as a file."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.ids import uuid_of
from commonground.platform.work import Work
from commonground.tenants.figures.service import count, own_teams
from commonground.tenants.figures.types import Figures, Quarter, Whose, quarters
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.figures.export import csv_file
from commonground.ui.figures.views import PATH, figures_view
from commonground.ui.shell.downloads import download
from commonground.ui.shell.page import Page

ABOUT = audit.Subject("figures")


@get(PATH, opt=declare(Action.SEE_FIGURES, search=True))
async def index(request: Request[Any, Any, Any], work: RequestWork) -> Page:
    """A quarter, of the reader’s own teams or of everybody else."""
    figures = await _asked(request, work)
    await audit.record(work, Action.SEE_FIGURES, ABOUT)
    return Page("figures/index.html", figures_view(figures, work.actor, work.now))


@get(f"{PATH}/figures.csv", opt=declare(Action.SEE_FIGURES, search=True))
async def export(request: Request[Any, Any, Any], work: RequestWork) -> Response[bytes]:
    """The same figures as a file: nothing stands in it that the page does not show."""
    figures = await _asked(request, work)
    await audit.record(work, f"{Action.SEE_FIGURES}:taken", ABOUT)
    name = f"figures-{figures.whose}-{figures.quarter.code}.csv"
    return download(csv_file(figures, work.actor, work.now), "text/csv", name)


async def _asked(request: Request[Any, Any, Any], work: Work) -> Figures:
    """What the address asks for, as far as this reader may have it.

    A quarter that is not over is for its own teams alone: read twice, it would tell what came in between."""
    ours = bool(own_teams(work.actor)) and request.query_params.get("of") != Whose.OTHERS
    offered = quarters(work.now)[0 if ours else 1 :]
    asked = Quarter.read(request.query_params.get("quarter", ""))
    quarter = asked if asked in offered else quarters(work.now)[1]
    team = uuid_of(request.query_params.get("team", ""))
    return await count(work, Whose.OURS if ours else Whose.OTHERS, quarter, team)


HANDLERS = [index, export]
