"""`/account/notices`: how I hear of things by e-mail. `/council/notices`: what the council sets for everybody, and mail
that did not arrive. `/council/notices/log`: all mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy import select

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils.people import Staff
from commonground.platform.ids import uuid_of
from commonground.platform.mail.deliveries import count_dead, counts, dead, latest, try_again, try_all_again
from commonground.platform.notifications.choosing import choose, council_rules, my_ways, set_rules
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.notices.forms import RulesForm, WaysForm, example
from commonground.ui.notices.views import council_view, log_view, mine_view
from commonground.ui.shell.i18n import gettext, ngettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page

MINE, COUNCIL, LOG = "/account/notices", "/council/notices", "/council/notices/log"


@get(MINE, opt=declare(Action.SEE_OWN_WORK))
async def mine(work: RequestWork) -> Page:
    """My preset, and what I have chosen otherwise."""
    ways = await my_ways(work)
    return await _mine(work, WaysForm(None, {kind.value: way.value for kind, way in ways.items()}))


@post(MINE, opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, body=example), status_code=200)
async def choose_mine(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Choose for each kind."""
    form = await WaysForm.read(request)
    form.offer(work.actor.roles)
    if not form.validate():
        return await _mine(work, form)
    await choose(work, form.ways())
    return redirect(request, MINE, gettext("Saved. It counts from the next notice."))


@post(f"{MINE}/preset", opt=declare(Action.SEE_OWN_WORK, effect=Effect.CHANGE, body=dict), status_code=200)
async def as_preset(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Go back to the preset of my roles."""
    await choose(work, {})
    return redirect(request, MINE, gettext("All as your preset has it."))


@get(COUNCIL, opt=declare(Action.SET_NOTICES, ids={"before": "mail"}))
async def of_council(work: RequestWork, before: FromQuery[str] = "") -> Page:
    """The council's numbers, and what did not arrive."""
    return await _council(work, RulesForm.of(await council_rules(work)), before)


@get(LOG, opt=declare(Action.SET_NOTICES, ids={"before": "mail"}))
async def log(work: RequestWork, before: FromQuery[str] = "") -> Page:
    """Every mail and what became of it, newest first."""
    await audit.record(work, Action.READ_COUNCIL, audit.Subject("mails"))
    found = await latest(work, uuid_of(before))
    return Page("notices/log.html", log_view(found, LOG))


@post(
    COUNCIL,
    opt=declare(Action.SET_NOTICES, effect=Effect.CHANGE, body=lambda: {"unread_hours": "4", "most_at_once": "3"}),
    status_code=200,
)
async def set_council(request: Request[Any, Any, Any], work: RequestWork) -> Page | Response[Any]:
    """Set both numbers for everybody."""
    form = await RulesForm.read(request)
    if not form.validate():
        return await _council(work, form)
    await set_rules(work, form.rules())
    return redirect(request, COUNCIL, gettext("Saved. It counts from the next notice."))


@post(
    f"{COUNCIL}/{{mail:uuid}}/again",
    opt=declare(Action.SET_NOTICES, effect=Effect.CHANGE, ids={"mail": "mail"}, body=dict),
    status_code=200,
)
async def again(request: Request[Any, Any, Any], work: RequestWork, mail: FromPath[UUID]) -> Response[Any]:
    """Try one once more that did not arrive."""
    await try_again(work, mail)
    return redirect(request, COUNCIL, gettext("It is tried again now."))


@post(f"{COUNCIL}/all-again", opt=declare(Action.SET_NOTICES, effect=Effect.CHANGE, body=dict), status_code=200)
async def all_again(request: Request[Any, Any, Any], work: RequestWork) -> Response[Any]:
    """Try everything once more that did not arrive."""
    tried = await try_all_again(work)
    if not tried:
        return redirect(request, COUNCIL, gettext("Nothing was left to try again."), done=False)
    said = ngettext("One is tried again now.", "%(num)d are tried again now.", tried) % {"num": tried}
    return redirect(request, COUNCIL, said)


async def _mine(work: Work, form: WaysForm) -> Page:
    roles = work.actor.roles
    form.offer(roles)
    email = await work.mine.scalar(select(Staff.email).where(Staff.id == work.actor.staff))
    view = mine_view(roles, form.differing(roles), await council_rules(work), email or "")
    return Page("notices/mine.html", view, form=form)


async def _council(work: Work, form: RulesForm, before: str = "") -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("mails"))
    view = council_view(await counts(work), await dead(work, uuid_of(before)), await count_dead(work), COUNCIL)
    return Page("notices/council.html", view, form=form)


HANDLERS = [mine, choose_mine, as_preset, of_council, log, set_council, again, all_again]
