"""What a provider says of itself in its discovery document, believed only where it must be."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.platform.identity.oidc.addresses import checked_address
from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.types import JsonObject, Provider

_AUTHENTICATIONS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True)
class Metadata:
    """A discovery document that was looked at. `authentication` is how we prove ourselves at the token endpoint."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    names_itself: bool
    algorithms: frozenset[str]
    authentications: frozenset[str]

    def algorithms_for(self, provider: Provider) -> frozenset[str]:
        """Those that the council allows and the provider offers. Raises `SignInRefused` when there are none."""
        common = self.algorithms.intersection(provider.algorithms)
        if not common:
            raise SignInRefused(Refusal.NO_COMMON_ALGORITHM)
        return common

    def authentication_for(self, provider: Provider) -> str:
        """How to authenticate at the token endpoint. Raises `SignInRefused` when we speak none of its ways."""
        if not provider.client_secret:
            return "none"
        for way in _AUTHENTICATIONS:
            if way in self.authentications:
                return way
        raise SignInRefused(Refusal.NO_CLIENT_AUTHENTICATION)


def discovery_address(issuer: str) -> str:
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def read_metadata(document: JsonObject, issuer: str, *, plain_loopback: bool) -> Metadata:
    """Raises `SignInRefused` unless the document is `issuer`'s own, to the letter, and offers code with PKCE."""
    if document.get("issuer") != issuer:
        raise SignInRefused(Refusal.DISCOVERY_ISSUER)
    if "code" not in _strings(document, "response_types_supported", default=frozenset({"code"})):
        raise SignInRefused(Refusal.NO_CODE_FLOW)
    # Some large providers do PKCE and do not say so; silence is taken for yes, a list without S256 for no.
    if "S256" not in _strings(document, "code_challenge_methods_supported", default=frozenset({"S256"})):
        raise SignInRefused(Refusal.NO_PKCE)

    def address(name: str) -> str:
        if document.get(name) is None:
            raise SignInRefused(Refusal.DISCOVERY_INCOMPLETE, name)
        return checked_address(document[name], plain_loopback=plain_loopback)

    def optional(name: str) -> str | None:
        return None if document.get(name) is None else address(name)

    return Metadata(
        issuer=issuer,
        authorization_endpoint=address("authorization_endpoint"),
        token_endpoint=address("token_endpoint"),
        jwks_uri=address("jwks_uri"),
        userinfo_endpoint=optional("userinfo_endpoint"),
        end_session_endpoint=optional("end_session_endpoint"),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        algorithms=_strings(document, "id_token_signing_alg_values_supported", default=frozenset({"RS256"})),
        authentications=_strings(
            document, "token_endpoint_auth_methods_supported", default=frozenset({"client_secret_basic"})
        ),
    )


def _strings(document: JsonObject, name: str, *, default: frozenset[str]) -> frozenset[str]:
    value = document.get(name)
    if value is None:
        return default
    if not isinstance(value, list):
        raise SignInRefused(Refusal.DISCOVERY_INCOMPLETE, name)
    return frozenset(item for item in value if isinstance(item, str))
