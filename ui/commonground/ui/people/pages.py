"""`/team/people`: who works here and who is invited; `/team/people/{staff}`: one person's roles, and their end."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from commonground.platform import audit
from commonground.platform.access import Action
from commonground.platform.councils import invitations, standing
from commonground.platform.councils.standing import Colleague
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.refusals import IncompleteError
from commonground.platform.work import Work
from commonground.tenants.referrals.holding import who_holds
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork
from commonground.ui.people.forms import EndForm, InviteForm, ReturnForm, RolesForm
from commonground.ui.people.views import InviteView, PersonView, people_view, roles_in_words
from commonground.ui.shell.forms import Form
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of

AnyRequest = Request[Any, Any, Any]
HOME: Final = "/team/people"
BACK: Final = {"go-live": "/council/go-live"}
"""Pages that send here for one invitation, by the name that they give themselves."""
_STAFF: Final = {"staff": "staff"}
_INVITATION: Final = {"invitation": "invitation"}


def _example() -> dict[str, str | list[str]]:
    return {
        "name": "Wren Adeyemi",
        "email": "wren.adeyemi@larkmere.example",
        "roles": ["practitioner"],
        "teams": [],
        "language": "en",
    }


@get("/team/people", opt=declare(Action.MANAGE_PEOPLE))
async def index(work: RequestWork) -> Page:
    people, left = await standing.colleagues(work), await standing.who_may_return(work)
    invited = await invitations.invitations_of(work)
    await audit.record(work, Action.READ_COUNCIL, audit.Subject("people"))
    return Page("people/index.html", people_view(people, left, invited, work.actor.staff_id))


@get("/team/people/invite", opt=declare(Action.MANAGE_PEOPLE))
async def invite_page(work: RequestWork, back: FromQuery[str] = "") -> Page:
    """`back`: the page that sent here, by its name."""
    form = InviteForm(None, {"back": back if back in BACK else ""})
    form.offer(await standing.team_choices(work))
    return _invite(form)


@post(
    "/team/people/invite",
    status_code=200,
    opt=declare(Action.MANAGE_PEOPLE, effect=Effect.CHANGE, ids={"teams": "team"}, body=_example, confirm=True),
)
async def invite(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Whether the address has an account with somebody else is not looked at. A screen left open lets nobody
    in: only who has shown that it is still they invites, as with roles."""
    form = await InviteForm.read(request)
    form.offer(await standing.team_choices(work))
    if form.validate():
        try:
            await invitations.invite(work, _seals(request), form.asked())
        except IncompleteError as refused:
            form.refuse(refused)
        else:
            said = gettext("Invited. The link is on its way, and works for seven days.")
            return redirect(request, _sent_from(form), said)
    return _invite(form)


def _invite(form: InviteForm) -> Page:
    return Page("people/invite.html", InviteView(_sent_from(form)), form=form)


def _sent_from(form: InviteForm) -> str:
    return BACK.get(form.back.data or "", HOME)


@post(
    "/team/people/invitations/{invitation:uuid}/again",
    status_code=200,
    opt=declare(Action.MANAGE_PEOPLE, effect=Effect.CHANGE, ids=_INVITATION, body=dict),
)
async def again(request: AnyRequest, work: RequestWork, invitation: FromPath[UUID]) -> Response[Any]:
    await invitations.invite_again(work, _seals(request), invitation)
    return redirect(request, HOME, gettext("Sent again, with a new link. The one before works no more."))


@post(
    "/team/people/invitations/{invitation:uuid}/revoke",
    status_code=200,
    opt=declare(Action.MANAGE_PEOPLE, effect=Effect.CHANGE, ids=_INVITATION, body=dict),
)
async def revoke(request: AnyRequest, work: RequestWork, invitation: FromPath[UUID]) -> Response[Any]:
    await invitations.revoke(work, invitation)
    return redirect(request, HOME, gettext("Taken back. Its link works no more."))


