"""Codes and access tokens of the demonstration's provider: in memory, short-lived, each code good for one use."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # has no types

from commonground.platform.demo.personas import Persona

_Kept = TypeVar("_Kept")

CODE_LIVES = 60
TOKEN_LIVES = 300
MOST_KEPT = 1000


@dataclass(frozen=True)
class Grant:
    """What a code stands for: who signed in, and what the request that it answers had promised."""

    council: str
    persona: Persona
    redirect_uri: str
    challenge: str
    nonce: str
    signed_in_at: int


class Grants:
    """Raises nothing: whatever does not fit is None, as a provider tells a stranger no more than `invalid_grant`."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._codes: dict[str, tuple[Grant, float]] = {}
        self._used: dict[str, str] = {}
        self._tokens: dict[str, tuple[Persona, float]] = {}

    def issue_code(self, grant: Grant) -> str:
        code = secrets.token_urlsafe(32)
        self._codes[code] = (grant, self._now() + CODE_LIVES)
        _forget_oldest(self._codes)
        return code

    def redeem(self, code: str, *, council: str, redirect_uri: str, verifier: str) -> tuple[Grant, str] | None:
        """The grant and a new access token. A code that comes twice also ends the token it gave the first time."""
        if code in self._used:
            self._tokens.pop(self._used[code], None)
            return None
        grant, expires_at = self._codes.pop(code, (None, 0.0))
        if grant is None or expires_at < self._now():
            return None
        if grant.council != council or grant.redirect_uri != redirect_uri:
            return None
        if not hmac.compare_digest(create_s256_code_challenge(verifier), grant.challenge):
            return None
        access_token = secrets.token_urlsafe(32)
        self._tokens[access_token] = (grant.persona, self._now() + TOKEN_LIVES)
        self._used[code] = access_token
        _forget_oldest(self._tokens)
        _forget_oldest(self._used)
        return grant, access_token

    def holder(self, access_token: str, council: str) -> Persona | None:
        """Whose access token it is, at this issuer and no other."""
        persona, expires_at = self._tokens.get(access_token, (None, 0.0))
        if persona is None or expires_at < self._now() or persona.council != council:
            return None
        return persona


def _forget_oldest(kept: dict[str, _Kept]) -> None:
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
