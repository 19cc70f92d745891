"""An issuer's key, made afresh at each start, and the ID tokens it signs."""

from __future__ import annotations

from typing import cast

from authlib.oidc.core.util import create_half_hash  # type: ignore[import-untyped]  # has no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeyParameters, KeySet, RSAKey

from commonground.infra.demo_provider.grants import Grant
from commonground.infra.demo_provider.registration import Registration
from commonground.platform.demo.personas import Persona

LIVES = 300


class Signer:
    """One key pair for one issuer: no council's provider can sign for another's."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._algorithm = registration.algorithm
        described: KeyParameters = {"use": "sig", "alg": self._algorithm}
        self._key: RSAKey | ECKey
        if self._algorithm == "RS256":
            self._key = RSAKey.generate_key(2048, described, auto_kid=True)
        else:
            self._key = ECKey.generate_key("P-256", described, auto_kid=True)

    def published(self) -> dict[str, object]:
        return cast("dict[str, object]", KeySet([self._key]).as_dict(private=False))

    def id_token(self, grant: Grant, access_token: str, now: int) -> str:
        claims = person_claims(grant.persona) | {
            "iss": self._registration.issuer,
            "aud": self._registration.client_id,
            "azp": self._registration.client_id,
            "iat": now,
            "exp": now + LIVES,
            "auth_time": grant.signed_in_at,
            "nonce": grant.nonce,
            "amr": ["demo"],
            "at_hash": create_half_hash(access_token, self._algorithm).decode("ascii"),
        }
        header = {"alg": self._algorithm, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[self._algorithm])

    def signed(self, id_token: str) -> bool:
        """Whether it is ours, however old: a hint at sign-out may have expired long ago."""
        try:
            jwt.decode(id_token, self._key, algorithms=[self._algorithm])
        except (JoseError, ValueError):
            return False
        return True


def person_claims(persona: Persona) -> dict[str, object]:
    return {
        "sub": persona.subject,
        "name": persona.name,
        "groups": list(persona.groups),
        "email": persona.email,
        "email_verified": True,
    }
