"""Runs raw SQL from a stand and judges what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from uuid import UUID

import asyncpg
from asyncpg import Connection
from sqlalchemy import Table

from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.base import visibility_of
from commonground.platform.database.roles import RELAY
from commonground.platform.database.visibility import Isolated, System, Verb
from councils import TestCouncil, canary
from raw_sql import Attempt, attempts, targets
from seeding import counts, fingerprint
from stands import Scene, Stand, standing


@dataclass
class Tally:
    """What a sweep saw: how much was tried, how much of that was refused outright, and what must not have happened."""

    tried: int = 0
    refused: int = 0
    leaks: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.tried += other.tried
        self.refused += other.refused
        self.leaks += other.leaks

    def __str__(self) -> str:
        return f"{self.tried} attempts, {self.refused} refused outright, {len(self.leaks)} leaks"


# What a return code opens.
OPENED = frozenset({"tenants.reports", "tenants.report_messages"})
# A lock makes others wait and shows nothing; whoever may change rows of a table may lock it.
HARMLESS = frozenset({"locked"})


@dataclass(frozen=True)
class Judge:
    """What a stand may not bring about. `marks` must not come out, `own_rows` says how many rows of each table it may
    touch, into `open_to` it may put rows of its own, and of `opened` it may read the one row that it opened."""

    marks: frozenset[str]
    own_rows: Mapping[str, int]
    open_to: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()

    def may_add(self, attempt: Attempt) -> bool:
        return attempt.table in self.open_to and attempt.what.startswith("insert")

    def faults(self, attempt: Attempt, said: str, touched: int) -> Iterator[str]:
        allowed = 0 if attempt.aimed else self.own_rows.get(attempt.table, 0)
        if attempt.table in self.opened and attempt.what in ("aimed select", "aimed exists"):
            allowed = 1
        if touched > allowed and attempt.what not in HARMLESS and not self.may_add(attempt):
            yield f"{attempt.what} on {attempt.table} touched {touched} rows"
        for mark in self.marks:
            if mark in said and mark not in attempt.sql:  # what they said themselves may be said back
                yield f"{attempt.what} on {attempt.table} showed {mark}"


def judge(stand: Stand, scene: Scene, own_counts: Mapping[str, int]) -> Judge:
    """The rules for `stand`; `own_counts` is how many rows of the attacker's own council each table holds."""
    own, other = scene.seeded[scene.own.slug].marks, scene.seeded[scene.other.slug].marks | {str(scene.other.id)}
    if stand.kind == "partner":  # their own row of each of these, and no other id of their own council
        mine = dict.fromkeys(("council.staff", "council.notifications", "council.notice_choices", "council.drafts"), 1)
        return Judge((own | other) - {canary(scene.own.slug)}, mine, _open_to("partner"))
    if stand.kind == "support":  # the own council's teams and people, of whom none is a partner's; they touch nothing
        return Judge((own | other) - visited_marks(scene), {})
    if stand.kind in ("session", "job"):
        return Judge(other, own_counts, frozenset())
    if stand.kind == "report":
        council = scene.own if stand.council == "own" else scene.other
        opened = OPENED if council is scene.other else frozenset()
        marks = (own | other) - opened_marks(scene, council)
        return Judge(marks, dict.fromkeys(own_counts, 1), _open_to("report"), opened)
    if stand.kind == "intake":
        return Judge(own | other, {"tenants.report_drafts": 1}, _open_to("intake"))
    return Judge(own | other, {})


def opened_marks(scene: Scene, council: TestCouncil) -> frozenset[str]:
    """What a return code shows: the report and its messages, so the council's canary too."""
    rows = [scene.row(council, table) for table in OPENED]
    ids = {str(value) for row in rows for value in row.values() if isinstance(value, UUID)}
    return frozenset(ids | {canary(council.slug), str(council.id)})


