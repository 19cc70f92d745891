"""Queues: the web can neither read nor claim what waits, and what waits carries ids and codes, never words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import asyncpg
from sqlalchemy import Text

from commonground.infra.isolation.ground import Ground
from commonground.infra.isolation.rows import STANDS, Tally, reached, standing
from commonground.infra.migrations.metadata import all_tables
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import BROKER, BROKER_TABLES
from commonground.platform.database.roles import APP, OWNER, RELAY, SETUP, WORKER
from commonground.platform.isolation.report import Count, Part, PartKind

_CODE: Final = "^[a-z][a-z0-9_]*$"
_MAY: Final = "select has_function_privilege(current_user, $1, 'execute')"
_CLAIM: Final = "select * from identity.claim_job($1)"
_FACT: Final = "select id from system.outbox where tenant_id = $1 order by done_at nulls first limit 1"
_CODES_ONLY: Final = ("system.outbox", "system.schedule")
_NAME: Final = re.compile(_CODE)


async def try_queues(ground: Ground, *, broker_elsewhere: bool) -> Part:
    tally = Tally()
    await _try_claiming(ground, tally)
    functions = await _try_functions(ground, tally)
    waiting = await _outbox(ground, tally)
    coverage = [
        Count("functions of workers and relay", functions, functions),
        Count("rows that wait", waiting, waiting),
    ]
    if broker_elsewhere:
        tally.uncovered.append("The broker is not in the database: its messages could not be looked at.")
    else:
        messages = await _messages(ground, tally)
        coverage.append(Count("messages of the broker", messages, messages))
    return Part(PartKind.QUEUES, tally.tried, tuple(coverage), tuple(tally.uncovered), tuple(tally.findings))


async def _try_claiming(ground: Ground, tally: Tally) -> None:
    async with ground.acting(SETUP) as setup:
        fact = await setup.fetchval(_FACT, ground.target.id)
    for stand in STANDS:
        async with standing(ground, stand) as web:
            for what, sql in _attempts():
                tally.tried += 1
                _judge(tally, what, stand.words, await reached(web, sql, fact))


def _attempts() -> Iterator[tuple[str, str]]:
    """`$1` is a fact of the council's that waits."""
    yield "The council’s facts can be claimed", _CLAIM
    for table in BROKER_TABLES:
        name = f"{BROKER}.{table}"
        yield f"{name} can be read", f"select 1 from {name} where $1::uuid is not null"  # noqa: S608  # our own names
        yield f"{name} can be emptied", f"delete from {name} where $1::uuid is not null"  # noqa: S608  # our own names


def _judge(tally: Tally, what: str, whose: str, said: str | None) -> None:
    if said is None:
        tally.uncovered.append(f"{what} {whose}: that could not be tried.")
    elif said:
        tally.findings.append(f"{what} {whose}: {said}.")


async def _try_functions(ground: Ground, tally: Tally) -> int:
    """What only workers and the relay may call. How many there are."""
    theirs = [each for each in FUNCTIONS if {WORKER, RELAY} & set(each.callers) and APP not in each.callers]
    async with ground.acting(APP) as web:
        for function in theirs:
            tally.tried += 1
            if await _may_call(web, function.signature):
                tally.findings.append(
                    f"The web may call {function.signature}, which is for workers or the relay alone."
                )
    return len(theirs)


async def _may_call(web: asyncpg.Connection, signature: str) -> bool:
    """A function that is gone can't be called; the catalogue says so."""
    try:
        return bool(await web.fetchval(_MAY, signature))
    except asyncpg.UndefinedFunctionError:
        return False


async def _outbox(ground: Ground, tally: Tally) -> int:
    """Every text in the council's rows is a code. How many there are, without those that were made up."""
    number = 0
    async with ground.acting(SETUP) as setup:
        for name in _CODES_ONLY:
            codes = [column.name for column in all_tables().tables[name].c if isinstance(column.type, Text)]
            wordy = " or ".join(f"{column} !~ '{_CODE}'" for column in codes)
            theirs = f"{name} where tenant_id = $1 and id is distinct from $2"
            query = f"select count(*), count(*) filter (where {wordy}) from {theirs}"  # noqa: S608  # our own names
            made_up = ground.stand_ins.rows.get(name, {}).get("id")
            ((there, wrong),) = await setup.fetch(query, ground.target.id, made_up)
            number += there
            if wrong:
                tally.findings.append(f"{wrong} rows of {name} hold words where only codes belong.")
    tally.tried += number
    return number


async def _messages(ground: Ground, tally: Tally) -> int:
    """Of all councils: a message doesn't say whose it is, and must not."""
    async with ground.acting(OWNER) as owner:
        rows = await owner.fetch(f"select message::text from {BROKER}.queue")  # noqa: S608  # our own names
    wordy = sum(not carries_ids_only(row[0]) for row in rows)
    if wordy:
        tally.findings.append(f"{wordy} messages that wait in {BROKER}.queue carry more than ids.")
    tally.tried += len(rows)
    return len(rows)


def carries_ids_only(message: str) -> bool:
    """Whether what an actor is given is ids, and what else the message says is numbers and short names."""
    said = json.loads(message)
    if not isinstance(said, dict):
        return False
    rest = {name: value for name, value in said.items() if name not in ("args", "kwargs")}
    return _all(said.get("args"), ids=True) and _all(said.get("kwargs"), ids=True) and _all(rest, ids=False)


def _all(value: object, *, ids: bool) -> bool:
    if isinstance(value, dict):
        return all(_all(each, ids=ids) for each in value.values())
    if isinstance(value, list):
        return all(_all(each, ids=ids) for each in value)
    return not isinstance(value, str) or _is_id(value) or (not ids and _NAME.fullmatch(value) is not None)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
