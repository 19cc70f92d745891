"""A council's chain as lines of JSON, which anybody's own verifier can read. The decision record has the form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

import psycopg

from commonground.infra.trail import rows
from commonground.platform.audit.heads import Head
from commonground.platform.audit.keys import PublicKey
from commonground.platform.audit.lines import chain_line, key_line, link_line, unlinked_line


def exported(
    connection: psycopg.Connection, council: UUID, keys: Iterable[PublicKey] = (), heads: Iterable[Head] = ()
) -> Iterator[str]:
    """The whole chain from its beginning, its heads, and what is not linked. `heads`: more than the database keeps."""
    yield chain_line(council)
    for link in rows.links(connection, council):
        yield link_line(link.number, link.hash, link.entry, link.values)
    for waits, values in rows.unlinked(connection, council):
        yield unlinked_line(values, waits=waits)
    known = {head.line for head in rows.kept_heads(connection, council)}
    yield from sorted(known | {head.line for head in heads}, key=_number)
    yield from (key_line(key) for key in keys)


def _number(line: str) -> int:
    return int(json.loads(line)["sequence"])
