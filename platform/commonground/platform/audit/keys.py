"""The key that signs the ends of chains. Only the process that signs has it; everybody may know its public half."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from commonground.platform.settings import PREFIX, Settings, SettingsError

_SEED: Final = 32
_VARIABLE: Final = f"{PREFIX}AUDIT_KEY"
_HOW: Final = "`commonground audit key --new FILE` makes one."


@dataclass(frozen=True)
class PublicKey:
    """What verifies. `id` is short and follows from the key, so that a head can say which one signed it."""

    raw: bytes

    @property
    def id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def text(self) -> str:
        return base64.b64encode(self.raw).decode()

    @classmethod
    def from_text(cls, text: str) -> PublicKey:
        """Raises `ValueError` for what is no key."""
        raw = base64.b64decode(text, validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
        return cls(raw)

    def signed(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, repr=False)
class SigningKey:
    """What signs. Never shown, not even by mistake."""

    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def signing_key(settings: Settings) -> SigningKey:
    """The key that the settings name. In a demonstration it is made once and kept in the state folder.

    Raises `SettingsError` where there is none, or where what there is can't be read."""
    if settings.audit_key:
        return _read(settings.audit_key)
    if settings.is_demo:
        return _read(str(kept_key(Path(settings.state_dir))))
    raise SettingsError(
        f"{_VARIABLE} is missing: in production the ends of the audit chains are signed with a key of your own. {_HOW}"
    )


def kept_key(state: Path) -> Path:
    """The demonstration's own key file, made if it is not there yet."""
    file = state / "audit-key"
    if not file.exists():
        new_key(file)
    return file


def new_key(file: Path) -> SigningKey:
    """Make a key and keep it in a file that nobody else can read. Raises `FileExistsError`: a key is never replaced."""
    if file.exists():
        raise FileExistsError(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    seed = secrets.token_bytes(_SEED)
    part.write_text(base64.b64encode(seed).decode() + "\n", encoding="ascii")
    part.rename(file)
    return SigningKey(seed)


def _read(said: str) -> SigningKey:
    """A seed in base64, or a file with one, or with a private key as `openssl genpkey -algorithm ed25519` writes it."""
    if seed := _seed(said):
        return SigningKey(seed)
    try:
        text = Path(said).read_text(encoding="ascii")
    except (OSError, ValueError):
        raise SettingsError(f"{_VARIABLE} is neither a seed in base64 nor a file that can be read. {_HOW}") from None
    seed = _seed(text) or _pem(text)
    if seed is None:
        raise SettingsError(f"The file that {_VARIABLE} names holds no Ed25519 key. {_HOW}")
    return SigningKey(seed)


def _seed(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _SEED else None


def _pem(text: str) -> bytes | None:
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError):
        return None
    return key.private_bytes_raw() if isinstance(key, Ed25519PrivateKey) else None