@get("/team/people/{staff:uuid}", opt=declare(Action.MANAGE_PEOPLE, ids=_STAFF))
async def person_page(work: RequestWork, staff: FromPath[UUID]) -> Page:
    person = await standing.load_colleague(work, staff)
    await audit.record(work, Action.READ_COUNCIL, audit.Subject("staff", person.id))
    return await _person(work, person)


@post(
    "/team/people/{staff:uuid}/roles",
    status_code=200,
    opt=declare(
        Action.MANAGE_PEOPLE,
        effect=Effect.CHANGE,
        ids=_STAFF,
        body=lambda: {"roles": ["practitioner"], "reason": "She moves to another team"},
        confirm=True,
    ),
)
async def change_roles(request: AnyRequest, work: RequestWork, staff: FromPath[UUID]) -> Page | Response[Any]:
    person, form = await standing.load_colleague(work, staff), await RolesForm.read(request)
    if not form.validate():
        return await _person(work, person, changing=form)
    try:
        await standing.change_roles(work, person, form.chosen, form.reason.data or "")
    except IncompleteError as refused:
        form.refuse(refused)
        return await _person(work, person, changing=form)
    words = gettext("Changed. It counts from their next click, and they are told.")
    return redirect(request, f"{HOME}/{person.id}", words)


@post(
    "/team/people/{staff:uuid}/end",
    status_code=200,
    opt=declare(Action.MANAGE_PEOPLE, effect=Effect.CHANGE, ids=_STAFF, body=lambda: {"because": "Left the council"}),
)
async def end(request: AnyRequest, work: RequestWork, staff: FromPath[UUID]) -> Page | Response[Any]:
    person, form = await standing.load_colleague(work, staff), await EndForm.read(request)
    if not form.validate():
        return await _person(work, person, ending=form)
    try:
        await standing.end_work(work, person, form.because.data or "")
    except IncompleteError as refused:
        form.refuse(refused)
        return await _person(work, person, ending=form)
    return redirect(request, f"{HOME}/{person.id}", gettext("Ended. They are signed out, and their managers are told."))


@post(
    "/team/people/{staff:uuid}/return",
    status_code=200,
    opt=declare(
        Action.MANAGE_PEOPLE,
        effect=Effect.CHANGE,
        ids=_STAFF,
        body=lambda: {"because": "Back from another council"},
        confirm=True,
    ),
)
async def take_back(request: AnyRequest, work: RequestWork, staff: FromPath[UUID]) -> Page | Response[Any]:
    """Whoever signed in by the council's provider can do so again, as somebody new to the staff list."""
    person, form = await standing.load_colleague(work, staff), await ReturnForm.read(request)
    if not form.validate():
        return await _person(work, person, returning=form)
    try:
        anew = await standing.take_back(work, person, form.because.data or "")
    except IncompleteError as refused:
        form.refuse(refused)
        return await _person(work, person, returning=form)
    words = gettext("They can sign in again with your council’s account. They are in no team yet, and are told.")
    return redirect(request, f"{HOME}/{anew}", words)


async def _person(
    work: Work,
    person: Colleague,
    *,
    changing: RolesForm | None = None,
    ending: EndForm | None = None,
    returning: ReturnForm | None = None,
) -> Page:
    """With the form that was sent, or fresh ones; a person whose work has ended has none, and nor has oneself."""
    oneself = person.id == work.actor.staff_id
    open_to_change = not person.ended and not oneself
    sent: Form | None = changing or ending or returning
    if person.local and open_to_change and not person.partner:
        changing = changing or RolesForm(None, {"roles": list(person.roles)})
    if open_to_change:
        ending = ending or EndForm()
    left = await who_holds(work, person.id) if person.ended else ()
    if person.ended and any(each.id == person.id for each in await standing.who_may_return(work)):
        returning = returning or ReturnForm()
    view = PersonView(person, roles_in_words(person.roles), oneself, changing, ending, returning, left)
    return Page("people/person.html", view, form=sent)


def _seals(request: AnyRequest) -> Seals:
    return Seals.of(settings_of(request.scope))


HANDLERS = [index, invite_page, invite, again, revoke, person_page, change_roles, end, take_back]
