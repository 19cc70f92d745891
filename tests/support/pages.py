"""Reading pages in tests: what is the same but for its secrets, and how many statements a request took."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from httpx import Response

from casework import Statements
from commonground.ui.edge import POOLS, Pools
from web import Site

_SECRETS = (
    re.compile(r'nonce="[^"]+"'),
    re.compile(r'name="_token" value="[^"]+"'),
    re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"),
)
_MADE = re.compile(r"<dcterms:\w+[^>]*>[^<]*|(?<=Taken out by )[^<\r\n]*")
_REFERENCE = re.compile(r"\bC[RX]-[0-9A-Z]{4}-[0-9A-Z]{3}\b")


def text_of(answer: Response) -> str:
    """What an answer says: of a packed file, that of all its parts, without when and by whom it was made."""
    if not answer.content.startswith(b"PK"):
        return _MADE.sub("…", answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return _MADE.sub("…", "\n".join(parts))


def masked(body: str) -> str:
    """A page without nonce, token, request number and the reference that was asked for."""
    for secret in _SECRETS:
        body = secret.sub("…", body)
    return _REFERENCE.sub("REFERENCE", body)


@contextmanager
def counting(site: Site) -> Iterator[Statements]:
    """The statements that the web's own pool sends meanwhile."""
    pools: Pools = site.app.state[POOLS]
    statements = Statements(pools.app)
    try:
        yield statements
    finally:
        statements.stop()


def words_in(part: str) -> str:
    """What is read in a piece of a page, its marks left out."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())
