"""Trying a provider out before anybody signs in: step by step, each in words that a council's IT service can act on.

The last step shows a code that nobody was given. A provider that knows us refuses the code; any other
refuses us."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import httpx2

from commonground.platform.identity.oidc.addresses import checked_address
from commonground.platform.identity.oidc.back_channel import (
    BoundedTransport,
    exchange_code,
    oauth_client,
    read_json,
    real_transport,
)
from commonground.platform.identity.oidc.discovery import Metadata
from commonground.platform.identity.oidc.documents import Documents
from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.keys import read_keys
from commonground.platform.identity.oidc.types import Provider


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried. `words` says what was found, and where it failed what to do."""

    title: str
    went_well: bool
    words: str


_ADDRESS: Final = "The address"
_DOCUMENT: Final = "What it says of itself"
_KEYS: Final = "Its keys"
_CLIENT: Final = "Client id and secret"
_ASK: Final = "Ask whoever looks after your provider."
_CURES: Final = {
    Refusal.ADDRESS_REFUSED: "An address must begin with https:// and must not lead to this machine. Copy the issuer’s "
    "address as your provider shows it.",
    Refusal.UNREACHABLE: "Nobody answers at this address. Look for a slip in it. If it is right, a firewall may "
    "keep us out: your provider must be reachable from the internet.",
    Refusal.REDIRECTED: "It sends us on to another address. Type the address to which it leads.",
    Refusal.TOO_LARGE: "It answers with far more than such a document holds. Look for a slip in the address.",
    Refusal.BAD_STATUS: "Somebody answers, but not a provider: there is no document at this address. Look for a "
    "slip, a missing tenant number or a missing “/v2.0” at its end.",
    Refusal.NOT_JSON: "Somebody answers with a web page and not with the document of a provider. Look for a slip "
    "in the address.",
    Refusal.DISCOVERY_ISSUER: "The provider calls itself by another address than the one that you typed. Copy its "
    "“issuer” to the letter, the slash at its end included.",
    Refusal.DISCOVERY_INCOMPLETE: f"The document lacks something that sign-in needs. {_ASK}",
    Refusal.NO_CODE_FLOW: "The provider does not offer the “authorization code” way of signing in. Allow it for "
    "Commonground.",
    Refusal.NO_PKCE: "The provider does not offer PKCE with S256. Allow it for Commonground.",
    Refusal.NO_COMMON_ALGORITHM: "The provider signs in a way that we do not take. Let it sign with RS256 or ES256.",
    Refusal.NO_CLIENT_AUTHENTICATION: "The provider takes no client secret. Allow “client_secret_basic” or "
    "“client_secret_post”.",
    Refusal.KEYS_INVALID: f"The keys that it publishes can’t be used. {_ASK}",
    Refusal.PRIVATE_KEY_PUBLISHED: "It publishes a private key. Nobody may trust it until that is mended, at once.",
    Refusal.CLIENT_REFUSED: "The provider does not know this client id, or the secret is wrong or too old. Copy both "
    "anew.",
}
_FOUND: Final = {
    _ADDRESS: "It is an address that we may call.",
    _DOCUMENT: "It is reachable, and it is who it says. It offers the way of signing in that we use.",
    _KEYS: "They can be read, and they fit.",
    _CLIENT: "The provider knows us.",
}


async def rehearse(
    provider: Provider,
    redirect_uri: str,
    *,
    plain_loopback: bool,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Sequence[Step]:
    """Every step up to the first that fails. Asks anew, whatever was read of this provider before."""
    line = BoundedTransport(transport or real_transport())
    try:
        return await _tried(provider, redirect_uri, line, plain_loopback=plain_loopback)
    finally:
        await line.close()


async def _tried(
    provider: Provider, redirect_uri: str, line: BoundedTransport, *, plain_loopback: bool
) -> Sequence[Step]:
    steps: list[Step] = []
    title = _ADDRESS
    try:
        checked_address(provider.issuer, plain_loopback=plain_loopback)
        steps.append(_well(title))
        title = _DOCUMENT
        metadata = await Documents(line, time.time, plain_loopback=plain_loopback).metadata(provider.issuer)
        metadata.algorithms_for(provider)
        steps.append(_well(title))
        title = _KEYS
        read_keys(await read_json(line, metadata.jwks_uri))
        steps.append(_well(title))
        title = _CLIENT
        await _show_no_code(provider, metadata, redirect_uri, line)
        steps.append(_well(title))
    except SignInRefused as refused:
        steps.append(Step(title, went_well=False, words=_CURES.get(refused.reason, f"{refused.sentence} {_ASK}")))
    return steps


def _well(title: str) -> Step:
    return Step(title, went_well=True, words=_FOUND[title])


async def _show_no_code(provider: Provider, metadata: Metadata, redirect_uri: str, line: BoundedTransport) -> None:
    """Returns when the provider refuses the code and not us. Raises `SignInRefused` for everything else."""
    authentication = metadata.authentication_for(provider)
    async with oauth_client(provider, line, authentication) as client:
        try:
            await exchange_code(
                client,
                metadata.token_endpoint,
                code=secrets.token_urlsafe(16),
                redirect_uri=redirect_uri,
                code_verifier=secrets.token_urlsafe(64),
            )
        except SignInRefused as refused:
            if refused.reason is not Refusal.CODE_REFUSED:
                raise
