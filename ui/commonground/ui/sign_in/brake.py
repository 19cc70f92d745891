"""How often one address may try. Accounts are counted too, where somebody is known (`flow`)."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, ClassVar

from litestar import Request

from commonground.platform.refusals import RefusedError
from commonground.platform.throttle import SIGN_IN
from commonground.ui.edge import origin_of


class TooManyAttemptsError(RefusedError):
    status = 429
    headers: ClassVar[dict[str, str]] = {"Retry-After": str(int(SIGN_IN.within.total_seconds()))}

    def __init__(self) -> None:
        super().__init__("There were many attempts to sign in.")


def counted_as(request: Request[Any, Any, Any]) -> str:
    """Whose attempts these are. A provider hands out IPv6 addresses by the network: they are one customer's."""
    try:
        address = ip_address(origin_of(request).address or "")
    except ValueError:
        return "address:unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"address:{ip_network((address, 64), strict=False)}"
    return f"address:{getattr(address, 'ipv4_mapped', None) or address}"
