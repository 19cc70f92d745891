"""Sign-in through a council's own OpenID Connect provider. Knows no database: what must be kept is handed back.

`RelyingParty.begin` sends somebody away, `RelyingParty.complete` says who came back or raises `SignInRefused`."""

from __future__ import annotations

from commonground.platform.identity.oidc.addresses import return_address, signed_out_address
from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.relying_party import RelyingParty
from commonground.platform.identity.oidc.types import (
    ALGORITHMS,
    Attempt,
    Begun,
    Identified,
    IdentityKey,
    Provider,
    ProviderSession,
)

__all__ = [
    "ALGORITHMS",
    "Attempt",
    "Begun",
    "Identified",
    "IdentityKey",
    "Provider",
    "ProviderSession",
    "Refusal",
    "RelyingParty",
    "SignInRefused",
    "return_address",
    "signed_out_address",
]
