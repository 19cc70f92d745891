"""What a cookie carries so that only this server can read it, and only for a while."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from commonground.ui.shell.csrf import signing_key
from commonground.ui.shell.view import AnyConnection

ALGORITHMS = ["dir", "A256GCM"]
UNTIL = "until"
LONGEST = 4000


def _key(connection: AnyConnection, purpose: str) -> OctKey:
    """A key of its own for each purpose: what was sealed for one opens nothing for another."""
    return OctKey.import_key(hmac.new(signing_key(connection), f"sealed|{purpose}".encode(), hashlib.sha256).digest())


def seal(connection: AnyConnection, purpose: str, content: Mapping[str, str], now: datetime, lasts: timedelta) -> str:
    """`content`, unreadable and unchangeable to whoever holds it."""
    plain = json.dumps({**content, UNTIL: (now + lasts).isoformat()})
    header = dict(zip(("alg", "enc"), ALGORITHMS, strict=True))
    return jwe.encrypt_compact(header, plain, _key(connection, purpose), algorithms=ALGORITHMS)


def unseal(connection: AnyConnection, purpose: str, sealed: str, now: datetime) -> dict[str, str] | None:
    """The content, or None when it is not ours, was made for something else, or is too old."""
    if not sealed or len(sealed) > LONGEST or not sealed.isascii():
        return None
    try:
        opened = jwe.decrypt_compact(sealed, _key(connection, purpose), algorithms=ALGORITHMS).plaintext
    except (JoseError, ValueError):
        return None
    content: dict[str, str] = json.loads(opened or b"{}")
    return content if datetime.fromisoformat(content.pop(UNTIL)) > now else None
