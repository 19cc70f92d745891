"""Every table with rows of councils, and all four verbs, with the rights of the web and whatever pass it could show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
from sqlalchemy import Table

from commonground.infra.isolation.ground import Ground, undone
from commonground.infra.isolation.stand_ins import of_councils
from commonground.platform.database.base import visibility_of
from commonground.platform.database.isolation import policies_of
from commonground.platform.database.roles import APP
from commonground.platform.database.visibility import Identity, Verb
from commonground.platform.isolation.report import Count, Part, PartKind

_OPEN: Final = "select * from identity.open_session($1, false)"
_SHOW: Final = "select set_config('commonground.pass', $1, true)"
_SHOWN: Final = "select current_setting('commonground.pass', true)"
_AT_HOME: Final = "select count(*) from council.staff where tenant_id = $1"
_FORGED: Final = f"session|{{council}}|{'0' * 8}-0000-4000-8000-{'0' * 12}|||{'0' * 64}"
VERBS: Final = ("read", "changed", "added to", "deleted from")

Opening = Callable[[asyncpg.Connection, Ground], Awaitable[None]]


@dataclass(frozen=True)
class Stand:
    """What the web's role shows the database; `words` say who that is."""

    words: str
    open: Opening
    at_home: bool = False
    """It sees rows of the neighbour's own: what opens no pass at all would prove nothing."""


@dataclass
class Tally:
    """What was seen so far."""

    tried: int = 0
    covered: set[str] = field(default_factory=set)
    findings: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    """Tables in which a row was made up for the moment of their attempts."""


async def _nothing(_connection: asyncpg.Connection, _ground: Ground) -> None:
    return None


async def _forged(connection: asyncpg.Connection, ground: Ground) -> None:
    await connection.fetchval(_SHOW, _FORGED.format(council=ground.target.id))


async def _altered(connection: asyncpg.Connection, ground: Ground) -> None:
    """The neighbour's own pass, with the other council written into it."""
    await connection.fetch(_OPEN, ground.neighbour.staff)
    genuine: str = await connection.fetchval(_SHOWN)
    await connection.fetchval(_SHOW, genuine.replace(str(ground.neighbour.id), str(ground.target.id)))


def _session(whose: str) -> Opening:
    async def enter(connection: asyncpg.Connection, ground: Ground) -> None:
        await connection.fetch(_OPEN, getattr(ground.neighbour, whose))

    return enter


STANDS: Final = (
    Stand("without a pass", _nothing),
    Stand("with a forged pass", _forged),
    Stand("with its own pass and the council’s name in it", _altered),
    Stand("as a neighbouring council’s staff", _session("staff"), at_home=True),
    Stand("as a neighbouring council’s partner", _session("partner"), at_home=True),
    Stand("as an operator of the platform", _session("operator")),
)


async def try_rows(ground: Ground) -> Part:
    """Each attempt is aimed at all rows of the council in one table, and undone."""
    tally, tables = Tally(), of_councils()
    await _try_at_home(ground, tally)
    for name, (table, column) in tables.items():
        async with ground.example(name) as (example, made):
            if made:
                tally.bare.append(name)
            if example is None and not isinstance(visibility_of(table), Identity):
                tally.uncovered.append(f"{name}: nothing of the council’s is in it, and no row could be made up.")
            else:  # of who signs in there may be none: any attempt at all is refused
                await _try_table(ground, (table, column), example or "{}", tally)
    counted = Count("tables with rows of councils", len(tally.covered), len(tables))
    notes = tuple(_notes((*ground.stand_ins.bare, *tally.bare), tally))
    return Part(PartKind.ROWS, tally.tried, (counted,), tuple(tally.uncovered), tuple(tally.findings), notes)


async def _try_at_home(ground: Ground, tally: Tally) -> None:
    for stand in STANDS:
        async with standing(ground, stand) as web:
            if stand.at_home and not await web.fetchval(_AT_HOME, ground.neighbour.id):
                tally.uncovered.append(f"Whoever stands there {stand.words} got in nowhere, not even at home.")


@asynccontextmanager
async def standing(ground: Ground, stand: Stand) -> AsyncIterator[asyncpg.Connection]:
    async with ground.acting(APP) as web:
        await stand.open(web, ground)
        yield web


def _notes(bare: Sequence[str], tally: Tally) -> Iterator[str]:
    if bare:
        said = ", ".join(sorted(bare))
        yield f"The council has nothing yet in {said}: there a made-up row stood in, and was taken back."
    if tally.findings:
        yield "A made-up row may be among those that were reached: one stood in nearly every table meanwhile."


async def _try_table(ground: Ground, where: tuple[Table, str], example: str, tally: Tally) -> None:
    for stand in STANDS:
        async with standing(ground, stand) as web:
            await _try_verbs(web, ground, stand, where, example, tally)


async def _try_verbs(
    web: asyncpg.Connection, ground: Ground, stand: Stand, where: tuple[Table, str], example: str, tally: Tally
) -> None:
    table, column = where
    for verb, sql in _attempts(table, column):
        tally.tried += 1
        given = example if verb == "added to" else ground.target.id
        said = await reached(web, sql, given, refused=isinstance(visibility_of(table), Identity))
        if said is None:
            tally.uncovered.append(f"{table.fullname} could not be {verb} {stand.words} to try it.")
        elif said:
            tally.findings.append(f"{table.fullname} can be {verb} {stand.words}: {said}.")
        else:
            tally.covered.add(table.fullname)


def _attempts(table: Table, column: str) -> Iterator[tuple[str, str]]:
    name, change = table.fullname, changeable(table)
    columns = ", ".join(f'"{each.name}"' for each in table.c if each.computed is None)
    again = f"select {columns} from jsonb_populate_record(null::{name}, $1::text::jsonb)"  # noqa: S608  # our own names
    yield "read", f"select 1 from {name} where {column} = $1"  # noqa: S608  # our own names
    yield "changed", f"update {name} set {change} = {change} where {column} = $1"  # noqa: S608  # our own names
    yield "added to", f"insert into {name} ({columns}) {again}"
    yield "deleted from", f"delete from {name} where {column} = $1"  # noqa: S608  # our own names


def changeable(table: Table) -> str:
    """A column that the web may change, if there is any: else only the right to the column would be tried."""
    web = [policy for policy in policies_of(table) if policy.verb == Verb.UPDATE and APP in policy.roles]
    narrow = [policy.columns[0] for policy in web if policy.columns]
    return narrow[0] if narrow and len(narrow) == len(web) else list(table.c)[-1].name


async def reached(web: asyncpg.Connection, sql: str, given: object, *, refused: bool = False) -> str | None:
    """What was reached, in words; empty where nothing was. None where the attempt itself failed. `refused`: to be let
    try is too much already."""
    try:
        async with undone(web):
            done = (await web.execute(sql, given)).rpartition(" ")[2]
    except asyncpg.InsufficientPrivilegeError:
        return ""
    except asyncpg.IntegrityConstraintViolationError:
        return "rights and policies let the row pass, only a constraint stopped it"
    except asyncpg.PostgresError:
        return None
    return f"{done} rows" if done != "0" or refused else ""
