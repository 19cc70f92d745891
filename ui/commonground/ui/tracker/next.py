"""`/tracker/next`: from the list to the most urgent one in one press."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post

from commonground.platform.access import Action
from commonground.tenants.referrals.taking import take_next
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect


@post("/tracker/next", status_code=200, opt=declare(Action.SCREEN_REFERRAL, effect=Effect.CHANGE, body=dict))
async def take_the_next(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Take the next one to screen, and open it."""
    row = await take_next(work)
    if row is None:
        none = gettext("Nothing waits that nobody holds or has open. Open one from the list to see where it stands.")
        return redirect(request, "/tracker", none, done=False)
    return redirect(request, f"/referrals/{row.reference}", gettext("It is yours to screen."))


NEXT_HANDLERS = [take_the_next]
