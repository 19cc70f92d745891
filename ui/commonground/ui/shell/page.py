"""`Page`: what a handler returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from litestar import MediaType, Request
from litestar.datastructures import Cookie
from litestar.response.base import ASGIResponse, Response

from commonground.ui.shell import csrf, notices
from commonground.ui.shell.engine import environment, render_block
from commonground.ui.shell.forms.base import Form
from commonground.ui.shell.htmx import VARY, is_partial
from commonground.ui.shell.i18n import COOKIE, LANGUAGES
from commonground.ui.shell.rendering import rendering
from commonground.ui.shell.security import nonce_of
from commonground.ui.shell.view import Shell, shell_of

if TYPE_CHECKING:
    from litestar.background_tasks import BackgroundTask, BackgroundTasks
    from litestar.types import TypeEncodersMap

WRONG = 422
YEAR = 365 * 24 * 3600


class Page(Response[str]):
    """A rendered template, or only `block` of it when htmx asks for a part.

    Templates see `view`, `form`, `shell` and `notice`. A form with errors makes the status 422. Rendering is
    done before the response starts, so a template that fails gives a clean 500."""

    def __init__(
        self,
        template: str,
        view: object = None,
        *,
        form: Form | None = None,
        block: str | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Iterable[Cookie] = (),
    ) -> None:
        wrong = form is not None and bool(form.errors)
        super().__init__(
            content="",
            media_type=MediaType.HTML,
            status_code=status or (WRONG if wrong else 200),
            headers=dict(headers or {}),
            cookies=list(cookies),
        )
        self.template = template
        self.view = view
        self.form = form
        self.block = block

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:  # noqa: ARG002
        """Litestar's hook for encoding content; ours is made in `to_asgi_response`, which knows the request."""
        return b""

    def to_asgi_response(
        self,
        app: Any,
        request: Request[Any, Any, Any],
        *,
        background: BackgroundTask | BackgroundTasks | None = None,
        cookies: Iterable[Cookie] | None = None,
        encoded_headers: Iterable[tuple[bytes, bytes]] | None = None,
        headers: dict[str, str] | None = None,
        is_head_response: bool = False,
        media_type: MediaType | str | None = None,
        status_code: int | None = None,
        type_encoders: TypeEncodersMap | None = None,
    ) -> ASGIResponse:
        partial = self.block is not None and is_partial(request)
        body = self._rendered(request, partial)
        return ASGIResponse(
            background=self.background or background,
            body=body.encode("utf-8", "replace"),
            cookies=[*self.cookies, *(cookies or ()), *_page_cookies(request, partial)],
            headers={**(headers or {}), "Cache-Control": "no-store", "Vary": VARY, **self.headers},
            is_head_response=is_head_response,
            media_type=MediaType.HTML,
            status_code=self.status_code or status_code or 200,
        )

    def _rendered(self, request: Request[Any, Any, Any], partial: bool) -> str:
        shell = _complete(request)
        values: dict[str, object] = {
            "view": self.view,
            "form": self.form,
            "shell": shell,
            "lang": shell.lang,
            "notice": "" if partial else notices.waiting(request),
            "partial": partial,
            "wrong": self.status_code == WRONG,
        }
        template = environment().get_template(self.template)
        with rendering(shell):
            return render_block(template, self.block, values) if partial and self.block else template.render(values)


def _complete(request: Request[Any, Any, Any]) -> Shell:
    """The request's shell with this response's own secrets put in."""
    return replace(
        shell_of(request),
        csp_nonce=nonce_of(request),
        csrf_token=csrf.token_for(request),
        path=request.url.path,
        query=request.url.query,
    )


def _page_cookies(request: Request[Any, Any, Any], partial: bool) -> list[Cookie]:
    asked = request.query_params.get("lang")
    wanted = [
        csrf.visit_cookie(request),
        None if partial or not notices.waiting(request) else notices.used(),
        Cookie(COOKIE, value=asked, max_age=YEAR, samesite="lax", path="/") if asked in LANGUAGES else None,
    ]
    return [cookie for cookie in wanted if cookie is not None]
