"""Accepting an invitation: a password, an authenticator, and ten codes for the day on which it is lost."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath

from commonground.platform.access import Action
from commonground.platform.access.errors import NotFoundHereError
from commonground.platform.identity.local import arriving, factors, signing_in
from commonground.platform.identity.local.arriving import Enrolment, OpenInvitation
from commonground.platform.identity.local.passwords import own_words
from commonground.platform.identity.local.sealing import Seals
from commonground.platform.identity.sign_in import NewSession
from commonground.platform.work import Work
from commonground.ui.declare import Door, Effect, declare
from commonground.ui.edge import RequestWork, origin_of, pools_of
from commonground.ui.local_sign_in import braking
from commonground.ui.local_sign_in.cookies import (
    DEVICE,
    HALF,
    INVITATION,
    device_of,
    give,
    held,
    is_ours,
    new_secret,
    take,
)
from commonground.ui.local_sign_in.forms import FirstCodeForm, KnownForm, NewPasswordForm
from commonground.ui.local_sign_in.views import CodesView, Here, any_here, enrolling_view, invited_view
from commonground.ui.shell.i18n import lazy
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.sign_in.entering import cookies_of
from commonground.ui.sign_in.flow import HOME
from commonground.ui.sign_in.speaking import speak
from commonground.ui.sign_in.trouble import TROUBLE
from commonground.ui.sign_in.ways import go

AnyRequest = Request[Any, Any, Any]
COUNCIL: Final = {"council": "council"}
_SHOW = declare(Action.SIGN_IN, Door.OPEN, ids=COUNCIL)


@get(
    "/invitations/{token:str}",
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids={"token": "link"}),
    before_request=speak,
)
async def follow(request: AnyRequest, token: FromPath[str]) -> Page | Response[bytes]:
    """The token goes from the address into a cookie at once. Following it accepts nothing: mail servers do that too."""
    found = await arriving.invitation_of(pools_of(request.app).login, token, None) if is_ours(token) else None
    if found is None:
        return _over()
    answer = go(f"/sign-in/{found.slug}/invited", give(request, INVITATION, token))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@get("/sign-in/{council:str}/invited", opt=_SHOW, before_request=speak)
async def invited_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page:
    """Who invites whom to act as what. An address that has an account already is asked for its password."""
    here, invitation = await _here(work, council), await _invitation(request, council)
    if invitation is None:
        return _over()
    return _invited(here, invitation, KnownForm() if invitation.known else NewPasswordForm())


@post(
    "/sign-in/{council:str}/invited",
    status_code=200,
    opt=declare(
        Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: {"new_password": "four words that do"}
    ),
    before_request=speak,
)
async def take_password(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page | Response[Any]:
    here, invitation = await _here(work, council), await _invitation(request, council)
    if invitation is None:
        return _over()
    if invitation.known:
        return await _sign_in_to_accept(request, here, invitation)
    form = await NewPasswordForm.read(request)
    personal = own_words(invitation.email, invitation.name, invitation.council)
    if not form.validate() or not form.is_strong(personal):
        return _invited(here, invitation, form)
    browser, seals = new_secret(), Seals.of(settings_of(request.scope))
    password = form.new_password.data or ""
    login = pools_of(request.app).login
    if not await arriving.begin_enrolment(login, seals, invitation, password=password, browser=browser):
        return _over()
    return go(f"{here.base}/authenticator", give(request, HALF, browser))


async def _sign_in_to_accept(request: AnyRequest, here: Here, invitation: OpenInvitation) -> Page | Response[Any]:
    """The second factor comes next, as at every sign-in; then the account acts for this council too."""
    form, browser = await KnownForm.read(request), new_secret()
    if not form.validate():
        return _invited(here, invitation, form)
    await braking.may_knock(request, here.slug, invitation.email)
    typed = {"token": invitation.token, "password": form.password.data or ""}
    login = pools_of(request.app).login
    account = await signing_in.knock_with_invitation(login, slug=here.slug, browser=browser, **typed)
    if account is None:
        form.password.refuse(lazy("The password is not right"))
        return _invited(here, invitation, form)
    await braking.knew_the_password(request, here.slug, invitation.email)
    return go(f"{here.base}/code", give(request, HALF, browser))


@get("/sign-in/{council:str}/authenticator", opt=_SHOW, before_request=speak)
async def authenticator_page(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page:
    here, enrolment = await _here(work, council), await _enrolment(request, council)
    if enrolment is None:
        return _over()
    return Page("local_sign_in/authenticator.html", enrolling_view(here, enrolment), form=FirstCodeForm())


@post(
    "/sign-in/{council:str}/authenticator",
    status_code=200,
    opt=declare(Action.SIGN_IN, Door.OPEN, Effect.SESSION, ids=COUNCIL, body=lambda: {"otp": "123456"}),
    before_request=speak,
    exception_handlers=TROUBLE,
)
async def take_authenticator(request: AnyRequest, work: RequestWork, council: FromPath[str]) -> Page:
    """The account and its first session; and the recovery codes, which are in no other answer than this one."""
    here, enrolment = await _here(work, council), await _enrolment(request, council)
    if enrolment is None:
        return _over()
    form = await FirstCodeForm.read(request)
    step = await _step(request, work, enrolment, form)
    if step is None:
        return Page("local_sign_in/authenticator.html", enrolling_view(here, enrolment), form=form)
    accepted = await _accept(request, enrolment, step)
    return _over() if accepted is None else await _welcome(request, work, *accepted)


async def _step(request: AnyRequest, work: Work, enrolment: Enrolment, form: FirstCodeForm) -> int | None:
    if not form.validate():
        return None
    await braking.may_show(request, enrolment.browser)
    step = factors.step_of(enrolment.secret, form.otp.data or "", work.now)
    if step is None:
        form.refuse_code()
    return step


Accepted = tuple[NewSession, list[str], str]


async def _accept(request: AnyRequest, enrolment: Enrolment, step: int) -> Accepted | None:
    seals, device, codes = Seals.of(settings_of(request.scope)), device_of(request), factors.new_recovery_codes()
    agent, login = origin_of(request).agent, pools_of(request.app).login
    session = await arriving.accept(login, seals, enrolment, codes, step=step, device=device, agent=agent)
    return None if session is None else (session, codes, device)


async def _welcome(request: AnyRequest, work: Work, session: NewSession, codes: list[str], device: str) -> Page:
    made = await cookies_of(request, work, session)
    ours = [give(request, DEVICE, device), take(request, HALF), take(request, INVITATION)]
    return Page("local_sign_in/codes.html", CodesView(codes, HOME), cookies=[*made, *ours])


def _invited(here: Here, invitation: OpenInvitation, form: KnownForm | NewPasswordForm) -> Page:
    return Page("local_sign_in/invited.html", invited_view(here, invitation), form=form)


def _over() -> Page:
    """The same for a link that was never one, that is used, taken back or too old, and for another council's."""
    return Page("local_sign_in/invitation_over.html", status=404)


async def _invitation(request: AnyRequest, slug: str) -> OpenInvitation | None:
    token = held(request, INVITATION)
    return await arriving.invitation_of(pools_of(request.app).login, token, slug) if token else None


async def _enrolment(request: AnyRequest, slug: str) -> Enrolment | None:
    browser, login = held(request, HALF), pools_of(request.app).login
    seals = Seals.of(settings_of(request.scope))
    return await arriving.enrolment_of(login, seals, browser=browser, slug=slug) if browser else None


async def _here(work: Work, slug: str) -> Here:
    here = await any_here(work, slug)
    if here is None:
        raise NotFoundHereError
    return here


ARRIVING = [follow, invited_page, take_password, authenticator_page, take_authenticator]
