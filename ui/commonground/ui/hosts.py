"""The outermost layer: only requests that name this site are let in. A Host header is the stranger's to write."""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar.enums import MediaType
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from commonground.platform.settings import Settings


def own_names(settings: Settings) -> frozenset[bytes]:
    """The address that people type; in the demo also this machine."""
    address = urlsplit(settings.base_url)
    here = ("localhost", "127.0.0.1") if settings.is_demo else ()
    names = {address.netloc, str(address.hostname), *here, *(f"{name}:{settings.port}" for name in here)}
    return frozenset(name.lower().encode() for name in names)


class OwnHost:
    """Stands before routing: the framework's own check comes after our middleware, and lets it build addresses out of
    a host that nobody has looked at."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.names = own_names(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value.lower() for name, value in scope["headers"] if name.lower() == b"host"]
        if len(hosts) == 1 and hosts[0] in self.names:
            await self.app(scope, receive, send)
            return
        refused = ASGIResponse(
            body=b"This is not the address of this site.", media_type=MediaType.TEXT, status_code=400
        )
        await refused(scope, receive, send)
