"""`/my-work`"""

from __future__ import annotations

from dataclasses import replace

from litestar import Response, get

from commonground.platform import audit
from commonground.platform.access import Action, Actor, decide
from commonground.platform.cover.service import today_of
from commonground.tenants.referrals import my_work, tracker
from commonground.tenants.referrals.my_work import Waiting
from commonground.tenants.worklist.queries import counted
from commonground.ui.actions.views import mine_rows
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.home.views import DUTIES, Changed, home_view, since_when
from commonground.ui.shell.page import Page


@get("/my-work", opt=declare(Action.SEE_OWN_WORK))
async def index(work: RequestWork) -> Page | Response[bytes]:
    """Start here, what waits for me, what is due, what changed. Whoever has no referrals reads what else they do."""
    actor = work.actor
    if elsewhere := _starts_at(actor):
        return Response(b"", status_code=303, headers={"Location": elsewhere})
    await audit.record(work, Action.SEE_OWN_WORK, audit.Subject("my_work"))
    duties = await counted(work, DUTIES)
    if not decide(actor, Action.READ_TRACKER):
        return Page("home/index.html", home_view(actor, work.now, Waiting(), Changed(), (), None, duties))
    waiting = await my_work.waiting_for(work)
    since = since_when(actor.looked_at, work.now)
    changed = Changed(since, await my_work.changed_since(work, since))
    theirs = await my_work.on_contexts(work)
    counts = await tracker.count(work)
    await my_work.note_look(work)
    to_do = mine_rows(theirs.to_do, today_of(work))
    view = home_view(actor, work.now, waiting, changed, theirs.led, counts, duties)
    return Page("home/index.html", replace(view, to_do=to_do))


def _starts_at(actor: Actor) -> str:
    """A partner: what is shared with them. Whoever sets up a council that is closed to the public: what is left to do.
    Empty for everybody else."""
    if decide(actor, Action.READ_SHARED):
        return "/shared"
    sets_up = decide(actor, Action.SET_UP_COUNCIL) and not decide(actor, Action.READ_TRACKER)
    return "/council/set-up" if sets_up and not actor.takes_reports else ""


HANDLERS = [index]
