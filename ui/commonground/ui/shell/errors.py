"""Pages for when something is refused or broken. They say what happened and what to do next, never a trace.

Wire as `Litestar(exception_handlers=exception_handlers)`. Any exception with a `status_code` is shown by it;
one with a `sentence` adds its own words. A record that is missing and one that may not be seen are both 404,
with the same page."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypedDict
from urllib.parse import quote, urlencode

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotAuthorizedException
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from commonground.platform.access.confirming import ConfirmFirstError
from commonground.platform.access.errors import LeadsOnError
from commonground.platform.logs import root_cause, where
from commonground.platform.refusals import RefusedError
from commonground.ui.shell.csrf import (
    OURS,
    TYPED,
    WITH_FILES,
    TokenRefused,
    Typed,
    again_for,
    came_from_here,
    token_for,
    visit_cookie,
)
from commonground.ui.shell.forms.written import NEVER
from commonground.ui.shell.htmx import is_htmx
from commonground.ui.shell.i18n import gettext, lazy, speaking
from commonground.ui.shell.page import Page
from commonground.ui.shell.trouble import Trouble
from commonground.ui.shell.view import AnyConnection, shell_of

log = structlog.get_logger(__name__)

OWN_PAGE = frozenset({401, 403, 404, 419, 422, 429, 500, 503})
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REQUEST_ID = "request_id"
ASKED_BY_HEAD = "asked_by_head"
_ID = re.compile(r"\{[^}]*\}")
SIGN_IN = "/sign-in"
MOST_SHOWN = 512 * 1024
POLL = "Cg-Poll"
"""A request that nobody made by hand: it must not carry anybody away from what they are typing."""

UNREACHABLE = (ConnectionError, OperationalError, InterfaceError, PoolTimeout)
"""The database does not answer, or has no connection left: not a bug, and over in a minute."""
LAST_RESORT = (
    "<!DOCTYPE html><html lang=en><title>Something went wrong on our side</title>"
    "<h1>Something went wrong on our side</h1><p>Go back, wait a minute, then try again. The number of this failure "
    "is {}.</p><p>If someone is in danger now, ring 999.</p>"
)

IN_SHORT = {
    401: lazy("You are signed out. Sign in again in another tab, then press the button again. Nothing typed is lost."),
    403: lazy("Your role does not include this."),
    404: lazy("There is nothing here that we can show you."),
    413: lazy("That is too large to send."),
    419: lazy("You were away for a long time. Press the button again. What you typed is still here."),
    429: lazy("That was a lot in a short time. Wait a few minutes, then try again."),
    503: lazy("Commonground is resting for a moment. What you typed is still here. Try again in a minute."),
}
_STAYS = frozenset({403, 404, 422, 429})
"""Where the sentence itself does not say what has become of what was typed."""
CONFIRM_FIRST = lazy(
    "Confirm that it is you, in another tab under Your account, then press the button again. Nothing typed is lost."
)
STILL_HERE = lazy("What you typed is still here.")
FAILED = lazy("Something went wrong on our side. What you typed is still here. Wait a minute, then try again.")


def request_number(request: AnyConnection) -> str:
    """The number of this request, as people read it out: 5QX2-8MTK. Also in the log."""
    state = request.scope["state"]
    if REQUEST_ID not in state:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        state[REQUEST_ID] = f"{letters[:4]}-{letters[4:]}"
    return str(state[REQUEST_ID])


def show_refusal(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The page for an exception that carries a status."""
    status = _status_of(error)
    if status >= 500:
        return show_failure(request, error, status)
    headers = dict(getattr(error, "headers", None) or {})
    trouble = Trouble(
        status=status,
        sentence=str(getattr(error, "sentence", "")) if status != 404 else "",
        retry_after=int(headers.get("Retry-After", 0) or 0),
        path=request.url.path,
        **_ours(request),
    )
    return _answer(request, trouble, headers)


