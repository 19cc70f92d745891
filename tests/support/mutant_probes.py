"""Probes that a mutant of the generated policies and grants must turn red: what an attacker tries on a table.

All of them run in one transaction of the superuser, who takes the role of whoever stands there, so that a mutant is
gone when it is rolled back. Statements: `raw_sql.py`; stands and passes: `stands.py`; what may come out:
`sweeping.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

import asyncpg
from asyncpg import Connection
from sqlalchemy import Table

from commonground.platform.database.isolation import grants_of, policies_of
from commonground.platform.database.roles import DEFINER, OWNER
from commonground.platform.database.visibility import ALL
from pass_probes import Tokens
from policy_mutants import BEYOND_POLICIES
from raw_sql import Attempt, attempts
from seeding import Row
from stands import MEMBER, STANDS, Opening, Scene, Stand
from sweeping import judge

# As many as nobody owns: a constraint stopped a change of rows that are somebody else's.
ALL_ROWS = 1_000_000


class Outcome(StrEnum):
    """How a mutant was noticed."""

    ROWS = "a row was read or changed"
    REFUSED = "a legitimate use was refused"
    PROMISE = "a promise of a function is broken"
    LET_IN = "what must be refused outright was let in"
    DRIFT = "the catalogue differs from the declarations"
    ALIVE = "not noticed"


@dataclass(frozen=True)
class Red:
    """A probe that fails."""

    outcome: Outcome
    what: str


class Layer(StrEnum):
    """With which of a table's two layers of policies the attacker meets: each must hold by itself."""

    BOTH = "both"
    RESTRICTIVE = "beside a careless second policy"
    PERMISSIVE = "without the restrictive policy"
    GRANTED = "beside a careless grant"


@dataclass(frozen=True)
class Field:
    """The scene, and everything that is needed to stand in it without asking another connection."""

    scene: Scene
    counts: Mapping[str, int]
    second: Mapping[str, Row]
    """By table: a row of the own council beside the one that a return code or a draft's cookie opens."""
    stands: tuple[Stand, ...]

    def standing(self, role: str, kind: str, *, draft: bool = False) -> Stand:
        """Who holds a pass of this kind of the own council; without a kind, somebody without a pass."""
        for stand in self.stands:
            fits = stand.role == role and (stand.kind or "") == kind and stand.council in (None, "own")
            if fits and draft == ("draft" in stand.name):
                return stand
        return no_pass(role)


def stands_of(tokens: Tokens) -> tuple[Stand, ...]:
    """Everybody whose pass can be opened in a mutant's own transaction: it holds locks for which another connection,
    and so a fresh sign-in, would wait."""
    member, runs = _by_token(tokens.mine), _by_token(tokens.operator)
    found = [replace(MEMBER, open=member)]
    for stand in STANDS:
        if stand.kind == "operator":
            found.append(replace(stand, open=runs))
        elif stand.name == "no pass" or stand.kind in ("intake", "report", "job", "partner", "support"):
            found.append(stand)
    return tuple(found)


def _by_token(token: str) -> Opening:
    async def enter(connection: Connection, _scene: Scene) -> None:
        await connection.fetch("select * from identity.open_session($1, true)", token)

    return enter


def no_pass(role: str) -> Stand:
    return Stand("no pass", role, _nothing)


async def _nothing(_connection: Connection, _scene: Scene) -> None:
    return None


@asynccontextmanager
async def put_back(connection: Connection) -> AsyncIterator[None]:
    """Whatever is done within is undone, the role and the pass too."""
    await connection.execute("savepoint here")
    try:
        yield
    finally:
        await connection.execute("rollback to here; release here")


@asynccontextmanager
async def as_stand(connection: Connection, field_: Field, stand: Stand, *first: str) -> AsyncIterator[None]:
    """In this stand's role and with its pass; `first` is done by the superuser."""
    async with put_back(connection):
        for statement in first:
            await connection.execute(statement)
        await connection.execute(f"set local session authorization {stand.role}")
        await stand.open(connection, field_.scene)
        yield


async def said_to(connection: Connection, sql: str) -> tuple[str, int, asyncpg.PostgresError | None]:
    """What comes back, how many rows were touched, and the error."""
    await connection.execute("savepoint attempt")
    try:
        statement = await connection.prepare(sql)
        rows = await statement.fetch()
        count = statement.get_statusmsg().rpartition(" ")[2]
    except asyncpg.PostgresError as error:
        await connection.execute("rollback to attempt")
        return str(error.as_dict()), 0, error
    await connection.execute("rollback to attempt")
    return str(rows), int(count) if count.isdigit() else 0, None


# --- what an attacker tries ----------------------------------------------------------------------------------------


