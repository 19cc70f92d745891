"""What somebody could do to a receipt's file, drawn at random, always the same for a seed. They know how everything is
made, and have a key of their own; the one thing that they lack is the notary's."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from commonground.platform.audit.canonical import moment_text
from commonground.platform.audit.keys import SigningKey
from commonground.platform.crossings.canonical import canonical
from commonground.platform.crossings.receipts import sign

FORGER = SigningKey(b"f" * 32)
Said = dict[str, str]
Change = Callable[[random.Random, Said, Said], Said]
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ŵ“"


@dataclass(frozen=True)
class Tamper:
    what: str
    text: str


def tampers(seed: int, number: int, texts: list[str]) -> Iterator[Tamper]:
    """`texts`: genuine receipts, at least two."""
    dice = random.Random(seed)
    for turn in range(number):
        one, other = (json.loads(text) for text in dice.sample(texts, 2))
        change = _CHANGES[turn % len(_CHANGES)]
        changed = change(dice, dict(one), other)
        assert changed != one, change.__name__
        yield Tamper(change.__name__.strip("_").replace("_", " "), json.dumps(changed, ensure_ascii=False))


def _with(said: Said, **changed: str) -> Said:
    return said | changed


def _sealed(said: Said, manifest: str) -> Said:
    """With the hash that fits it."""
    return _with(said, manifest=manifest, digest=hashlib.sha256(manifest.encode()).hexdigest())


def _spoilt(dice: random.Random, text: str, alphabet: str = _ALPHABET) -> str:
    """One character replaced, left out or put in."""
    place = dice.randrange(len(text))
    other = dice.choice([each for each in alphabet if each != text[place]])
    return text[:place] + dice.choice((other, "", other + text[place])) + text[place + 1 :]


def _a_letter_of_the_manifest(dice: random.Random, said: Said, _: Said) -> Said:
    return _with(said, manifest=_spoilt(dice, said["manifest"]))


def _a_letter_of_the_manifest_and_its_hash(dice: random.Random, said: Said, _: Said) -> Said:
    return _sealed(said, _spoilt(dice, said["manifest"]))


def _something_else_in_the_manifest(dice: random.Random, said: Said, _: Said) -> Said:
    """Well formed, with its hash: another purpose, decider, state, moment, or a package less."""
    manifest = json.loads(said["manifest"])
    name = dice.choice([each for each in manifest if each not in ("form", "receipt")])
    others: list[object] = ["sent", None, [], 7, {"id": str(UUID(int=dice.getrandbits(128))), "name": "X"}]
    manifest[name] = dice.choice([each for each in others if each != manifest[name]])
    return _sealed(said, canonical(manifest))


def _the_manifest_spelt_otherwise(_dice: random.Random, said: Said, _: Said) -> Said:
    return _with(said, manifest=json.dumps(json.loads(said["manifest"]), indent=1))


def _the_digest(dice: random.Random, said: Said, _: Said) -> Said:
    return _with(said, digest=_spoilt(dice, said["digest"], "0123456789abcdef"))


def _a_bit_of_the_signature(dice: random.Random, said: Said, _: Said) -> Said:
    raw = bytearray(base64.b64decode(said["signature"]))
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return _with(said, signature=base64.b64encode(raw).decode())


def _the_signature_spelt_otherwise(dice: random.Random, said: Said, _: Said) -> Said:
    """Bits that Base64 throws away, a space, a wrong length."""
    text = said["signature"]
    last = text.rstrip("=")[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    near = alphabet[alphabet.index(last) ^ 1]
    return _with(said, signature=dice.choice((text.replace(last + "==", near + "=="), text + " ", text[4:])))


def _the_moment(dice: random.Random, said: Said, _: Said) -> Said:
    at = datetime.fromisoformat(said["signed_at"]) + timedelta(microseconds=dice.choice((-1, 1, 10**6, -(10**9))))
    return _with(said, signed_at=moment_text(at))


def _the_moment_spelt_otherwise(dice: random.Random, said: Said, _: Said) -> Said:
    at = said["signed_at"]
    return _with(said, signed_at=dice.choice((at.replace("Z", "+00:00"), at.replace("T", " "), at[:-1] + "0Z")))


def _the_number(dice: random.Random, said: Said, other: Said) -> Said:
    return _with(said, receipt=dice.choice((other["receipt"], str(uuid4()), said["receipt"].upper())))


def _a_key_of_their_own(dice: random.Random, said: Said, _: Said) -> Said:
    """With its id, or under the notary's."""
    named = dice.choice((said["key"], FORGER.public.id))
    return _with(said, public_key=FORGER.public.text, key=named)


def _signed_with_a_key_of_their_own(dice: random.Random, said: Said, _: Said) -> Said:
    """Everything fits, and nobody believes the key."""
    changed = _something_else_in_the_manifest(dice, said, {})
    at = datetime.fromisoformat(said["signed_at"])
    made = sign(FORGER, UUID(said["receipt"]), bytes.fromhex(changed["digest"]), at)
    key = dice.choice((said["public_key"], FORGER.public.text))
    named = dice.choice((said["key"], FORGER.public.id))
    return _with(changed, signature=base64.b64encode(made).decode(), public_key=key, key=named)


def _parts_of_two(dice: random.Random, said: Said, other: Said) -> Said:
    """Some parts of one receipt, the rest of another; never what both have in common."""
    differ = [name for name in said if said[name] != other[name]]
    taken = dice.sample(differ, dice.randrange(1, len(differ)))
    return said | {name: other[name] for name in taken}


def _a_part_less(dice: random.Random, said: Said, _: Said) -> Said:
    gone = dice.choice(list(said))
    return {name: value for name, value in said.items() if name != gone}


def _a_part_more(_dice: random.Random, said: Said, _: Said) -> Said:
    return _with(said, remark="authorised by nobody")


_CHANGES: tuple[Change, ...] = (
    _a_letter_of_the_manifest, _a_letter_of_the_manifest_and_its_hash, _something_else_in_the_manifest,
    _the_manifest_spelt_otherwise, _the_digest, _a_bit_of_the_signature, _the_signature_spelt_otherwise, _the_moment,
    _the_moment_spelt_otherwise, _the_number, _a_key_of_their_own, _signed_with_a_key_of_their_own, _parts_of_two,
    _a_part_less, _a_part_more,
)  # fmt: skip  # in turn