def send_to_page(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Somebody reads an address that only forms are sent to, out of their history perhaps: the page above it has the
    form."""
    if request.method == "GET" and not is_htmx(request) and not request.scope["state"].get(ASKED_BY_HEAD):
        above = _above(request)
        if above:
            return Response(b"", status_code=303, headers={"Location": quote(above)})
    return show_refusal(request, error)


def _above(request: Request[Any, Any, Any]) -> str:
    """The address one above this one, if that can be read; else empty: further up it would be another matter's page."""
    readable = [_ID.sub("[^/]+", route.path) for route in request.app.routes if "GET" in getattr(route, "methods", ())]
    path = request.url.path.rstrip("/").rpartition("/")[0]
    return path if path and any(re.fullmatch(each, path) for each in readable) else ""


def _status_of(error: Exception) -> int:
    """Refusals of ours and Litestar's own carry a status; whatever else arrives here is a bug."""
    if isinstance(error, RefusedError):
        return error.status
    return 503 if isinstance(error, UNREACHABLE) else int(getattr(error, "status_code", 500))


def show_failure(request: Request[Any, Any, Any], error: Exception, status: int = 500) -> Response[Any]:
    """A bug or a broken machine: a number to ring up with; the log has the error's name and place, never its words."""
    number = request_number(request)
    log.error("request_failed", request=number, method=request.method, error=root_cause(error), where=where(error))
    again = request.url.path if request.method == "GET" else ""
    trouble = Trouble(status, number=number, path=request.url.path, again=again, **_ours(request))
    answer = _answer(request, trouble, {})
    return (
        answer
        if _can_be_drawn(answer, request)
        else Response(LAST_RESORT.format(number), media_type="text/html", status_code=status)
    )


def _can_be_drawn(answer: Response[Any], request: Request[Any, Any, Any]) -> bool:
    """Whether the page for a failure renders: the failure may be in the very template that it extends."""
    try:
        return not isinstance(answer, Page) or bool(answer.text(request))
    except Exception as broken:  # noqa: BLE001  # any failure at all; the one that matters is in the log already
        # No traceback: it would quote what people typed.
        log.error("error_page_failed", error=root_cause(broken), where=where(broken))  # noqa: TRY400  # see above
        return False


CONFIRM = "/account/confirm"
CONFIRM_ASKED = "confirm_asked"
"""In the request's state: it was answered by asking its person to confirm, and was not done."""


def lead_to_confirm(request: Request[Any, Any, Any], error: ConfirmFirstError) -> Response[Any]:
    """Step-up. A read goes to confirm and comes back; what was typed is shown, to be sent again after confirming in
    another tab: going away would lose it."""
    way = f"{CONFIRM}?next={quote(_page_of(request), safe='/')}"
    request.scope["state"][CONFIRM_ASKED] = True
    if request.method != "GET":
        trouble = Trouble(error.status, str(CONFIRM_FIRST), path=request.url.path, again=CONFIRM, **_sent(request))
        if is_htmx(request):
            return _in_short(request, trouble, {})
        return Page("errors/confirm.html", trouble, status=error.status)
    if is_htmx(request):
        return Response(b"", status_code=error.status, headers={"HX-Redirect": way})
    return Response(b"", status_code=303, headers={"Location": way})


def lead_on(request: Request[Any, Any, Any], error: LeadsOnError) -> Response[Any]:
    """To the same page of the record that this one has become part of; what was typed is shown, and sent nowhere."""
    _, _, _, *rest = request.url.path.split("/", 3)
    there = "/".join((f"/contexts/{error.reference}", *rest))
    if request.method != "GET":
        trouble = Trouble(error.status, error.sentence, path=there, again=there, **_sent(request))
        return _in_short(request, trouble, {}) if is_htmx(request) else Page("errors/joined.html", trouble, status=409)
    if is_htmx(request):
        return Response(b"", status_code=error.status, headers={"HX-Redirect": there})
    return Response(b"", status_code=303, headers={"Location": there})


def _page_of(request: Request[Any, Any, Any]) -> str:
    """Where to come back to: the page, as it was looked at."""
    path = _path_of(request)
    return f"{path}?{request.url.query}" if request.url.query else path


def _path_of(request: Request[Any, Any, Any]) -> str:
    """The page itself; for a file that is taken out, the page that it is taken from."""
    path = request.url.path
    return path.rpartition("/")[0] if path.endswith((".csv", ".txt")) else path


_VIEW = frozenset({
    "view", "type", "kind", "harm", "with", "received", "sort", "after", "before", "older", "person", "did", "since",
    "until", "day", "days", "sign",
})  # fmt: skip
_CODE = re.compile(r"[\w.:+-]{1,200}", re.ASCII)


def _view_of(request: Request[Any, Any, Any]) -> str:
    """The page with what was chosen on it. What was typed there stays behind: this address goes through the sign-in,
    is kept with it, and is read by whoever signs in next at the same screen."""
    chosen = [(n, v) for n, v in request.query_params.items() if n in _VIEW and _CODE.fullmatch(v)]
    return f"{_path_of(request)}?{urlencode(chosen)}" if chosen else _path_of(request)


def show_stale(request: Request[Any, Any, Any], error: TokenRefused) -> Response[Any]:
    """The page was open for too long. What was typed comes back, ready to be sent again."""
    trouble = Trouble(error.status_code, path=request.url.path, **_sent(request))
    # A script that asked from our own page mends its forms with this and asks again.
    headers = {"Cg-Token": token_for(request)} if is_htmx(request) and came_from_here(request) else {}
    return _answer(request, trouble, headers)


def send_to_sign_in(request: Request[Any, Any, Any], _: Exception) -> Response[Any]:
    """The session is over. A read starts again at sign-in and comes back here; what was typed is shown, since
    going away would lose it."""
    if request.method != "GET":
        sent = _sent(request)
        resend = again_for(request, sent["typed"]) if sent["typed"] else ""
        # A script puts it into its form, so that the press after signing in again is taken.
        headers = {"Cg-Again": resend} if resend and is_htmx(request) else {}
        return _answer(request, Trouble(401, resend=resend, path=request.url.path, **sent), headers)
    if request.headers.get(POLL):
        return _in_short(request, Trouble(401), {})
    if is_htmx(request):
        return Response(b"", status_code=401, headers={"HX-Redirect": SIGN_IN})
    page = _view_of(request)
    address = f"{SIGN_IN}?next={quote(page, safe='/')}" if page != "/" else SIGN_IN
    return Response(b"", status_code=303, headers={"Location": address})


class _Sent(TypedDict):
    typed: Typed
    files: bool


def _sent(request: Request[Any, Any, Any]) -> _Sent:
    """What was in the form, as `csrf.keep_typed` kept it: handlers of exceptions can't wait for a body."""
    state = request.scope["state"]
    return {"typed": state.get(TYPED, ()), "files": state.get(WITH_FILES, False)}


def _ours(request: Request[Any, Any, Any]) -> _Sent:
    """As `_sent`, for what may be any form of ours: none that another's page sent, no code, and no more than a form of
    text can hold."""
    sent = _sent(request) if request.scope["state"].get(OURS) else _Sent(typed=(), files=False)
    typed = tuple((name, value) for name, value in sent["typed"] if name not in NEVER)
    fits = sum(len(name) + len(value) for name, value in typed) <= MOST_SHOWN
    return _Sent(typed=typed if fits else (), files=sent["files"])


def _answer(request: Request[Any, Any, Any], trouble: Trouble, headers: Mapping[str, str]) -> Response[Any]:
    if is_htmx(request):
        return _in_short(request, trouble, headers)
    name = trouble.status if trouble.status in OWN_PAGE else "other"
    return Page(f"errors/{name}.html", trouble, status=trouble.status, headers=headers)


def _in_short(request: Request[Any, Any, Any], trouble: Trouble, headers: Mapping[str, str]) -> Response[Any]:
    """htmx replaces nothing on an error; our script shows this sentence above what is there."""
    with speaking(shell_of(request).lang):
        sentence = trouble.sentence or str(IN_SHORT.get(trouble.status, FAILED))
        if trouble.words and trouble.status in _STAYS:
            sentence += f" {STILL_HERE}"
        if trouble.number:
            sentence += " " + gettext("The number of this failure is %(number)s.") % {"number": trouble.number}
    visit = visit_cookie(request)
    return Response(
        sentence,
        media_type="text/plain",
        cookies=[visit] if visit else [],
        status_code=trouble.status,
        headers={**headers, "Cg-Problem": quote(sentence), "Cache-Control": "no-store"},
    )


exception_handlers: dict[int | type[Exception], Callable[..., Any]] = {
    TokenRefused: show_stale,
    ConfirmFirstError: lead_to_confirm,
    LeadsOnError: lead_on,
    NotAuthorizedException: send_to_sign_in,
    MethodNotAllowedException: send_to_page,
    HTTPException: show_refusal,
    Exception: show_refusal,
}
