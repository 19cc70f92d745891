"""Short references that people read aloud (`CR-7K3F-29M`) and the return code of somebody who reported.

Both use Crockford's base 32 (no I, L, O, U) and end in a check character over the field GF(32): each position has a
weight of its own, none of them nought, so every wrong character and every swap of two characters is caught. The kind
shifts the check character, so that a referral's characters under a context's prefix are refused as well.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from enum import StrEnum
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_RANDOM_CHARACTERS: Final = 6
_RETURN_CODE_RANDOM: Final = 19
_SPOKEN_CODE_RANDOM: Final = 11
_RETURN_CODE_BYTES: Final = 12
_RETURN_CODE_GROUP: Final = 4
_LONGEST_TYPED: Final = 80
_SEPARATORS: Final = re.compile(r"[\s\-_.·•/,‐‑‒–—−]+")
_MISREAD: Final = str.maketrans("OIL", "011")


class ReferenceKind(StrEnum):
    """The prefix says what the reference is of."""

    REFERRAL = "CR"
    CONTEXT = "CX"
    HANDOFF = "HO"
    JOINT = "JC"
    DISCLOSURE = "DX"
    DISPUTE = "BD"


_SHIFT: Final = {
    ReferenceKind.REFERRAL: _VALUE["A"],
    ReferenceKind.CONTEXT: _VALUE["N"],
    ReferenceKind.HANDOFF: _VALUE["H"],
    ReferenceKind.JOINT: _VALUE["J"],
    ReferenceKind.DISCLOSURE: _VALUE["X"],
    ReferenceKind.DISPUTE: _VALUE["B"],
}


def _powers_of_two() -> tuple[int, ...]:
    """The 31 non-zero elements of GF(32), each the double of the one before (x⁵ + x² + 1)."""
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled > 31 else doubled)
    return tuple(powers)


_POWER: Final = _powers_of_two()
_LOGARITHM: Final = {value: exponent for exponent, value in enumerate(_POWER)}


def check_character(body: str, shift: int = 0) -> str:
    """The character that ends `body` (at most 30 characters of `ALPHABET`)."""
    total = shift
    for distance, character in enumerate(reversed(body), start=1):
        value = _VALUE[character]
        if value:
            total ^= _POWER[(_LOGARITHM[value] + distance) % 31]
    return ALPHABET[total]


def _random_body(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _bare(text: str) -> str | None:
    """What was typed, without separators and with the usual misreadings put right; None when it can't be a code."""
    if len(text) > _LONGEST_TYPED:
        return None
    bare = _SEPARATORS.sub("", text).upper().translate(_MISREAD)
    return bare if all(character in _VALUE for character in bare) else None


def _dressed(kind: ReferenceKind, characters: str) -> str:
    return f"{kind}-{characters[:4]}-{characters[4:]}"


def new_reference(kind: ReferenceKind) -> str:
    """A new reference, one of about a thousand million: the caller tries again when the council has it already.

    It names a record and opens nothing: never treat it as a secret."""
    body = _random_body(_RANDOM_CHARACTERS)
    return _dressed(kind, body + check_character(body, _SHIFT[kind]))


def parse_reference(text: str, kind: ReferenceKind | None = None) -> str | None:
    """The reference that was typed, as we write it; None when it is not one (or not of `kind`).

    Forgives small letters, spaces, missing dashes, O for 0, I and L for 1. With `kind` the prefix may be left out."""
    bare = _bare(text)
    if bare is None:
        return None
    if kind is not None and len(bare) == _RANDOM_CHARACTERS + 1:
        bare = kind + bare
    for possible in ReferenceKind if kind is None else (kind,):
        if len(bare) == len(possible) + _RANDOM_CHARACTERS + 1 and bare.startswith(possible.translate(_MISREAD)):
            characters = bare[len(possible) :]
            if check_character(characters[:-1], _SHIFT[possible]) == characters[-1]:
                return _dressed(possible, characters)
    return None


def reference_kind(reference: str) -> ReferenceKind:
    """Of a reference as `new_reference` and `parse_reference` write it."""
    return ReferenceKind(reference.partition("-")[0])


def new_return_code() -> str:
    """A new return code, `7KM2-49TX-3QRD-8FJ2-WN5P`: 95 random bits and a check character.

    Whoever has it reads the reply, so it is shown once and only `hash_return_code` is kept."""
    body = _random_body(_RETURN_CODE_RANDOM)
    return "-".join(return_code_groups(body + check_character(body)))


def return_code_from(secret: bytes) -> str:
    """The return code that `secret` makes, the same one each time. `secret` must be as good as random, and as secret as
    the code; its first 95 bits count."""
    bits = int.from_bytes(secret[:_RETURN_CODE_BYTES]) >> (8 * _RETURN_CODE_BYTES - 5 * _RETURN_CODE_RANDOM)
    body = "".join(ALPHABET[(bits >> 5 * place) & 31] for place in range(_RETURN_CODE_RANDOM))
    return "-".join(return_code_groups(body + check_character(body)))


def return_code_groups(code: str) -> tuple[str, ...]:
    """The groups of four in which the code is shown and read aloud."""
    bare = code.replace("-", "")
    return tuple(bare[start : start + _RETURN_CODE_GROUP] for start in range(0, len(bare), _RETURN_CODE_GROUP))


def parse_return_code(text: str) -> str | None:
    """The return code that was typed, as we write it; None when a character is missing, wrong or swapped."""
    bare = _bare(text)
    if bare is None or len(bare) != _RETURN_CODE_RANDOM + 1 or check_character(bare[:-1]) != bare[-1]:
        return None
    return "-".join(return_code_groups(bare))


def hash_return_code(code: str) -> bytes:
    """What the database keeps: SHA-256 of `commonground return code:` and the code as `parse_return_code` writes it.

    One round and no salt suffice for 95 random bits, and let the row be found by an index."""
    return hashlib.sha256(b"commonground return code:" + code.encode()).digest()


def new_spoken_code() -> str:
    """A new code to be told by telephone, `7KM2-49TX-3QRD`: 55 random bits and a check character. It opens nothing by
    itself, and few attempts are allowed at it."""
    body = _random_body(_SPOKEN_CODE_RANDOM)
    return "-".join(return_code_groups(body + check_character(body)))


def parse_spoken_code(text: str) -> str | None:
    """The code that was typed, as we write it; None when a character is missing, wrong or swapped."""
    bare = _bare(text)
    if bare is None or len(bare) != _SPOKEN_CODE_RANDOM + 1 or check_character(bare[:-1]) != bare[-1]:
        return None
    return "-".join(return_code_groups(bare))