def visited_marks(scene: Scene) -> frozenset[str]:
    """What a visit for support shows: teams and who is in them. The seeded member of staff is a partner's person."""
    rows = [scene.row(scene.own, table) for table in ("council.teams", "council.team_members")]
    ids = {str(value) for row in rows for value in row.values() if isinstance(value, UUID)}
    return frozenset(ids | {canary(scene.own.slug)})


def _open_to(kind: str) -> frozenset[str]:
    """Tables into which a public pass of this kind may put rows."""
    found: set[str] = set()
    for table in targets():
        declared = visibility_of(table)
        arms = declared.public if isinstance(declared, Isolated | System) else ()
        if any(arm.kind == kind and arm.verb is Verb.INSERT for arm in arms):
            found.add(table.fullname)
    return frozenset(found)


def targets_of(stand: Stand) -> list[Table]:
    """The relay's own table is open to it by declaration: ids of all councils, and nothing else."""
    return [t for t in targets() if not (stand.role == RELAY and t.fullname == "system.outbox")]


async def sweep(stand: Stand, scene: Scene, *, definitions: bool = True) -> Tally:
    """Run every attempt from `stand`, in one transaction that is committed at the end. A council whose rows are not
    the same afterwards is a leak too."""
    async with acting_as_setup(scene.database.owner_url) as setup:
        rules = judge(stand, scene, await counts(setup, scene.own.id))
    tally = Tally()
    async with standing(stand, scene) as connection, unchanged(stand, scene, tally):
        for table in targets_of(stand):
            for attempt in attempts(table, scene, definitions=definitions):
                await _try(connection, stand, attempt, rules, tally)
        await connection.execute("commit")
    return tally


@asynccontextmanager
async def unchanged(stand: Stand, scene: Scene, tally: Tally) -> AsyncIterator[None]:
    """Compare every row of the other council before and after; of one's own too, for who stands for nobody."""
    watched = (scene.other,) if stand.council == "own" else (scene.own, scene.other)
    before = await _rows_of(scene, watched)
    yield
    after = await _rows_of(scene, watched)
    tally.leaks += [f"{stand}: {place} is not as it was" for place in before if before[place] != after[place]]


async def _rows_of(scene: Scene, councils: tuple[TestCouncil, ...]) -> dict[str, str]:
    async with acting_as_setup(scene.database.owner_url) as setup:
        found = {council.slug: await fingerprint(setup, council.id) for council in councils}
    return {f"{table} of {slug}": digest for slug, tables in found.items() for table, digest in tables.items()}


async def _try(connection: Connection, stand: Stand, attempt: Attempt, rules: Judge, tally: Tally) -> None:
    tally.tried += 1
    await connection.execute("savepoint attempt")
    try:
        said, touched = await _run(connection, attempt)
    except asyncpg.PostgresError as error:
        tally.refused += 1
        said, touched = str(error.as_dict()), 0
        await connection.execute("rollback to attempt")
    else:
        # What was aimed at the other council is kept: the comparison of its rows at the end shows whether it worked.
        keep = attempt.aimed and not rules.may_add(attempt)
        await connection.execute("release attempt" if keep else "rollback to attempt")
    tally.leaks += [f"{stand}: {fault}" for fault in rules.faults(attempt, said, touched)]


async def _run(connection: Connection, attempt: Attempt) -> tuple[str, int]:
    if attempt.copy:
        return await _copy(connection, attempt), 0
    statement = await connection.prepare(attempt.sql)
    rows = await statement.fetch()
    count = statement.get_statusmsg().rpartition(" ")[2]
    reads_all = not attempt.aimed and attempt.sql.startswith(("select", "with"))  # judged by what comes out
    return str(rows), int(count) if count.isdigit() and not reads_all else 0


async def _copy(connection: Connection, attempt: Attempt) -> str:
    out = BytesIO()
    if attempt.what == "copy query":
        await connection.copy_from_query(attempt.sql, output=out)
    else:
        schema, _, table = attempt.table.partition(".")
        await connection.copy_from_table(table, schema_name=schema, output=out)
    return out.getvalue().decode()
