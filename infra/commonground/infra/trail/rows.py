"""Reading a council's chain out of the database, row by row, by COPY: the memory it takes does not grow with it.

What is hashed is written by statements of this module, never by the database's own functions: those could have been
changed with the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import psycopg
from psycopg import sql

from commonground.platform.audit.canonical import FIELDS
from commonground.platform.audit.heads import End, Head
from commonground.platform.database.roles import SETUP

Values = list[bytes | None]

# A moment as `061_chain.sql` and the decision record have it.
_AT: Final = """
    case when e.at >= '0001-01-01 00:00:00+00' and e.at < '10000-01-01 00:00:00+00'
         then to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') else (e.at at time zone 'UTC')::text end
"""
_VALUES: Final = ", ".join(_AT if name == "at" else f"e.{name}" for name in FIELDS)
_LINKS: Final = f"""
    copy (select l.sequence, encode(l.hash, 'hex'), l.entry_id, {_VALUES}
            from audit.links l left join audit.entries e on e.tenant_id = l.tenant_id and e.id = l.entry_id
           where l.tenant_id = {{council}} and l.sequence between {{first}} and {{last}}
           order by l.sequence) to stdout
"""  # noqa: S608  # columns of our own
_UNLINKED: Final = f"""
    copy (select w.entry_id is not null, {_VALUES}
            from audit.entries e left join audit.waiting w on w.tenant_id = e.tenant_id and w.entry_id = e.id
           where e.tenant_id = {{council}}
             and not exists (select from audit.links l where l.tenant_id = e.tenant_id and l.entry_id = e.id)
           order by e.id) to stdout
"""  # noqa: S608  # columns of our own
_TWICE: Final = """
    select entry_id, count(*) from audit.links where tenant_id = %s group by entry_id having count(*) > 1
"""
_VANISHED: Final = """
    select w.entry_id from audit.waiting w where w.tenant_id = %s
       and not exists (select from audit.entries e where e.tenant_id = w.tenant_id and e.id = w.entry_id)
"""
_END: Final = "select sequence, hash from audit.chains where tenant_id = %s"
_HEADS: Final = "select sequence, hash, signed_at, key_id, signature from audit.heads where tenant_id = %s order by 1"
_COUNCILS: Final = "select id from commons.councils union select tenant_id from audit.chains order by 1"
_KNOWN: Final = "select id from commons.councils where slug = %s or id::text = %s"
_NULL: Final = b"\\N"
_ESCAPED: Final = re.compile(rb"\\(.)", re.DOTALL)
_MEANS: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
LAST: Final = 2**62
"""Further than any chain reaches."""


@dataclass(frozen=True)
class Linked:
    """A link with the entry that it names; None where there is none."""

    number: int
    hash: bytes
    entry: str
    values: Values | None


@contextmanager
def looking(owner_url: str) -> Iterator[psycopg.Connection]:
    """One moment of the database, for everything that is read from it."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute(f"set local role {SETUP}".encode())
        connection.execute("set local datestyle = 'ISO'")
        yield connection
        connection.rollback()


def links(connection: psycopg.Connection, council: UUID, first: int = 1, last: int = LAST) -> Iterator[Linked]:
    """In the order of the chain."""
    for cells in _copied(connection, _LINKS, council=council, first=first, last=last):
        number, link_hash, entry = cells[:3]
        values = None if cells[4] is None else cells[3:]
        yield Linked(int(number or b""), bytes.fromhex((link_hash or b"").decode()), (entry or b"").decode(), values)


def unlinked(connection: psycopg.Connection, council: UUID) -> Iterator[tuple[bool, Values]]:
    """Entries without a link, and whether each waits for one."""
    for cells in _copied(connection, _UNLINKED, council=council):
        yield cells[0] == b"t", cells[1:]


def _copied(connection: psycopg.Connection, query: str, **asked: object) -> Iterator[Values]:
    given = {name: sql.Literal(value) for name, value in asked.items()}
    with connection.cursor().copy(sql.SQL(query).format(**given)) as rows:
        for row in rows:
            yield [_cell(cell) for cell in bytes(row).rstrip(b"\n").split(b"\t")]


def _cell(cell: bytes) -> bytes | None:
    """As COPY's text form writes it."""
    if b"\\" not in cell:
        return cell
    return None if cell == _NULL else _ESCAPED.sub(lambda found: _MEANS.get(found[1], found[1]), cell)


def linked_twice(connection: psycopg.Connection, council: UUID) -> list[tuple[UUID, int]]:
    return list(connection.execute(_TWICE, (council,)).fetchall())


def vanished(connection: psycopg.Connection, council: UUID) -> list[UUID]:
    """Entries that wait for a link and are in no trail."""
    return [row[0] for row in connection.execute(_VANISHED, (council,))]


def end_of(connection: psycopg.Connection, council: UUID) -> End | None:
    row = connection.execute(_END, (council,)).fetchone()
    return None if row is None else End(council, row[0], row[1])


def kept_heads(connection: psycopg.Connection, council: UUID) -> list[Head]:
    """As the database keeps them."""
    rows = connection.execute(_HEADS, (council,))
    return [Head(End(council, number, made), at, key, signature) for number, made, at, key, signature in rows]


def every_council(connection: psycopg.Connection) -> list[UUID]:
    """Those on the platform, and those that have a chain."""
    return [row[0] for row in connection.execute(_COUNCILS)]


def council_named(connection: psycopg.Connection, name: str) -> UUID | None:
    """By its short name or its id."""
    row = connection.execute(_KNOWN, (name, name)).fetchone()
    return None if row is None else row[0]
