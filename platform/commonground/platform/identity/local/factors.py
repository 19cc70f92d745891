"""The second factor: an authenticator's codes (TOTP, RFC 6238), and recovery codes for whoever has lost it."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime
from typing import Final

import pyotp

STEP: Final = 30
_AROUND: Final = (0, -1, 1)
"""A phone's clock may be half a minute off."""
CODES: Final = 10
_GROUPS, _GROUP = 3, 4
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE: Final = str.maketrans("OIL", "011")
_DIGITS: Final = re.compile(r"[0-9]{6}")
_WHOLE: Final = re.compile(f"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}")


def new_secret() -> str:
    """160 random bits, as authenticators take them."""
    return pyotp.random_base32(32)


def in_fours(secret: str) -> list[str]:
    """For typing it in by hand."""
    return [secret[start : start + 4] for start in range(0, len(secret), 4)]


def address_of(secret: str, email: str) -> str:
    """What the picture says to the authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Commonground")


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The time step whose code this is, of the present one and its neighbours; None for a wrong code."""
    digits = re.sub(r"[\s-]", "", typed)
    if not _DIGITS.fullmatch(digits):
        return None
    present, codes = int(now.timestamp()) // STEP, pyotp.HOTP(secret)
    found = [present + off for off in _AROUND if hmac.compare_digest(codes.at(present + off), digits)]
    return found[0] if found else None


def code_at(secret: str, now: datetime) -> str:
    """The code of this moment: what the authenticator shows."""
    return pyotp.HOTP(secret).at(int(now.timestamp()) // STEP)


def new_recovery_codes() -> list[str]:
    """Ten of them, 60 random bits each, without letters that look alike."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(CODES)
    ]


def recovery_code(typed: str) -> str | None:
    """As it was given out, however it was typed; None for what can be none."""
    letters = re.sub(r"[\s-]", "", typed.upper()).translate(_LIKE)
    if not _WHOLE.fullmatch(letters):
        return None
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
