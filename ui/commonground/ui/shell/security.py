"""Headers that every response carries, and the one nonce of each page.

`add_headers` is a Litestar `before_send` hook: unlike middleware it also sees addresses that no route answers.
Wire it as `Litestar(before_send=[add_headers])`."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from litestar.datastructures import MutableScopeHeaders

from commonground.platform.settings import Mode, Settings, settings
from commonground.ui.shell.view import AnyConnection

if TYPE_CHECKING:
    from litestar.types import Message, Scope

NONCE = "csp_nonce"
FORM_TARGETS = "form_targets"
RELAXED_TYPES = "relaxed_types"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Nothing to other sites. With `no-referrer` browsers would hide our own pages' origin from us too (`Origin: null`),
    # and those that send no Sec-Fetch-Site could then send us no form at all.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
HSTS = "max-age=63072000; includeSubDomains"
_ALWAYS = tuple((name.lower().encode(), value.encode()) for name, value in ALWAYS.items())
_NOT_KEPT = (b"cache-control", b"no-store")
_HSTS = (b"strict-transport-security", HSTS.encode())


def settings_of(scope: Scope) -> Settings:
    """The settings that this application was made with, or else the process's."""
    chosen = scope["litestar_app"].state.get("settings")
    return chosen if isinstance(chosen, Settings) else settings()


def nonce_of(connection: AnyConnection) -> str:
    """This response's nonce; made when first asked for."""
    return _nonce(connection.scope)


def _nonce(scope: Scope) -> str:
    nonce: str = scope["state"].setdefault(NONCE, secrets.token_urlsafe(16))
    return nonce


def allow_form_target(connection: AnyConnection, origin: str) -> None:
    """Let this page's forms end at `origin` too: a sign-in form is redirected to the council's identity provider,
    and browsers apply `form-action` to the whole chain."""
    connection.scope["state"].setdefault(FORM_TARGETS, []).append(origin)


def relax_trusted_types(connection: AnyConnection) -> None:
    """For a page whose script writes markup itself (some MOJ components). Everything else stays strict."""
    connection.scope["state"][RELAXED_TYPES] = True


def content_security_policy(nonce: str, form_targets: tuple[str, ...] = (), *, trusted_types: bool = True) -> str:
    """Nothing from elsewhere, nothing inline without the nonce, no frames."""
    rules = [
        "default-src 'none'",
        f"script-src 'self' 'nonce-{nonce}'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        " ".join(("form-action 'self'", *form_targets)),
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if trusted_types:
        rules += ["require-trusted-types-for 'script'", "trusted-types htmx"]
    return "; ".join(rules)


async def add_headers(message: Message, scope: Scope) -> None:
    """Put the headers on a response that is about to start; what a handler set on purpose stays."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message).headers
    there = {name.lower() for name, _ in headers}
    only_here = (_HSTS,) if settings_of(scope).mode == Mode.PRODUCTION else ()
    ours = (*_ALWAYS, _NOT_KEPT, *only_here, (b"content-security-policy", _policy(scope).encode()))
    headers.extend((name, value) for name, value in ours if name not in there)


def _policy(scope: Scope) -> str:
    state = scope["state"]
    targets = tuple(state.get(FORM_TARGETS, ()))
    return content_security_policy(_nonce(scope), targets, trusted_types=not state.get(RELAXED_TYPES))
