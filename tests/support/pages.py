"""Reading pages in tests: what is the same but for its secrets, and how many statements a request took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from casework import Statements
from commonground.ui.edge import POOLS, Pools
from web import Site

_SECRETS = (
    re.compile(r'nonce="[^"]+"'),
    re.compile(r'name="_token" value="[^"]+"'),
    re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"),
)
_REFERENCE = re.compile(r"\bC[RX]-[0-9A-Z]{4}-[0-9A-Z]{3}\b")


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
