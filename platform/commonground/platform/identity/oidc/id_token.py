"""Checks an ID token: OpenID Connect Core 3.1.3.7, every step, and a little stricter where the text leaves room."""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass

from authlib.oidc.core.util import create_half_hash  # type: ignore[import-untyped]  # has no types
from joserfc import jws, jwt
from joserfc.errors import ClaimError, InvalidPayloadError, JoseError, MissingClaimError

from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.keys import SigningKey
from commonground.platform.identity.oidc.types import JsonObject

LEEWAY = 60
OLDEST = 10 * 60  # a token fresh from the token endpoint; some providers date theirs five minutes back


@dataclass(frozen=True)
class Header:
    algorithm: str
    kid: str | None


@dataclass(frozen=True)
class Expected:
    """What the token must say to be the answer to this attempt."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    now: int


def read_header(token: str, algorithms: frozenset[str]) -> Header:
    """The header of a token not yet believed. Raises `SignInRefused` for any algorithm but the allowed ones."""
    try:
        header = jws.extract_compact(token.encode("ascii"), registry=_registry(algorithms)).headers()
    except (JoseError, ValueError, TypeError, RecursionError, AttributeError) as error:
        raise SignInRefused(Refusal.TOKEN_UNREADABLE, type(error).__name__) from error
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        raise SignInRefused(Refusal.ALGORITHM_REFUSED)
    if "crit" in header:
        # It names extensions that must be understood; we understand none.
        raise SignInRefused(Refusal.TOKEN_UNREADABLE, "crit")
    if not isinstance(kid, str | None):
        raise SignInRefused(Refusal.TOKEN_UNREADABLE, "kid")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        # A logout token or an access token of the same issuer is signed by the same key.
        raise SignInRefused(Refusal.TOKEN_TYPE)
    return Header(algorithm, kid)


def checked_claims(token: str, header: Header, key: SigningKey, expected: Expected) -> JsonObject:
    """The claims of `token`, signed by `key` and meant for this attempt. Raises `SignInRefused`."""
    claims = _verified(token, header, key)
    if claims.get("nonce") is None:
        raise SignInRefused(Refusal.NONCE_MISSING)
    try:
        _IdTokenClaims(expected).validate(dict(claims))
    except MissingClaimError as error:
        raise SignInRefused(Refusal.CLAIM_MISSING, error.claim) from error
    except ClaimError as error:
        raise SignInRefused(Refusal.CLAIM_INVALID, error.claim) from error
    _check_access_token_hash(claims, header, expected.access_token)
    return claims


def check_fresh(claims: JsonObject, since: int | None, now: int) -> None:
    """Whether the person signed in at the provider between `since` and now, as far as two clocks agree. A provider that
    was asked for it has to say when it was (OpenID Connect Core 3.1.2.1). Raises `SignInRefused`."""
    if since is None:
        return
    if "auth_time" not in claims:
        raise SignInRefused(Refusal.CLAIM_MISSING, "auth_time")
    if not since - LEEWAY <= _moment("auth_time", claims["auth_time"]) <= now + LEEWAY:
        raise SignInRefused(Refusal.NOT_FRESH)


def _verified(token: str, header: Header, key: SigningKey) -> JsonObject:
    allowed = frozenset({header.algorithm})
    try:
        return jwt.decode(token, key, registry=_registry(allowed)).claims
    except InvalidPayloadError as error:
        raise SignInRefused(Refusal.TOKEN_UNREADABLE, "payload") from error
    except (JoseError, ValueError, TypeError) as error:
        raise SignInRefused(Refusal.BAD_SIGNATURE, type(error).__name__) from error
    except RecursionError as error:
        raise SignInRefused(Refusal.TOKEN_UNREADABLE, "payload") from error


class _Registry(jws.JWSRegistry):
    max_header_length = 8 * 1024  # room for the certificates that some providers put beside the signature


def _registry(algorithms: frozenset[str]) -> jws.JWSRegistry:
    # Unknown header members are to be ignored (RFC 7515 section 4), so the header check is not the strict one.
    return _Registry(algorithms=sorted(algorithms), strict_check_header=False)


class _IdTokenClaims(jwt.JWTClaimsRegistry):
    """joserfc calls `validate_<claim>` for each claim that is there and misses the essential ones itself.

    Its own comparison accepts a list that *contains* the expected value, which is too kind for these claims."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        essential: jwt.ClaimsOption = {"essential": True}
        super().__init__(
            now=expected.now, leeway=LEEWAY, iss=essential, sub=essential, aud=essential, exp=essential, iat=essential
        )

    def validate_iss(self, value: object) -> None:
        if value != self._expected.issuer:
            raise SignInRefused(Refusal.WRONG_ISSUER)

    def validate_aud(self, value: object) -> None:
        """Us and nobody else: we trust no other audience with a token that is ours."""
        if value not in (self._expected.client_id, [self._expected.client_id]):
            raise SignInRefused(Refusal.WRONG_AUDIENCE)

    def validate_azp(self, value: object) -> None:
        if value != self._expected.client_id:
            raise SignInRefused(Refusal.WRONG_PARTY)

    def validate_nonce(self, value: object) -> None:
        if not isinstance(value, str) or not _same(value, self._expected.nonce):
            raise SignInRefused(Refusal.NONCE_MISMATCH)

    def validate_exp(self, value: object) -> None:
        if _moment("exp", value) <= self.now - LEEWAY:
            raise SignInRefused(Refusal.EXPIRED)

    def validate_nbf(self, value: object) -> None:
        if _moment("nbf", value) > self.now + LEEWAY:
            raise SignInRefused(Refusal.NOT_YET_VALID)

    def validate_iat(self, value: object) -> None:
        moment = _moment("iat", value)
        if moment > self.now + LEEWAY:
            raise SignInRefused(Refusal.ISSUED_IN_FUTURE)
        if moment < self.now - OLDEST - LEEWAY:
            raise SignInRefused(Refusal.ISSUED_LONG_AGO)


def _moment(claim: str, value: object) -> int | float:
    """A NumericDate. Python's JSON also reads NaN, which is never less than anything: it would not expire."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise SignInRefused(Refusal.CLAIM_INVALID, claim)


def _check_access_token_hash(claims: JsonObject, header: Header, access_token: str) -> None:
    given = claims.get("at_hash")
    if given is None:
        return
    wanted = create_half_hash(access_token, header.algorithm)
    if not isinstance(given, str) or not _same(given, wanted.decode("ascii")):
        raise SignInRefused(Refusal.ACCESS_TOKEN_HASH)


def _same(one: str, other: str) -> bool:
    # JSON may carry half a surrogate pair, which plain UTF-8 cannot.
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))
