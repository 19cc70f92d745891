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
    if parts.username is not None or parts.password is not None or parts.fragment or "#" in address:
        raise SignInRefused(Refusal.ADDRESS_REFUSED, "an address with a user name or a fragment")
    if _is_this_machine(parts.hostname or ""):
        allowed = plain_loopback and parts.scheme in {"http", "https"}
    else:
        allowed = parts.scheme == "https"
    if not allowed or not parts.hostname:
        raise SignInRefused(Refusal.ADDRESS_REFUSED, f"{parts.scheme or 'no scheme'} to {parts.hostname or 'no host'}")
    return address


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
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    return number.is_loopback or number.is_link_local or number.is_unspecified or number.is_multicast
