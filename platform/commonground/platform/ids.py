"""Row ids: UUID version 7 (RFC 9562), so that new rows land together in every index."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_RANDOM_BITS = 74
_LOW_BITS = 62
_STEP_BYTES = 4
_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new id, greater than every other that this process has made: lines written in one moment keep their order.

    48 bits of Unix milliseconds, then 74 random ones, counted up within a millisecond (RFC 9562, 6.2, method 2). The
    standard library has it from Python 3.14."""
    return uuid7s(1)[0]


def uuid7s(number: int) -> list[UUID]:
    """So many, rising, for rows that are written together: each a random step above the one before, all drawn from the
    system at once, which is what costs."""
    global _last  # noqa: PLW0603  # the one thing that this process must remember
    steps = secrets.token_bytes(_STEP_BYTES * number)
    with _lock:
        first = time.time_ns() // 1_000_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS - 1)
        _last = max(first, _last + 1)
        made = [_last]
        for place in range(_STEP_BYTES, len(steps), _STEP_BYTES):
            _last += 1 + int.from_bytes(steps[place : place + _STEP_BYTES])
            made.append(_last)
    return [_laid_out(payload) for payload in made[:number]]


def _laid_out(payload: int) -> UUID:
    high, low = payload >> _LOW_BITS, payload & ((1 << _LOW_BITS) - 1)
    return UUID(int=(high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0x2 << _LOW_BITS | low)


_TAIL = 0xFFFFFFFF
_MIDDLE_BITS = 30


def uuid7_ending_as(other: UUID) -> UUID:
    """A new id with the last eight characters of `other`. What is above them is drawn anew: ids that are counted up
    within a millisecond differ in nothing but their end."""
    middle = ((1 << _MIDDLE_BITS) - 1) << 32
    fresh = uuid7().int & ~middle | secrets.randbits(_MIDDLE_BITS) << 32
    return ending_as(UUID(int=fresh), other)


def ending_as(an_id: UUID, other: UUID) -> UUID:
    """With the last eight characters of `other`: those by which people tell it from others."""
    return UUID(int=an_id.int & ~_TAIL | other.int & _TAIL)


def number_of(an_id: UUID) -> str:
    """How people name what has no reference of its own: “7A3F-29C1”."""
    tail = an_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def uuid_of(text: str | None) -> UUID | None:
    """The id that was typed or sent; None for whatever is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def made_at(an_id: UUID) -> datetime:
    """When an id of ours was made, to the millisecond."""
    return datetime.fromtimestamp((an_id.int >> 80) / 1000, UTC)


def lowest_id(moment: datetime) -> UUID:
    """No id that is made from this moment on is lower: ids begin with their milliseconds."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
