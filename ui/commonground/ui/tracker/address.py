"""The tracker's address holds the view: what it says becomes a query, and a query becomes an address again.

Nothing in an address is trusted: a value that is not one of ours means the default."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar.datastructures import MultiDict

from commonground.platform.ids import uuid_of
from commonground.platform.reference import HARMS, KINDS
from commonground.tenants.referrals.tracker import ME, NOBODY, USUAL, Column, Received, Sort, View, Wanted
from commonground.tenants.referrals.types import ReferralState

PATH = "/tracker"
MOST_WORDS = 100
Choice = TypeVar("Choice", bound=StrEnum)


def read(query: MultiDict[Any]) -> Wanted:
    """What the address asks for."""
    sort = _one_of(Sort, query.get("sort"), Sort.DUE)
    after = _position(query.get("after", ""), sort)
    return Wanted(
        view=_one_of(View, query.get("view"), View.OPEN),
        kind=_code(query.get("type"), KINDS),
        state=_code(query.get("state"), _values(ReferralState)),
        harm=_code(query.get("harm"), HARMS),
        holder=_holder(query.get("with", "")),
        received=_one_of(Received, query.get("received"), Received.ANY),
        words=query.get("words", "").replace("\x00", "")[:MOST_WORDS].strip(),
        changed=query.get("changed") == "1",
        columns=_columns(query.getall("col", [])),
        saved=uuid_of(query.get("saved", "")),
        sort=sort,
        turned=query.get("turned") == "1",
        after=after,
        before=None if after else _position(query.get("before", ""), sort),
    )


def write(wanted: Wanted, path: str = PATH) -> str:
    """The address of this view; defaults are left out, so that it stays short."""
    said: dict[str, str | list[str]] = {
        "view": "" if wanted.view is View.OPEN else wanted.view,
        "type": wanted.kind,
        "state": wanted.state,
        "harm": wanted.harm,
        "with": wanted.holder,
        "received": wanted.received,
        "words": wanted.words,
        "changed": "1" if wanted.changed else "",
        "col": [column.value for column in wanted.columns],
        "saved": str(wanted.saved or ""),
        "sort": "" if wanted.sort is Sort.DUE else wanted.sort,
        "turned": "1" if wanted.turned else "",
        "after": _sealed(wanted.after),
        "before": _sealed(wanted.before),
    }
    asked = urlencode({name: value for name, value in said.items() if value}, doseq=True)
    return f"{path}?{asked}" if asked else path


@cache
def of_view(view: View) -> str:
    """The address of a view with nothing else asked for."""
    return write(Wanted(view=view))


def first_page(wanted: Wanted) -> Wanted:
    return replace(wanted, after=None, before=None)


def to_keep(wanted: Wanted) -> str:
    """What a saved view keeps. Words that were typed stay out of it: they could be somebody's name."""
    return write(replace(first_page(wanted), words="", saved=None), "")


def kept(asked: str, saved: UUID | None = None) -> Wanted:
    """What a saved view asks for; as little trusted as any address."""
    return replace(read(MultiDict(parse_qsl(asked.removeprefix("?")))), saved=saved)


def _columns(asked: list[str]) -> tuple[Column, ...]:
    """Nothing where they are the usual ones, so that the address stays short."""
    chosen = tuple(column for column in Column if column in asked)
    return () if chosen == USUAL else chosen


def _one_of(choices: type[Choice], value: str | None, default: Choice) -> Choice:
    return choices(value) if value in _values(choices) else default


@cache
def _values(choices: type[StrEnum]) -> frozenset[str]:
    return frozenset(choices)


def _code(value: str | None, table: object) -> str:
    return value if value and value in table else ""  # type: ignore[operator]  # a reference table or an enum


def _holder(value: str) -> str:
    if value in {ME, NOBODY}:
        return value
    return str(uuid_of(value) or "")


def _sealed(position: tuple[str, UUID] | None) -> str:
    if position is None:
        return ""
    return base64.urlsafe_b64encode(f"{position[1].hex}{position[0]}".encode()).decode().rstrip("=")


def _position(text: str, sort: Sort) -> tuple[str, UUID] | None:
    """The sealed position, if its value is one that this order has."""
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        position = (plain[32:], UUID(plain[:32]))
    except (ValueError, binascii.Error):
        return None
    value = _fitting(position[0], sort)
    return None if value is None else (value, position[1])


def _fitting(value: str, sort: Sort) -> str | None:
    """The value, written as the database reads it; None for what is none of this order's."""
    if sort is Sort.WITH:
        return value if len(value) <= MOST_WORDS * 2 and "\x00" not in value else None
    if sort is Sort.CONTACTS:
        return value if value.isascii() and value.isdigit() and len(value) < 9 else None
    return value if value in {"infinity", "-infinity"} else _moment(value)


def _moment(value: str) -> str | None:
    """Python reads more ways of writing a time than PostgreSQL does, and years that only one of them has."""
    try:
        moment = datetime.fromisoformat(value)
        return None if moment.tzinfo is None else moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None
