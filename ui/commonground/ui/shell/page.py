"""`Page`: what a handler returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from litestar import MediaType, Request
from litestar.datastructures import Cookie
from litestar.response.base import ASGIResponse, Response

from commonground.ui.shell import csrf, notices
from commonground.ui.shell.engine import environment, render_block
from commonground.ui.shell.forms.base import Form
from commonground.ui.shell.htmx import VARY, is_partial
from commonground.ui.shell.i18n import COOKIE, LANGUAGES
from commonground.ui.shell.rendering import rendering
from commonground.ui.shell.security import nonce_of, relax_trusted_types, settings_of
from commonground.ui.shell.view import Shell, shell_of

WRONG = 422
YEAR = 365 * 24 * 3600


class Page(Response[bytes]):
    """A rendered template, or only `block` of it when htmx asks for a part.

    Templates see `view`, `form`, `shell` and `notice`. `moj=True` loads the MOJ components for this page. A form
    with errors makes the status 422. Rendering is done before the response starts, so a template that fails gives a
    clean 500."""

    def __init__(
        self,
        template: str,
        view: object = None,
        *,
        form: Form | None = None,
        block: str | None = None,
        moj: bool = False,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Iterable[Cookie] = (),
    ) -> None:
        wrong = form is not None and bool(form.errors)
        super().__init__(
            content=b"",
            media_type=MediaType.HTML,
            status_code=status or (WRONG if wrong else 200),
            headers=dict(headers or {}),
            cookies=list(cookies),
        )
        self.template = template
        self.view = view
        self.form = form
        self.block = block
        self.moj = moj

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **options: Any) -> ASGIResponse:
        """Litestar's hook, called before anything is sent; here the request is known, so here it is rendered."""
        if self.moj:
            relax_trusted_types(request)
        self.content = self.text(request).encode("utf-8", "replace")
        self.headers = {"Cache-Control": "no-store", "Vary": VARY, **self.headers}
        self.cookies = [*self.cookies, *_page_cookies(request, self._is_part(request))]
        return super().to_asgi_response(app, request, **options)

    def _is_part(self, request: Request[Any, Any, Any]) -> bool:
        return self.block is not None and is_partial(request)

    def text(self, request: Request[Any, Any, Any]) -> str:
        """The page, or the part of it that `request` asks for."""
        partial = self._is_part(request)
        shell = _complete(request)
        values: dict[str, object] = {
            "view": self.view,
            "form": self.form,
            "shell": shell,
            "lang": shell.lang,
            "notice": None if partial else notices.waiting(request),
            "partial": partial,
            "moj": self.moj,
            "wrong": self.status_code == WRONG,
        }
        template = environment().get_template(self.template)
        with rendering(shell, lambda: csrf.token_for(request)):
            return render_block(template, self.block, values) if partial and self.block else template.render(values)


def _complete(request: Request[Any, Any, Any]) -> Shell:
    """The request's shell with this response's own secrets put in."""
    return replace(
        shell_of(request),
        csp_nonce=nonce_of(request),
        path=request.url.path,
        query=request.url.query,
    )


def _page_cookies(request: Request[Any, Any, Any], partial: bool) -> list[Cookie]:
    asked = request.query_params.get("lang")
    wanted = [
        csrf.visit_cookie(request),
        None if partial or not notices.waiting(request) else notices.used(request),
        _speak(request, asked) if asked in LANGUAGES else None,
    ]
    return [cookie for cookie in wanted if cookie is not None]


def _speak(request: Request[Any, Any, Any], lang: str) -> Cookie:
    secure = settings_of(request.scope).base_url.startswith("https://")
    return Cookie(COOKIE, value=lang, max_age=YEAR, httponly=True, secure=secure, samesite="lax", path="/")
