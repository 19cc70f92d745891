"""Which addresses a sign-in may send people, codes and secrets to."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from commonground.platform.identity.oidc.errors import Refusal, SignInRefused

_LONGEST = 2048


def return_address(base_url: str, council: str) -> str:
    """Where a council's provider sends people back. One address for each council: a provider that answers for
    another council answers at the wrong door."""
    return f"{base_url.rstrip('/')}/sign-in/{council}/return"


def signed_out_address(base_url: str) -> str:
    """Where a provider sends people after it has ended its own session."""
    return f"{base_url.rstrip('/')}/signed-out"


def checked_address(address: object, *, plain_loopback: bool) -> str:
    """`address` as given, if it may be called. https everywhere, plain http to this machine in the demo alone.

    Raises `SignInRefused`. A provider's documents name further addresses; this keeps them from pointing our calls at
    this machine or at a cloud's metadata service."""
    if not isinstance(address, str) or len(address) > _LONGEST or not _is_plain_text(address):
        raise SignInRefused(Refusal.ADDRESS_REFUSED, "not an address")
    parts = _split(address)
    if "@" in parts.netloc or "#" in address:
        raise SignInRefused(Refusal.ADDRESS_REFUSED, "an address with a user name or a fragment")
    host = (parts.hostname or "").rstrip(".")
    if _is_this_machine(host):
        allowed = plain_loopback and parts.scheme in {"http", "https"}
    else:
        allowed = parts.scheme == "https" and host != "" and not _is_nobodys(host)
    if not allowed:
        raise SignInRefused(Refusal.ADDRESS_REFUSED, f"{parts.scheme} to {host}")
    return address


def checked_issuer(address: object, *, plain_loopback: bool) -> str:
    """As `checked_address`, for what a provider calls itself: without a query (OpenID Connect Core, 2). Raises
    `SignInRefused`."""
    issuer = checked_address(address, plain_loopback=plain_loopback)
    if "?" in issuer:
        raise SignInRefused(Refusal.ADDRESS_REFUSED, "an issuer with a query")
    return issuer


def _is_plain_text(address: str) -> bool:
    return address.isascii() and address.isprintable() and not set(address) & set(' "<>\\^`{|}')


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # parsed lazily; a port that is no number raises here
    except ValueError as error:
        raise SignInRefused(Refusal.ADDRESS_REFUSED, "not an address") from error
    return parts


def _is_this_machine(host: str) -> bool:
    number = _number(host)
    return host == "localhost" or host.endswith(".localhost") or (number is not None and number.is_loopback)


def _is_nobodys(host: str) -> bool:
    """Addresses that no provider has: a cloud's metadata service is at one of these. Numbers in another spelling
    (`127.1`, `0x7f000001`) are nobody's too: what resolves them would read them as an address."""
    number = _number(host)
    if number is None:
        last = host.rpartition(".")[2]
        return last.isdigit() or last.startswith("0x")
    return number.is_link_local or number.is_unspecified or number.is_multicast


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return None
    return (number.ipv4_mapped or number) if isinstance(number, ipaddress.IPv6Address) else number
