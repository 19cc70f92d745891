"""Reading what a client sends: an authorization request, and who sends a token request."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlencode

from litestar.exceptions import ClientException

from commonground.infra.demo_provider.registration import Registration

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class ProtocolError(Exception):
    """A mistake that the client is told of, by its code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class AuthorizationRequest:
    state: str
    nonce: str
    challenge: str
    login_hint: str


def single_valued(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Raises `ClientException` for a parameter that comes twice: two readers could each believe another."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise ClientException(f"“{name}” came twice.")
        values[name] = value
    return values


def check_client(values: Mapping[str, str], agreed: Registration) -> None:
    """Raises `ClientException` for a stranger, who must not be redirected to: the address would be theirs."""
    if values.get("client_id") != agreed.client_id:
        raise ClientException("This sign-in page does not know who sent you here.")
    if values.get("redirect_uri") != agreed.return_address:
        raise ClientException("You were sent here with a way back that was not agreed.")


def read_authorization(values: Mapping[str, str]) -> AuthorizationRequest:
    """Raises `ProtocolError`, to be sent back to the client."""
    if values.get("response_type") != "code":
        raise ProtocolError("unsupported_response_type")
    if "openid" not in values.get("scope", "").split():
        raise ProtocolError("invalid_scope")
    challenge = values.get("code_challenge", "")
    if values.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise ProtocolError("invalid_request")
    if not values.get("state") or not values.get("nonce"):
        raise ProtocolError("invalid_request")
    return AuthorizationRequest(values["state"], values["nonce"], challenge, values.get("login_hint", ""))


def answer_address(agreed: Registration, state: str, answer: Mapping[str, str]) -> str:
    """The way back with an answer: always with our name (RFC 9207), so that nobody can answer for us."""
    parameters = {**answer, "iss": agreed.issuer} | ({"state": state} if state else {})
    return f"{agreed.return_address}?{urlencode(parameters)}"


def check_client_secret(authorization: str, form: Mapping[str, str], agreed: Registration) -> None:
    """Raises `ProtocolError`."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    if authorization:
        client_id, secret = _basic(authorization)
    right = hmac.compare_digest(secret.encode(), agreed.client_secret.encode())
    if client_id != agreed.client_id or not right:
        raise ProtocolError("invalid_client")


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, coded = authorization.partition(" ")
    try:
        client_id, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("invalid_client") from error
    if scheme.lower() != "basic":
        raise ProtocolError("invalid_client")
    return unquote_plus(client_id), unquote_plus(secret)
