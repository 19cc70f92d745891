"""`/my-work`"""

from __future__ import annotations

from datetime import datetime, timedelta

from litestar import Response, get

from commonground.platform import audit
from commonground.platform.access import Action, decide
from commonground.tenants.referrals import my_work, tracker
from commonground.ui.declare import declare
from commonground.ui.edge import RequestWork
from commonground.ui.home.views import home_view
from commonground.ui.shell.page import Page


@get("/my-work", opt=declare(Action.SEE_OWN_WORK))
async def index(work: RequestWork) -> Page | Response[bytes]:
    """Start here, what waits for me, what is due, what changed since I looked. A partner starts with what is shared."""
    actor = work.actor
    if decide(actor, Action.READ_SHARED):
        return Response(b"", status_code=303, headers={"Location": "/shared"})
    await audit.record(work, Action.SEE_OWN_WORK, audit.Subject("my_work"))
    if not decide(actor, Action.READ_TRACKER):
        return Page("home/index.html", home_view(actor, work.now, (), (), (), None))
    waiting = await my_work.waiting_for(work)
    changed = await my_work.changed_since(work, _since(actor.looked_at, work.now))
    led = await my_work.led_by(work)
    counts = await tracker.count(work)
    await my_work.note_look(work)
    return Page("home/index.html", home_view(actor, work.now, waiting, changed, led, counts))


def _since(looked: datetime | None, now: datetime) -> datetime:
    """Since the last look, and never less than a day: whoever looks twice in an hour still sees the morning."""
    return min(looked, now - timedelta(days=1)) if looked else now - timedelta(days=7)


HANDLERS = [index]
