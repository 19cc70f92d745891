"""From where a request comes, when proxies of ours stand in front: what they say of it, and nobody else. And for whom
its attempts count.

Throttles count by address. Behind a proxy every request comes from the proxy's, so one guesser would keep everybody
waiting. A proxy adds the address that it saw to the end of `X-Forwarded-For`; what stands before it is a stranger's to
write. So from the end on our own proxies are passed over, and the first address that is not ours is believed."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar.types import ASGIApp, Receive, Scope, Send

from commonground.platform.settings import Settings
from commonground.ui.edge import origin_of
from commonground.ui.shell.view import AnyConnection

# Some proxies say the port as well: 203.0.113.9:52114, [2001:db8::9]:52114.
_WITH_PORT: Final = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([0-9.]+):\d+")


def behind_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application, told by the trusted proxies who asks. Without any, headers of that kind mean nothing.

    That a request came by https is not asked of them: addresses, cookies and redirects go by the base URL."""
    if not settings.proxies:
        return app
    told: ASGIApp = wrap_asgi_with_proxy_headers(PlainAddress(app), list(settings.proxies))
    return told


class PlainAddress:
    """Whatever a proxy called the client, what comes on is an address or nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if client is not None:
            address = plain_address(client[0])
            scope["client"] = None if address is None else (address, client[1])
        await self.app(scope, receive, send)


def counted_as(connection: AnyConnection) -> str:
    """Whose attempts these are, for throttles. A provider hands out IPv6 addresses by the network: they are one
    customer's."""
    try:
        address = ip_address(origin_of(connection).address or "")
    except ValueError:
        return "address:unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"address:{ip_network((address, 64), strict=False)}"
    return f"address:{getattr(address, 'ipv4_mapped', None) or address}"


def plain_address(said: str) -> str | None:
    """The address without brackets and port; None for anything else (`unknown`, a name, nonsense)."""
    said = said.strip()
    found = _WITH_PORT.fullmatch(said)
    if "%" in said:  # a zone of the proxy's own machine, in which Python would let anything stand
        return None
    try:
        return str(ip_address((found[1] or found[2]) if found else said))
    except ValueError:
        return None