async def attacked(connection: Connection, here: Field, stand: Stand, table: Table, layer: Layer) -> Red | None:
    """Every statement on this table from this stand, with one layer of its policies or both."""
    rules = judge(stand, here.scene, here.counts)
    async with as_stand(connection, here, stand, *await _left_with(connection, table, stand, layer)):
        for attempt in _statements(table, here.scene.database.name, here):
            said, touched, error = await said_to(connection, attempt.sql)
            # A row that meets a constraint has passed the policies: they are asked first.
            if isinstance(error, asyncpg.IntegrityConstraintViolationError):
                touched = ALL_ROWS if "taken over" in attempt.what else 1
            if not attempt.aimed and attempt.sql.startswith(("select", "with")):
                touched = 0
            for fault in rules.faults(attempt, said, touched):
                return Red(Outcome.ROWS, f"{stand}, {layer}: {fault}")
    return None


_KEPT: dict[tuple[str, str], list[Attempt]] = {}


def _statements(table: Table, database: str, here: Field) -> list[Attempt]:
    key = (database, table.fullname)
    if key not in _KEPT:
        found = attempts(table, here.scene, definitions=False)
        _KEPT[key] = [each for each in found if not each.copy and not each.what.startswith("statistics")]
    return _KEPT[key]


async def _left_with(connection: Connection, table: Table, stand: Stand, layer: Layer) -> list[str]:
    """What the superuser does first, so that one layer stands alone. Rights stand open then, or they would hide it."""
    name = table.fullname
    first = [] if layer is Layer.BOTH else rights_opened(table, stand.role)
    if layer is Layer.RESTRICTIVE:
        first.append(f"create policy careless on {name} to {stand.role} using (true) with check (true)")
    if layer is Layer.PERMISSIVE:
        query = "select polname from pg_policy where polrelid = $1::text::regclass and not polpermissive"
        first += [f"drop policy {row[0]} on {name}" for row in await connection.fetch(query, name)]
    return first


def rights_opened(table: Table, role: str) -> list[str]:
    return [
        f"grant usage on schema {table.schema} to {role}",
        f"grant select, insert, update, delete on {table.fullname} to {role}",
    ]


def layers(table: Table, stand: Stand) -> Iterator[Layer]:
    """The layers that this stand can be set against: a careless policy shows a council's own rows to its public."""
    yield Layer.BOTH
    if any(policy.restrictive and stand.role in policy.roles for policy in policies_of(table)):
        if stand.kind in ("session", "job"):
            yield Layer.RESTRICTIVE
        yield Layer.PERMISSIVE
    elif stand.kind is None:
        yield Layer.GRANTED


async def owner_reaches(connection: Connection, table: Table) -> Red | None:
    """The tables' owner has no policy of its own: with row security forced, it does what the definer may (of which it
    is a member, to make the functions) and nothing else."""
    name, last = table.fullname, list(table.c)[-1].name
    shared = {policy.verb for policy in policies_of(table) if policy.roles == (DEFINER,)}
    statements = {"SELECT": f"select from {name}", "UPDATE": f"update {name} set {last} = {last}",
                  "DELETE": f"delete from {name}",
                  "INSERT": f"insert into {name} select * from {name} limit 1"}  # fmt: skip
    async with put_back(connection):
        await connection.execute(f"set local session authorization {OWNER}")
        for verb in statements.keys() - shared:
            said, touched, error = await said_to(connection, statements[verb])
            if touched or isinstance(error, asyncpg.IntegrityConstraintViolationError):
                return Red(Outcome.ROWS, f"the owner could {verb} on {name}: {said[:80]}")
    return None


async def let_in(connection: Connection, here: Field, role: str, table: Table) -> Red | None:
    """A verb that nobody declared for this role is refused before any policy is asked, and though the schema is open;
    so is a column that is not among those it may change."""
    grants = [grant for grant in grants_of(table) if grant.role == role]
    declared = {verb for grant in grants for verb in grant.verbs}
    narrow = {column for grant in grants for column in grant.columns}
    undeclared = [_empty(verb, table) for verb in (*ALL, *BEYOND_POLICIES) if verb not in declared]
    if narrow:
        undeclared.remove(_empty("UPDATE", table))
        undeclared += [_empty("UPDATE", table, column.name) for column in table.c if column.name not in narrow]
    async with as_stand(connection, here, no_pass(role), f"grant usage on schema {table.schema} to {role}"):
        for sql in undeclared:
            said, _, error = await said_to(connection, sql)
            if error is None or "permission denied" not in said:
                return Red(Outcome.LET_IN, f"{role} may {sql}")
    return None


def _empty(verb: str, table: Table, column: str = "") -> str:
    """A statement that needs the right to `verb` and no other, and does nothing."""
    name, last = table.fullname, column or list(table.c)[-1].name
    return {
        "SELECT": f"select from {name} where false",
        "INSERT": f"insert into {name} default values",
        "UPDATE": f"update {name} set {last} = default where false",
        "DELETE": f"delete from {name} where false",
        "TRUNCATE": f"truncate {name}",
        "TRIGGER": f"create trigger spy before update on {name} for each row"
                   " execute function suppress_redundant_updates_trigger()",
        "REFERENCES": f"create temp table spy (a uuid references {name})",
    }[verb]  # fmt: skip
