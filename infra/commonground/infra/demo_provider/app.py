"""The demonstration's identity provider as an application of its own: another process, another port."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from litestar import Litestar, Router
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

from commonground.infra.demo_provider import pages, protocol
from commonground.infra.demo_provider.issuer import addressed_issuer, all_issuers
from commonground.infra.demo_provider.registration import refuse_production
from commonground.infra.demo_provider.requests import ProtocolError
from commonground.platform.settings import Settings
from commonground.platform.settings import settings as process_settings

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action"
)


def create_app(settings: Settings | None = None, now: Callable[[], float] = time.time) -> Litestar:
    """Raises `SettingsError` in production. Keys and codes live in this process: run one worker."""
    chosen = settings or process_settings()
    refuse_production(chosen)
    return Litestar(
        route_handlers=[
            pages.index,
            pages.council_colour,
            pages.choose,
            pages.sign_in_as,
            pages.end_session,
            protocol.discovery,
            protocol.keys,
            protocol.token,
            protocol.userinfo,
            _static("/assets", _HERE / "static"),
            _static("/fonts", Path(str(files("commonground.ui.shell") / "static" / "fonts"))),
        ],
        dependencies={"issuer": Provide(addressed_issuer)},
        exception_handlers={ProtocolError: protocol.tell_client, HTTPException: pages.show_mistake},
        before_send=[_send_headers(chosen)],
        template_config=TemplateConfig(directory=_HERE / "templates", engine=JinjaTemplateEngine),
        state=State({"issuers": all_issuers(chosen, now)}),
        openapi_config=None,
        request_max_body_size=64 * 1024,
    )


def _static(path: str, folder: Path) -> Router:
    return create_static_files_router(path=path, directories=[folder], name=path.strip("/"))


def _send_headers(settings: Settings) -> BeforeMessageSendHookHandler:
    """On every answer, mistakes too. The form's answer is a redirect to the client, which browsers count as part of
    where a form may lead."""
    fixed = {
        "content-security-policy": f"{_POLICY} 'self' {settings.base_url}",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }

    async def send_headers(message: Message, _: Scope) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in fixed.items():
                headers[name] = value

    return send_headers
