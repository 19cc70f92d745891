"""The councils' issuers, one to a path, and the one that a request addresses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from commonground.infra.demo_provider.grants import Grants
from commonground.infra.demo_provider.registration import Registration, registration
from commonground.infra.demo_provider.tokens import Signer
from commonground.platform.demo.personas import EMPLOYERS, Employer
from commonground.platform.settings import Settings


@dataclass(frozen=True)
class Issuer:
    employer: Employer
    registration: Registration
    signer: Signer
    grants: Grants
    now: Callable[[], float]

    def discovery(self) -> dict[str, object]:
        """Says only what is true: code with PKCE, one client, one algorithm."""
        issuer = self.registration.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks.json",
            "end_session_endpoint": f"{issuer}/end-session",
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.registration.algorithm],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "claims_supported": [
                *("sub", "name", "groups", "email", "email_verified"),
                *("iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"),
            ],
        }


def all_issuers(settings: Settings, now: Callable[[], float] = time.time) -> dict[str, Issuer]:
    """By the employer's short name. Raises `SettingsError` in production."""
    grants = Grants(now)
    issuers = {}
    for employer in EMPLOYERS:
        agreed = registration(settings, employer.code)
        issuers[employer.code] = Issuer(employer, agreed, Signer(agreed), grants, now)
    return issuers


async def addressed_issuer(council: FromPath[str], state: State) -> Issuer:
    issuers: dict[str, Issuer] = state.issuers
    if council not in issuers:
        raise NotFoundException("No such council here.")
    return issuers[council]


AddressedIssuer = NamedDependency[Issuer]
