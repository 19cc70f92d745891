"""`/council/set-up/sign-in`: the council's own provider, tried out; `/council/set-up/groups`: what its groups give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform import audit
from commonground.platform.access import ROLES, Action, Role
from commonground.platform.councils import own_sign_in, standing
from commonground.platform.councils.own_sign_in import GroupLine, OwnProvider, WithoutProvider
from commonground.platform.identity import sign_in as stored
from commonground.platform.identity.oidc import Provider, return_address
from commonground.platform.identity.oidc.rehearsal import Step, rehearse
from commonground.platform.refusals import IncompleteError, Problem, RefusedError
from commonground.platform.throttle import SIGN_IN, count
from commonground.platform.work import Work
from commonground.ui.declare import Effect, declare
from commonground.ui.edge import RequestWork, pools_of
from commonground.ui.setting_up.sign_in_forms import GroupForm, ProviderForm, WithoutForm
from commonground.ui.setting_up.tasks import HOME, mark_done
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.notices import redirect
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of

AnyRequest = Request[Any, Any, Any]
SIGN_IN_PAGE, GROUPS = f"{HOME}/sign-in", f"{HOME}/groups"


@dataclass(frozen=True, slots=True)
class SignInView:
    """`return_to` is what the council's IT service registers at its provider. `without`: what taking the provider away
    does, and `said` what is asked about it. `steps`: what a trial found."""

    provider: OwnProvider | None
    return_to: str
    without: WithoutProvider
    said: WithoutForm
    steps: Sequence[Step] = ()
    too_often: bool = False


@dataclass(frozen=True, slots=True)
class GroupsView:
    provider: OwnProvider | None
    groups: Sequence[GroupLine]
    role_names: dict[str, str]


def _example() -> dict[str, str | list[str]]:
    provider = {"issuer": "https://id.larkmere.example", "client_id": "commonground", "secret": "s"}
    return {**provider, "known": ["yes"]}


@get(SIGN_IN_PAGE, opt=declare(Action.SET_UP_COUNCIL))
async def sign_in(request: AnyRequest, work: RequestWork) -> Page:
    return await _sign_in(request, work, None)


@post(
    SIGN_IN_PAGE,
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        body=_example,
        confirm=True,
    ),
)
async def save_sign_in(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Whoever changes it changes who can become whom: so only after showing that it is still they."""
    form = await ProviderForm.read(request)
    if form.validate():
        settings = settings_of(request.scope)
        try:
            # A form that was kept while somebody confirmed comes back without its secret, which is not an empty one.
            if not form.secret.raw_data:
                raise IncompleteError((Problem("secret", "Type the secret again, or leave it empty if it stays."),))
            await own_sign_in.set_provider(
                work,
                form.provider(),
                form.secret.data or "",
                plain_loopback=settings.is_demo,
                known=form.is_known,
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            await mark_done(work, "sign-in")
            return redirect(request, SIGN_IN_PAGE, gettext("Saved. Now try it out."))
    return await _sign_in(request, work, form)


@post(
    f"{SIGN_IN_PAGE}/remove",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=dict, confirm=True),
)
async def end_provider(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Whoever signs in by it is out, the one who presses among them if they do."""
    said = await WithoutForm.read(request)
    try:
        gone = await own_sign_in.end_provider(work, form_may_close=said.agreed)
    except RefusedError as refused:
        form = await _standing(work)
        form.refuse(refused)
        return await _sign_in(request, work, form)
    words = gettext("Taken away. Your people sign in with accounts of ours.")
    closed = gettext("Your public form takes no reports until somebody who reads them has one.")
    return redirect(request, SIGN_IN_PAGE, f"{words} {closed}" if gone.closes else words)


@post(f"{SIGN_IN_PAGE}/test", status_code=200, opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, body=dict))
async def try_out(request: AnyRequest, work: RequestWork) -> Page:
    """Ask the provider everything that a sign-in asks of it, and say what came of each."""
    slug = work.actor.council_slug
    login, settings = pools_of(request.app).login, settings_of(request.scope)
    if not await count(login, SIGN_IN, f"trial {slug}"):
        return await _sign_in(request, work, None, too_often=True)
    found = await stored.provider_for(login, slug)
    if found is None:
        return await _sign_in(request, work, None)
    known = Provider(council=slug, issuer=found.issuer, client_id=found.client_id, client_secret=found.client_secret)
    back = return_address(settings.base_url, slug)
    steps = await rehearse(known, back, plain_loopback=settings.is_demo)
    await audit.record(work, Action.SET_UP_COUNCIL, audit.Subject("council"), why="Tried its sign-in out")
    return await _sign_in(request, work, None, steps=steps)


@get(GROUPS, opt=declare(Action.SET_UP_COUNCIL))
async def groups(work: RequestWork) -> Page:
    return await _groups(work, GroupForm())


@post(
    GROUPS,
    status_code=200,
    opt=declare(
        Action.SET_UP_COUNCIL,
        effect=Effect.CHANGE,
        ids={"team": "team"},
        body=lambda: {"group": "cg-front-door", "role": "front_door_screener", "team": ""},
        confirm=True,
    ),
)
async def add_group(request: AnyRequest, work: RequestWork) -> Page | Response[Any]:
    """Whoever is in the group gets what it gives, whoever adds it among them: so only after showing that it is they."""
    form = (await GroupForm.read(request)).offer(await standing.team_choices(work))
    if form.validate():
        try:
            await own_sign_in.map_group(work, form.group.data or "", *form.given)
        except RefusedError as refused:
            form.refuse(refused)
        else:
            await mark_done(work, "groups")
            return redirect(request, GROUPS, gettext("Saved. It counts when they next sign in."))
    return await _groups(work, form)


@post(
    f"{GROUPS}/{{group:uuid}}/remove",
    status_code=200,
    opt=declare(Action.SET_UP_COUNCIL, effect=Effect.CHANGE, ids={"group": "group"}, body=dict, confirm=True),
)
async def remove_group(request: AnyRequest, work: RequestWork, group: FromPath[UUID]) -> Response[Any]:
    await own_sign_in.unmap_group(work, group)
    return redirect(request, GROUPS, gettext("Taken away. Whoever had it has to sign in again."))


async def _sign_in(
    request: AnyRequest,
    work: Work,
    form: ProviderForm | None,
    *,
    steps: Sequence[Step] = (),
    too_often: bool = False,
) -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    provider = await own_sign_in.own_provider(work)
    back = return_address(settings_of(request.scope).base_url, work.actor.council_slug)
    view = SignInView(provider, back, await own_sign_in.without_provider(work), WithoutForm(), steps, too_often)
    return Page("setting_up/sign_in.html", view, form=form or await _standing(work))


async def _standing(work: Work) -> ProviderForm:
    return ProviderForm.of(await own_sign_in.own_provider(work))


async def _groups(work: Work, form: GroupForm) -> Page:
    await audit.shown(work, Action.READ_COUNCIL, audit.Subject("council"))
    form.offer(await standing.team_choices(work))
    names = {role.value: ROLES[role].name for role in Role}
    view = GroupsView(await own_sign_in.own_provider(work), await own_sign_in.groups_of(work), names)
    return Page("setting_up/groups.html", view, form=form)


SIGN_IN_PAGES = [sign_in, save_sign_in, end_provider, try_out, groups, add_group, remove_group]
