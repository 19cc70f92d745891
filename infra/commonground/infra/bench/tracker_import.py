"""An earlier tracker of ten thousand rows: read apart, planned, looked at and brought in; and how much longer that
takes than one of a thousand."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import xlsxwriter
from sqlalchemy.ext.asyncio import AsyncEngine

from commonground.infra.bench._stage import Stage, say, stage
from commonground.infra.measures import Measure
from commonground.platform.database.engine import make_engine
from commonground.platform.database.roles import APP
from commonground.platform.identity.passes import open_session
from commonground.platform.work import Work, begin
from commonground.tenants.tracker_import import service
from commonground.tenants.tracker_import.plan import plan
from commonground.tenants.tracker_import.queries import waiting_file

ROWS: Final = 10_000
FEW: Final = 1_000
ROUNDS: Final = 3
_HEADER: Final = (
    "Ref No.", "Date rec'd", "Source", "Location / Group name", "Type", "Postcode", "Concern (brief)", "Harm type(s)",
    "No. of YP", "Worker", "Decision", "Date decision", "Fed back Y/N", "Comments",
)  # fmt: skip  # one header
_PLACES: Final = (("Alder Park", "park"), ("Mill Road bus station", "bus stn"), ("Chicken Hut", "takeaway"),
                  ("Larkmere High School", "school"), ("Year 9 friendship group", "peer group"))  # fmt: skip
_SOURCES: Final = ("police (SSO)", "DSL", "shop owner", "School", "Anon", "SNT")
_HARMS: Final = ("SYV", "CSE; missing", "CCE, robbery", "knife crime", "peer on peer", "drugs / ASB")
_COUNTS: Final = ("5-6", "several", 4, "?", "6+", "approx 10")
_DECISIONS: Final = ("NFA - advice", "awaiting", "linked to existing", "referred to housing", "to panel")
_CONCERNS: Final = ("Fight on Friday, filmed", "Older males wait at the back", "Getting into cars at the gate")


class WrongNumberError(RuntimeError):
    """Another number of rows came in than there are: the time says nothing then."""


@dataclass
class Times:
    """Seconds, a round each. `planned` is the processor's time of planning alone."""

    read: list[float] = field(default_factory=list)
    planned: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)
    brought: list[float] = field(default_factory=list)


def measures(rows: int = ROWS, few: int = FEW, rounds: int = ROUNDS) -> Iterator[Measure]:
    with stage(1, 3_000) as ground:
        (token,) = ground.tokens(ground.councils)
        ground.ask("update council.staff set roles = array['team_manager'] where tenant_id = $1", ground.councils[0].id)
        less, all_ = asyncio.run(_both(ground, token, few, rows, rounds))
    for name, seconds, goal in (
        ("read", all_.read, 6),
        ("plan-cpu", all_.planned, 2),
        ("preview", all_.looked, 5),
        ("bring-in", all_.brought, 20),
    ):
        yield Measure(f"tracker-import-{name}", statistics.median(seconds), "s", goal, "lower")
    grown = rows / few * 1.3
    yield Measure("tracker-import-plan-to-a-tenth", _ratio(all_.planned, less.planned), "ratio", grown, "lower")
    yield Measure("tracker-import-bring-in-to-a-tenth", _ratio(all_.brought, less.brought), "ratio", grown, "lower")


def _ratio(longer: list[float], shorter: list[float]) -> float:
    return statistics.median(longer) / statistics.median(shorter)


async def _both(ground: Stage, token: str, few: int, rows: int, rounds: int) -> tuple[Times, Times]:
    engine = make_engine(ground.cluster.url(APP, ground.database), pooled=False)
    found = []
    for number in (few, rows):
        path, times = ground.folder / f"tracker-{number}", Times()
        _write(path, number)
        for turn in range(rounds):
            await _round(engine, token, path, number, times)
            say(f"tracker of {number:,} rows, round {turn + 1}: brought in within {times.brought[-1]:.1f} s")
        found.append(times)
    await engine.dispose()
    return found[0], found[1]


@asynccontextmanager
async def _acting(engine: AsyncEngine, token: str) -> AsyncIterator[Work]:
    async with begin(engine) as work:
        await open_session(work, token, touch=False)
        yield work
        await work.commit()


async def _round(engine: AsyncEngine, token: str, path: Path, number: int, times: Times) -> None:
    """From the file to what came of it; then out again, so that the next round finds as much to do."""
    async with _acting(engine, token) as work:
        began = time.perf_counter()
        key = await service.take_file(work, path)
        times.read.append(time.perf_counter() - began)
    async with _acting(engine, token) as work:
        began = time.perf_counter()
        waiting = await service.opened(await waiting_file(work, key))
        _check(len((await service.preview(work, waiting)).coming), number)
        times.looked.append(time.perf_counter() - began)
        began = time.process_time()
        plan(waiting.workbook, waiting.choices, work.now.date())
        times.planned.append(time.process_time() - began)
    await _bring(engine, token, key, number, times)


async def _bring(engine: AsyncEngine, token: str, key: UUID, number: int, times: Times) -> None:
    began = time.perf_counter()
    async with _acting(engine, token) as work:
        _check(len((await service.bring_in(work, key)).coming), number)
    times.brought.append(time.perf_counter() - began)
    async with _acting(engine, token) as work:
        await service.undo(work, key)


def _check(came: int, number: int) -> None:
    if came != number:
        raise WrongNumberError(f"{came:,} of {number:,} rows")


def _write(path: Path, number: int) -> None:
    """The same for the same number; days in three habits, words of its own, no two rows alike."""
    chance, today = random.Random(number), datetime.now(UTC).date()  # noqa: S311  # nothing secret
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet, days = book.add_worksheet("Referrals"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, _HEADER)
    for row in range(1, number + 1):
        day = today - timedelta(days=chance.randrange(30, 1_400))
        for column, cell in enumerate(_row(chance, row, day)):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), days)  # noqa: DTZ001  # a sheet knows no zone
            else:
                sheet.write(row, column, cell)
    book.close()


def _row(chance: random.Random, number: int, day: date) -> tuple[object, ...]:
    place, kind = chance.choice(_PLACES)
    decided = day + timedelta(days=chance.randrange(1, 20))
    postcode = f"LK{chance.randrange(1, 9)} {chance.randrange(1, 9)}AB"
    received = chance.choice((day, f"{day:%d/%m/%Y}", f"{day.day} {day:%b %Y}"))
    return (
        f"LM/{number:05}", received, chance.choice(_SOURCES), f"{place} {number % 300}", kind, postcode,
        f"{chance.choice(_CONCERNS)}, for the {number}th time", chance.choice(_HARMS), chance.choice(_COUNTS), "J.B.",
        chance.choice(_DECISIONS), f"{decided:%d/%m/%y}", chance.choice(("Y", "N", "n/a")), f"note {number}",
    )  # fmt: skip  # one row
