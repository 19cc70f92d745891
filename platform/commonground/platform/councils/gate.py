"""The gate before a council's public form: a list of things, each with its evidence. Closed until all of it stands.

What is on the list is put together above (`tenants/going_live/items.py`), so that each feature brings its own items:
one that people state in a form, one with a page of its own, or one that is found in the council's records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, null, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from commonground.platform.councils.evidence import Given, Said
from commonground.platform.councils.models import Council
from commonground.platform.refusals import IncompleteError, Problem, RefusedError

WORDS_LIMIT = 300
EARLIEST: Final = date(2000, 1, 1)
"""No evidence is older: an earlier year is mistyped."""
_UNKNOWN: Final[ColumnElement[Any]] = null()
OWN_ISSUER: Final[ColumnElement[Any]] = literal_column("(select p.issuer from identity.my_provider() p)")
"""For a council's administrator."""
SETUP_ISSUER: Final[ColumnElement[Any]] = literal_column(
    "(select p.issuer from identity.providers p where (p.council_id, p.slug) = (councils.id, councils.slug)"
    " and p.ended_at is null)"
)
"""For the command line, which may read every provider."""


class Ask(StrEnum):
    """What the evidence of an item must say."""

    WHO = "who"
    ON_DAY = "on_day"
    VERSION = "version"
    NOTE = "note"


Finder = Callable[[AsyncConnection, UUID], Awaitable[str | None]]
"""Looks in a council's records; what it found, in words, or None. Called under that council's pass or as `cg_setup`,
so it names the council in its query."""
Version = Callable[[AsyncConnection, Council], Awaitable[str]]
"""Which version of what is read stands now. Called like a finder."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the list. `asks` is what a person states of it, each with the question for it. `found` looks for it
    in the records. `href` is where it is done, for one with a page of its own; `tried` for one that the gate's own page
    has a button for. `waits` says in words what one that is not found yet waits for. `version` is the version that the
    evidence must be of: what was read before it changed does not count any more."""

    key: str
    title: str
    sentence: str
    asks: Mapping[Ask, str] = field(default_factory=dict, hash=False)
    found: Finder | None = None
    waits: Finder | None = None
    tried: bool = False
    href: str = ""
    version: Version | None = None

    @property
    def is_stated(self) -> bool:
        """Whether it stands on the gate's own form."""
        return bool(self.asks) and not self.href

    @property
    def wants_people(self) -> bool:
        """Whether it is there as soon as the right people are: nothing of it is stated, read or tried."""
        return not (self.asks or self.href or self.tried)

    @property
    def place(self) -> str:
        """Where it is marked on the gate's page: its first field, or its section where it has none there."""
        return f"{self.key}_{next(iter(self.asks))}" if self.is_stated else self.key


@dataclass(frozen=True, slots=True)
class Standing:
    """An item and its evidence. `words` where it was found in the records; `outdated`: given for an earlier version;
    `waits`: what it waits for, where it does not stand; `version`: which one of it stands now, where it has one."""

    item: Item
    given: Given | None = None
    words: str = ""
    outdated: bool = False
    waits: str = ""
    version: str = ""

    @property
    def stands(self) -> bool:
        return bool(self.words) or (self.given is not None and not self.outdated)


class GateClosedError(RefusedError):
    """The form stays closed: something has no evidence."""


async def standings(
    connection: AsyncConnection, council: Council, items: Sequence[Item], given: Mapping[str, Given]
) -> Sequence[Standing]:
    """Every item with what there is of it (`given`: the newest by item), in the order of the list."""
    return [await _standing(connection, council, item, given.get(item.key)) for item in items]


async def _standing(connection: AsyncConnection, council: Council, item: Item, given: Given | None) -> Standing:
    version = await item.version(connection, council) if item.version else ""
    outdated = bool(given and version and given.said.version != version)
    words = await item.found(connection, council.id) if item.found else None
    waits = await item.waits(connection, council.id) if item.waits and words is None else None
    return Standing(item, given, words or "", outdated, waits or "", version)


def check_stands(found: Sequence[Standing]) -> None:
    """Raises `GateClosedError` that names each thing that has no evidence, each with its place."""
    if lacks := [each.item for each in found if not each.stands]:
        titles = "; ".join(item.title for item in lacks)
        problems = tuple(Problem(item.place, f"{item.title}: still without evidence.") for item in lacks)
        raise GateClosedError(f"The form stays closed to the public. Still without evidence: {titles}.", problems)


def check_said(item: Item, said: Said, today: date) -> Said:
    """What is said of an item, without spaces around it. Raises `IncompleteError` for what is missing or too long, and
    for a day that is still to come or of another century."""
    plain = Said(said.who.strip(), said.on_day, said.version.strip(), said.note.strip())
    problems = [
        Problem(f"{item.key}_{ask}", f"{item.title}: {question} is missing.")
        for ask, question in item.asks.items()
        if not getattr(plain, ask)
    ]
    problems += [
        Problem(f"{item.key}_{ask}", f"Use {WORDS_LIMIT} characters or fewer.")
        for ask in item.asks
        if ask is not Ask.ON_DAY and len(getattr(plain, ask)) > WORDS_LIMIT
    ]
    if plain.who and not any(character.isalpha() for character in plain.who):
        problems.append(Problem(f"{item.key}_{Ask.WHO}", f"{item.title}: write a name that people can read."))
    if said.on_day is not None and not EARLIEST <= said.on_day <= today:
        words = "this day is still to come." if said.on_day > today else "write the year with four digits."
        problems.append(Problem(f"{item.key}_{Ask.ON_DAY}", f"{item.title}: {words}"))
    if problems:
        raise IncompleteError(tuple(problems))
    return plain


async def council_row(connection: AsyncConnection, council: UUID, *, issuer: ColumnElement[Any] = _UNKNOWN) -> Council:
    """As it stands now, without its logo. `issuer`: how the one who asks may read the provider's address; an assessment
    rests on it."""
    columns = [column for column in Council.__table__.c if column.name != "logo"]
    more = func.sha256(Council.__table__.c.logo).label("logo_digest"), issuer.label("issuer")
    row = (await connection.execute(select(*columns, *more).where(Council.id == council))).mappings().one()
    return Council(**row)


async def has_ig_lead(connection: AsyncConnection, _: UUID) -> str | None:
    """Whether anybody who can sign in has the role, under a session's pass: what is stated of a contact gives nobody
    the record of access."""
    return led_by(await connection.scalar(text("select identity.leads_here()")))


def led_by(people: int | None) -> str | None:
    if not people:
        return None
    return "One of your people has this role." if people == 1 else f"{people} of your people have this role."


async def is_read(connection: AsyncConnection, council: UUID) -> str | None:
    """Whether somebody would read what comes in, under a session's pass: what the form itself asks too."""
    asked = text("select t.name from council.teams t where t.tenant_id = :id and t.id = identity.read_here()")
    name = await connection.scalar(asked, {"id": council})
    return None if name is None else f"The team “{name}” reads what comes in."
