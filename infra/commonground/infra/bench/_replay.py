"""The bare side of saving: a Litestar handler that writes the same rows through asyncpg in one transaction; no pass, no
rules, no masking, no form, no row policies.

The rows are those that a real save left behind; each time they are written again under new ids."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from litestar import Litestar, Response, post
from litestar.datastructures import State
from litestar.params import FromPath

from commonground.infra.processes.watch import end_with_the_parent
from commonground.platform.ids import uuid7
from commonground.platform.references import ReferenceKind, new_reference

SAVES = "BENCHMARK_SAVES"


@dataclass(frozen=True)
class Kept:
    """One table's rows of a save: which ones, in words of SQL. `again` updates them instead of adding copies."""

    table: str
    where: str
    again: bool = False


@dataclass(frozen=True)
class Save:
    name: str
    kept: tuple[Kept, ...]

    def written(self) -> list[Any]:
        return [self.name, [[kept.table, kept.where, kept.again] for kept in self.kept]]


def written(url: str, saves: Sequence[Save]) -> str:
    """For the environment of the bare server."""
    return json.dumps([url, [save.written() for save in saves]])


class Statement:
    """One row to write, and its statement. Ids that the save itself made are new each time."""

    def __init__(self, kept: Kept, row: asyncpg.Record) -> None:
        self.row = dict(row)
        names = list(self.row)
        places = [f"${number}" for number in range(1, len(names) + 1)]
        if kept.again:
            sets = ", ".join(f"{name} = {place}" for name, place in zip(names, places, strict=True))
            key = f"tenant_id = {places[names.index('tenant_id')]} and id = {places[names.index('id')]}"
            self.sql = f"update {kept.table} set {sets} where {key}"  # noqa: S608  # names from the catalogue
        else:
            self.sql = f"insert into {kept.table} ({', '.join(names)}) values ({', '.join(places)})"  # noqa: S608  # names of our own

        self.adds = not kept.again

    def values(self, made: dict[UUID, UUID]) -> list[object]:
        return [_fresh(name, value, made) if self.adds else value for name, value in self.row.items()]


def _fresh(name: str, value: object, made: dict[UUID, UUID]) -> object:
    """What the save would have made itself is new; the rest is as it was."""
    if isinstance(value, UUID) and value in made:
        return made[value]
    if name == "reference":
        return new_reference(ReferenceKind.REFERRAL)
    return secrets.token_bytes(32) if name.endswith("_hash") else value


async def read(pool: asyncpg.Pool, kept: Sequence[Kept]) -> list[Statement]:
    found = []
    for each in kept:
        rows = await pool.fetch(f"select * from {each.table} where {each.where}")  # noqa: S608  # the benchmark's words
        if not rows:
            raise RuntimeError(f"the save left nothing in {each.table}")
        found += [Statement(each, row) for row in rows]
    return found


def own_ids(statements: Sequence[Statement]) -> set[UUID]:
    """Ids of rows that are added: each save makes them anew."""
    return {each.row["id"] for each in statements if each.adds and "id" in each.row}


@post("/{save:str}", status_code=303)
async def write(state: State, save: FromPath[str]) -> Response[bytes]:
    statements: list[Statement] = state["saves"][save]
    made = {old: uuid7() for old in state["ids"][save]}
    async with state["pool"].acquire() as connection, connection.transaction():
        for each in statements:
            await connection.execute(each.sql, *each.values(made))
    return Response(b"", status_code=303, headers={"Location": "/"})


@asynccontextmanager
async def _ready(app: Litestar) -> AsyncIterator[None]:
    url, saves = json.loads(os.environ[SAVES])
    async with asyncpg.create_pool(url, min_size=2, max_size=4) as pool:
        app.state["pool"] = pool
        app.state["saves"] = {name: await read(pool, [Kept(*each) for each in kept]) for name, kept in saves}
        app.state["ids"] = {name: own_ids(found) for name, found in app.state["saves"].items()}
        yield


def create_app() -> Litestar:
    end_with_the_parent()
    return Litestar(route_handlers=[write], lifespan=[_ready], openapi_config=None)
