"""`/my-work`"""

from __future__ import annotations

from litestar import Response, get

from commonground.platform import audit
from commonground.platform.access import Action, decide
from commonground.tenants.referrals import my_work, tracker
from commonground.tenants.referrals.my_work import Waiting
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.home.views import Changed, home_view, since_when
from commonground.ui.shell.page import Page


@get("/my-work", opt=declare(Action.SEE_OWN_WORK))
async def index(work: RequestWork) -> Page | Response[bytes]:
    """Start here, what waits for me, what is due, what changed since I looked. A partner starts with what is shared."""
    actor = work.actor
    if decide(actor, Action.READ_SHARED):
        return Response(b"", status_code=303, headers={"Location": "/shared"})
    await audit.record(work, Action.SEE_OWN_WORK, audit.Subject("my_work"))
    if not decide(actor, Action.READ_TRACKER):
        return Page("home/index.html", home_view(actor, work.now, Waiting(), Changed(), (), None))
    waiting = await my_work.waiting_for(work)
    since = since_when(actor.looked_at, work.now)
    changed = Changed(since, await my_work.changed_since(work, since))
    led = await my_work.led_by(work)
    counts = await tracker.count(work)
    await my_work.note_look(work)
    return Page("home/index.html", home_view(actor, work.now, waiting, changed, led, counts))


HANDLERS = [index]
