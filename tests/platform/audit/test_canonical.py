"""The form of an entry under its hash: the database and Python say the same, every column is in it, and no two entries
look alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.infra.trail import rows
from commonground.platform.audit.canonical import FIELDS, canonical, genesis, moment_text, next_hash
from commonground.platform.audit.models import AuditEntry
from postgres import Database

COUNCIL = UUID(int=5)
# What PostgreSQL can hold; what else is in a line of COPY's text form must come out as it went in.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
AWKWARD = st.sampled_from(["", "\\", "\\N", "\\.", "\t", "\n", "\r\n", "\\t", "ŵŷ", "\b\f\v", "a\tb", "\u2028", "😀"])
CELL = st.none() | TEXT | AWKWARD


def test_every_column_of_an_entry_is_under_its_hash() -> None:
    """One that is added tomorrow must be added to the form, in all three places, as its second version."""
    assert {column.name for column in AuditEntry.__table__.c} == set(FIELDS)


def test_the_form_is_as_it_is_written_down() -> None:
    values = [b"a", None, b"", b"bc", *[None] * 8]
    gone = b"\xff" * 4
    start = b"\x01" + b"\0\0\0\x01a" + gone + b"\0\0\0\0" + b"\0\0\0\x02bc"
    assert canonical(values) == start + gone * 8
    assert moment_text(datetime(2026, 7, 1, 10, 0, 0, 7, timezone(timedelta(hours=1)))) == "2026-07-01T09:00:00.000007Z"


Row = Sequence[bytes | None]
ROW = st.lists(st.none() | st.binary(max_size=6), min_size=len(FIELDS), max_size=len(FIELDS))


@given(ROW, ROW)
def test_no_two_entries_look_alike(one: Row, other: Row) -> None:
    assert (canonical(one) == canonical(other)) is (list(one) == list(other))


@pytest.fixture(scope="module")
def owner(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.owner_url) as connection:
        yield connection
        connection.rollback()


_PUT_IN = (
    "insert into audit.entries (tenant_id, id, at, action, subject_kind, reference, why)"
    " values (%s, %s, %s, %s, %s, %s, %s)"
)
_LINK = "with begun as (insert into audit.chains values (%s, 0, %s) returning 1) select audit.link(%s, 5) from begun"
MOMENT = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001  # the zone comes next


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(did=TEXT | AWKWARD, kind=CELL, reference=CELL, why=CELL, at=MOMENT, entry=st.uuids())
def test_the_database_links_by_the_same_form(
    owner: psycopg.Connection,
    did: str,
    kind: str | None,
    reference: str | None,
    why: str | None,
    at: datetime,
    entry: UUID,
) -> None:
    owner.rollback()
    owner.execute(_PUT_IN, (COUNCIL, entry, at, did, kind, reference, why))
    assert owner.execute(_LINK, (COUNCIL, genesis(COUNCIL), COUNCIL)).fetchone() == (1,)
    ((number, made, linked, values),) = [
        (link.number, link.hash, link.entry, link.values) for link in rows.links(owner, COUNCIL)
    ]
    assert (number, linked, made) == (1, str(entry), next_hash(genesis(COUNCIL), values or []))
    said = [str(COUNCIL), str(entry), moment_text(at), None, did, kind, None, reference, why, None, None, None]
    assert values == [None if each is None else each.encode() for each in said]


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "2026-11-20 10:00:00+00 BC", "12026-11-20 10:00:00+00"])
def test_a_year_that_nobody_means_is_told_from_this_one(owner: psycopg.Connection, moment: str) -> None:
    owner.rollback()
    owner.execute("set local datestyle = 'ISO'")
    owner.execute(
        "insert into audit.entries (tenant_id, id, at, action) values (%s, %s, %s, 'x')", (COUNCIL, UUID(int=1), moment)
    )
    owner.execute(_LINK, (COUNCIL, genesis(COUNCIL), COUNCIL))
    (link,) = rows.links(owner, COUNCIL)
    assert link.values is not None
    assert link.hash == next_hash(genesis(COUNCIL), link.values)
    assert link.values[2] not in {None, b"2026-11-20T10:00:00.000000Z"}
