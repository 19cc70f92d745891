"""A refusal that comes before any handler is found, at a council's own address: still in its frame and language."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from litestar import Request, Response
from litestar.types import ASGIApp, Receive, Scope, Send

from commonground.platform.councils.types import is_short_name
from commonground.platform.work import begin
from commonground.tenants.intake import queries
from commonground.ui.edge import pools_of
from commonground.ui.frame import bare_shell
from commonground.ui.public_report.door import put_frame
from commonground.ui.shell.errors import UNREACHABLE, send_to_page
from commonground.ui.shell.i18n import language_of
from commonground.ui.shell.page import Page
from commonground.ui.shell.security import settings_of
from commonground.ui.shell.view import put_shell


class Dressed(Response[bytes]):
    """`page`, dressed once it is sent: what answers an exception cannot wait for the database, and this can."""

    def __init__(self, page: Page) -> None:
        super().__init__(b"", status_code=page.status_code)
        self.page = page

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **options: Any) -> Any:
        """Litestar's hook; see `Page`."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await _dress(request)
            drawn: ASGIApp = self.page.to_asgi_response(app, request, **options)
            await drawn(scope, receive, send)

        return answer


def show_wrong_method(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """No handler takes this method, so no council was looked for."""
    answered = send_to_page(request, error)
    return Dressed(answered) if isinstance(answered, Page) else answered


async def _dress(request: Request[Any, Any, Any]) -> None:
    """Put the frame on of the council that the address begins with, if there is one."""
    slug = request.url.path.split("/")[1]
    if not is_short_name(slug):
        return
    with suppress(*UNREACHABLE):
        async with begin(pools_of(request.app).app) as work:
            council = await queries.public_council(work, slug)
        if council is not None:
            put_shell(request, bare_shell(settings_of(request.scope)))
            put_frame(request, council, language_of(request, council.languages))
