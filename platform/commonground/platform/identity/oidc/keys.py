"""A provider's published keys, and which of them may check a given token."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from commonground.platform.identity.oidc.errors import Refusal, SignInRefused
from commonground.platform.identity.oidc.types import JsonObject

SigningKey = RSAKey | ECKey
_MOST_KEYS = 50
_RSA_BITS = range(2048, 8192 + 1)  # shorter can be factored; longer only costs us time
_MEMBERS = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y")}
_FAMILY = {"RS": "RSA", "PS": "RSA", "ES": "EC"}


@dataclass(frozen=True)
class PublishedKey:
    kid: str | None
    family: str
    algorithm: str | None
    key: SigningKey


def read_keys(document: JsonObject) -> tuple[PublishedKey, ...]:
    """The usable signing keys of a JWKS document.

    Keys we cannot use are passed over, as RFC 7517 asks. A private key among them is not: then anybody can sign.
    Raises `SignInRefused`."""
    entries = document.get("keys")
    if not isinstance(entries, list) or len(entries) > _MOST_KEYS:
        raise SignInRefused(Refusal.KEYS_INVALID)
    found = [_read_key(entry) for entry in entries if isinstance(entry, dict)]
    return tuple(key for key in found if key is not None)


def choose_key(keys: Sequence[PublishedKey], algorithm: str, kid: str | None) -> SigningKey | None:
    """The one key that fits; None when none fits or several do, since guessing would let a stranger choose."""
    fitting = [
        entry
        for entry in keys
        if entry.family == _FAMILY.get(algorithm[:2])
        and entry.algorithm in {None, algorithm}
        and (kid is None or entry.kid == kid)
    ]
    return fitting[0].key if len(fitting) == 1 else None


def _read_key(entry: JsonObject) -> PublishedKey | None:
    if "d" in entry:
        raise SignInRefused(Refusal.PRIVATE_KEY_PUBLISHED)
    family, kid, algorithm = entry.get("kty"), entry.get("kid"), entry.get("alg")
    if not isinstance(family, str) or not isinstance(kid, str | None) or not isinstance(algorithm, str | None):
        return None
    if entry.get("use", "sig") != "sig" or not _may_verify(entry.get("key_ops")):
        return None
    key = _import(family, entry)
    return PublishedKey(kid=kid, family=family, algorithm=algorithm, key=key) if key is not None else None


def _may_verify(operations: object) -> bool:
    return operations is None or (isinstance(operations, list) and "verify" in operations)


def _import(family: str, entry: JsonObject) -> SigningKey | None:
    # Only what makes the key: `x5u`, `jku` and the like would be addresses that a stranger chose.
    material = {name: value for name in _MEMBERS.get(family, ()) if isinstance(value := entry.get(name), str)}
    try:
        if family == "RSA":
            return RSAKey.import_key(dict(material)) if _bits(material["n"]) in _RSA_BITS else None
        if family == "EC":
            key = ECKey.import_key(dict(material))
            _ = key.public_key  # a point that is not on its curve fails here
            return key
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return None


def _bits(modulus: str) -> int:
    padded = modulus + "=" * (-len(modulus) % 4)
    return int.from_bytes(base64.urlsafe_b64decode(padded)).bit_length()
