"""A sign-in that did not work, on a page that says what to do; nobody is signed in by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from litestar import Request

from commonground.platform.identity.oidc import SignInRefused
from commonground.platform.refusals import RefusedError
from commonground.ui.shell.errors import request_number
from commonground.ui.shell.i18n import gettext
from commonground.ui.shell.page import Page
from commonground.ui.sign_in.views import TroubleView

log = structlog.get_logger(__name__)

AnyRequest = Request[Any, Any, Any]


class StartAgainError(RefusedError):
    status = 400

    def __init__(self) -> None:
        super().__init__(
            gettext("This sign-in was begun in another browser or tab, was used already, or waited too long.")
        )


class NoRoleHereError(RefusedError):
    status = 403

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "Your council’s account works, but it gives you no role here. Ask your council’s administrator of "
                "Commonground."
            )
        )


class SomebodyElseError(RefusedError):
    status = 403

    def __init__(self) -> None:
        super().__init__(
            gettext("Somebody else signed in there, or your session ended meanwhile. Nothing was confirmed.")
        )


def show_refused(request: AnyRequest, error: SignInRefused) -> Page:
    """The provider's answer was not good enough. The help desk gets a code, the log what was wrong, nobody a token."""
    log.warning(
        "sign_in_refused",
        request=request_number(request),
        council=request.path_params["council"],
        code=error.reason.value,
        detail=error.detail,
    )
    return _page(request, error.status, error.sentence, error.reason.value)


def show_refused_signed_in(request: AnyRequest, error: SignInRefused) -> Page:
    """The same for whoever is signed in and meant to confirm that it is they."""
    log.warning("confirm_refused", request=request_number(request), code=error.reason.value, detail=error.detail)
    return _unconfirmed(error.status, error.sentence, error.reason.value)


def show_somebody_else(_: AnyRequest, error: SomebodyElseError) -> Page:
    return _unconfirmed(error.status, error.sentence)


def _unconfirmed(status: int, sentence: str, code: str = "") -> Page:
    """They are signed in as before, and lead back from here to what they were at."""
    return Page("sign_in/refused.html", TroubleView("", sentence, code, status), status=status)


def show_trouble(request: AnyRequest, error: RefusedError) -> Page:
    return _page(request, error.status, error.sentence)


def _page(request: AnyRequest, status: int, sentence: str, code: str = "") -> Page:
    view = TroubleView(request.path_params["council"], sentence, code, status)
    return Page("sign_in/refused.html", view, status=status)


TROUBLE: dict[int | type[Exception], Callable[..., Any]] = {
    SignInRefused: show_refused,
    StartAgainError: show_trouble,
    NoRoleHereError: show_trouble,
    SomebodyElseError: show_somebody_else,
}
"""The exception handlers of what leads to the provider and back."""
