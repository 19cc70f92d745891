"""Secrets that must be read again (an authenticator's, a link's token on its way) are sealed with keys derived from
`COMMONGROUND_SECRET_KEY`: a copy of the database alone opens none of them."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from commonground.platform.settings import PREFIX, Settings, SettingsError

_NONCE: Final = 12
_KEY: Final = 32
_TOTP: Final = "authenticator secrets"
_LETTERS: Final = "tokens in letters"
_RECOVERY: Final = "recovery codes"


class UnsealableError(RuntimeError):
    """Sealed with another key, for somebody else, or broken. The secret key was changed, or a row was tampered with."""


@dataclass(frozen=True)
class Seals:
    """The derived keys of this installation, made from its settings."""

    secret_key: str

    @classmethod
    def of(cls, settings: Settings) -> Seals:
        """Raises `SettingsError` without a secret key: what is sealed has to be opened after a restart."""
        if not settings.secret_key:
            raise SettingsError(f"{PREFIX}SECRET_KEY is needed for local accounts: it seals what must be read again.")
        return cls(settings.secret_key)

    def seal_totp(self, secret: str, account: str) -> bytes:
        """An authenticator's secret, tied to whom it belongs to: a row that is moved to another account opens not."""
        return _sealed(_derived(self.secret_key, _TOTP), secret, account)

    def open_totp(self, sealed: bytes, account: str) -> str:
        """Raises `UnsealableError`."""
        return _opened(_derived(self.secret_key, _TOTP), sealed, account)

    def seal_token(self, token: str, letter: UUID) -> bytes:
        return _sealed(_derived(self.secret_key, _LETTERS), token, str(letter))

    def open_token(self, sealed: bytes, letter: UUID) -> str:
        """Raises `UnsealableError`."""
        return _opened(_derived(self.secret_key, _LETTERS), sealed, str(letter))

    def hash_recovery(self, code: str, account: UUID) -> bytes:
        """A keyed hash: without the key nobody can try all codes at home."""
        return hmac.digest(_derived(self.secret_key, _RECOVERY), f"{account}|{code}".encode(), "sha256")


@lru_cache(maxsize=8)
def _derived(secret_key: str, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=f"commonground {purpose}".encode())
    return derivation.derive(secret_key.encode())


def _sealed(key: bytes, text: str, about: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())


def _opened(key: bytes, sealed: bytes, about: str) -> str:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode()).decode()
    except (InvalidTag, ValueError) as wrong:
        raise UnsealableError from wrong
