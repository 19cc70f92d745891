"""Passwords: how good one must be, and argon2id, which takes long on purpose and therefore never on the event loop."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any, Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from commonground.platform.refusals import Problem, RefusedError

LEAST: Final = 12
MOST: Final = 200
GOOD_ENOUGH: Final = 3
# What OWASP asks for at least: 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
_AT_ONCE: Final = 2
# zxcvbn looks at everything it is given, and takes longer than linearly.
_LOOKED_AT: Final = 100
_SHORTEST_WORD: Final = 2


class Weakness(StrEnum):
    """Why a password is not taken, with what to do about it."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Weakness:
        weakness = str.__new__(cls, code)
        weakness._value_ = code
        weakness.sentence = sentence
        return weakness

    SHORT = "short", "Use 12 characters or more. Three or four words that do not belong together do well."
    LONG = "long", "Use 200 characters or fewer."
    WORDS = "words", "Common words, names and what belongs to you are guessed first. Add a word or two that do not fit."
    KEYS = "keys", "Keys that lie side by side are guessed soon. Use words that do not belong together."
    REPEATED = "repeated", "What repeats is guessed soon. Use words that do not belong together."
    IN_ORDER = "in_order", "Letters or numbers in order are guessed soon. Use words that do not belong together."
    DATES = "dates", "Dates and years are guessed soon. Use words that do not belong together."
    GUESSABLE = "guessable", "This would be guessed soon. Add a word or two that do not fit."


class WeakPasswordError(RefusedError):
    """The password would be guessed too soon."""

    def __init__(self, why: Weakness) -> None:
        super().__init__(why.sentence, (Problem("password", why.sentence),))
        self.why = why


_PATTERNS: Final = {
    "dictionary": Weakness.WORDS,
    "spatial": Weakness.KEYS,
    "repeat": Weakness.REPEATED,
    "sequence": Weakness.IN_ORDER,
    "date": Weakness.DATES,
    "regex": Weakness.DATES,
}
"""By the checker's own names for what it recognises."""


def plain(password: str) -> str:
    """As it is hashed: the same letters typed on another keyboard are the same password. Nothing is cut off."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, own_words: Iterable[str]) -> None:
    """Raises `WeakPasswordError` for one that is short, or easy to guess for whoever knows `own_words` (names, the
    address, the council). There are no rules about kinds of characters."""
    if len(password) < LEAST:
        raise WeakPasswordError(Weakness.SHORT)
    if len(password) > MOST:
        raise WeakPasswordError(Weakness.LONG)
    found = _looked_at(password[:_LOOKED_AT], [word for word in own_words if len(word) > _SHORTEST_WORD])
    if found["score"] < GOOD_ENOUGH:
        raise WeakPasswordError(_weakness(found["sequence"]))


def _looked_at(password: str, own_words: list[str]) -> dict[str, Any]:
    # 12 MiB of word lists, which a web process carries from the first password that is chosen in it, and not before.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415  # has no types; see above

    found: dict[str, Any] = zxcvbn(password, user_inputs=own_words)
    return found


def own_words(*texts: str) -> list[str]:
    """What stands in names and addresses, whole and in parts: nobody may use it as a password."""
    return [word for text in texts for word in (text, *re.split(r"[^\w]+", text)) if word]


def _weakness(parts: list[dict[str, object]]) -> Weakness:
    """That of the longest part that was recognised."""
    known = [part for part in parts if part["pattern"] in _PATTERNS]
    longest = max(known, key=lambda part: len(str(part["token"])), default=None)
    return _PATTERNS[str(longest["pattern"])] if longest else Weakness.GUESSABLE


@cache
def _gate() -> asyncio.Semaphore:
    """Each check takes 19 MiB: a crowd at the door must not take the machine's memory."""
    return asyncio.Semaphore(_AT_ONCE)


async def hash_password(password: str) -> str:
    async with _gate():
        return await asyncio.to_thread(_HASHER.hash, plain(password))


async def is_right(password_hash: str | None, password: str) -> bool:
    """Whether it is the password of this hash. None: nobody has the address; that takes just as long."""
    async with _gate():
        right = await asyncio.to_thread(_verify, password_hash or _nobodys(), plain(password))
    return right and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


def get_ready() -> None:
    """At start: so that not even the first guess at an unknown address takes longer than at a known one."""
    _nobodys()
