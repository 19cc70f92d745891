"""Judges mutants of the isolation: each is put into a copy of the database, must be noticed, and is taken out again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from asyncpg import Connection
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Table, create_engine, insert
from sqlalchemy.pool import NullPool

from commonground.infra.migrations.metadata import all_tables
from commonground.platform.councils.onboard import acting_as_setup
from commonground.platform.database.addresses import sync_url
from commonground.platform.database.catalogue.facts import Fact
from commonground.platform.database.catalogue.live import live_facts
from commonground.platform.database.functions import FUNCTIONS
from commonground.platform.database.isolation import SCHEMA_USERS
from commonground.platform.database.roles import DEFINER, LOGIN, LOGINS, RELAY
from councils import sign_in_as
from function_mutants import function_mutants, originals
from mutant_needs import red
from mutant_probes import Field, Outcome, Red, as_stand, no_pass, stands_of
from mutants_across import reached_across
from pass_probes import OPERATORS, Hand, Tokens, kept
from policy_mutants import EVERYBODY, Mutant, Sort, mutants
from promises import PROMISES
from raw_sql import fresh
from seeding import Row, counts
from stands import OPERATOR, Scene

TEXTS = (Sort.FUNCTION, Sort.MAC)


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant."""

    mutant: Mutant
    outcome: Outcome
    what: str

    def __str__(self) -> str:
        return f"{self.mutant}: {self.outcome} ({self.what})"


def every_mutant() -> list[Mutant]:
    return [*mutants(), *function_mutants()]


def sample(most: int, seed: int) -> list[Mutant]:
    """`most` mutants, each sort among them; always the same ones for the same seed."""
    dice = random.Random(seed)
    by_sort: dict[Sort, list[Mutant]] = {}
    for mutant in every_mutant():
        by_sort.setdefault(mutant.sort, []).append(mutant)
    for group in by_sort.values():
        dice.shuffle(group)
    found: list[Mutant] = []
    while len(found) < most and any(by_sort.values()):
        found += [group.pop() for group in by_sort.values() if group]
    return found[:most]


@dataclass
class Ground:
    """Where mutants are tried: two connections of the superuser to one copy, and everything that the probes need."""

    here: Field
    hand: Hand
    connection: Connection
    looking: SyncConnection
    declared: frozenset[Fact]

    async def verdict(self, mutant: Mutant) -> Verdict:
        found = await self._noticed(mutant)
        return Verdict(mutant, found.outcome, found.what)

    async def green(self, table: Table) -> list[Red]:
        """What is red although nothing is weakened: nothing, or no verdict means anything."""
        async with self._weakened(()):
            return [each async for each in red(self.connection, self.here, table) if each]

    async def promises(self) -> list[Red]:
        async with self._weakened(()):
            return [each for each in [await self._broken_promise()] if each]

    async def _noticed(self, mutant: Mutant) -> Red:
        async with self._weakened(mutant.sql):
            found = await self._by_behaviour(mutant)
        if found is None and mutant.sort in TEXTS:
            found = await self.across(mutant.sql)
        return found or self._by_catalogue(mutant) or Red(Outcome.ALIVE, "")

    @asynccontextmanager
    async def _weakened(self, sql: Sequence[str]) -> AsyncIterator[None]:
        await self.connection.execute("begin")
        try:
            for statement in sql:
                await self.connection.execute(statement)
            yield
        finally:
            await self.connection.execute("rollback")

    async def _by_behaviour(self, mutant: Mutant) -> Red | None:
        if mutant.sort in (Sort.MAY_CALL, Sort.SCHEMA):
            found = await (self._may_enter if mutant.sort is Sort.SCHEMA else self._may_call)(mutant)
            if found:
                return found
        table = all_tables().tables.get(mutant.about)
        if table is not None and mutant.role != DEFINER:
            for role in (LOGIN, RELAY) if mutant.role == EVERYBODY else (mutant.role,):
                async for each in red(self.connection, self.here, table, role):
                    if each:
                        return each
        # What a condition of a policy says, a function's promise says too.
        promised = (*TEXTS, Sort.MAY_NOT_CALL, Sort.NO_CONDITION)
        concerns_functions = mutant.sort in promised or mutant.role in ("", DEFINER)
        return await self._broken_promise() if concerns_functions else None

    async def _broken_promise(self) -> Red | None:
        for promise in PROMISES:
            broken = await kept(self.hand, promise)
            if broken:
                return Red(Outcome.PROMISE, broken)
        return None

    async def _may_call(self, mutant: Mutant) -> Red | None:
        """A function that is not theirs refuses before it looks at anything, and though the schema is open."""
        for function in FUNCTIONS:
            if function.signature == mutant.about:
                roles = [r for r in LOGINS if r not in function.callers] if mutant.role == EVERYBODY else [mutant.role]
                name, _, rest = function.signature.partition("(")
                given = ", ".join(f"null::{kind}" for kind in rest.rstrip(")").split(", ") if kind)
                opened = f"grant usage on schema {function.schema} to {roles[0]}"
                said, error = await self._asked(roles[0], f"select {name}({given})", opened)
                if error is None or "permission denied for function" not in said:
                    return Red(Outcome.LET_IN, f"{roles[0]} may call {name}")
        return None

    async def _may_enter(self, mutant: Mutant) -> Red | None:
        """Whoever has no business in a schema is not told whether a table in it is there."""
        users = SCHEMA_USERS[mutant.about]
        role = next(r for r in LOGINS if r not in users) if mutant.role == EVERYBODY else mutant.role
        said, _ = await self._asked(role, f"select from {mutant.about}.nothing_of_this_name")
        return None if "permission denied" in said else Red(Outcome.LET_IN, f"{role} may look into {mutant.about}")

    async def _asked(self, role: str, sql: str, *first: str) -> tuple[str, asyncpg.PostgresError | None]:
        async with as_stand(self.connection, self.here, no_pass(role), *first):
            try:
                return await self.connection.execute(sql), None
            except asyncpg.PostgresError as error:
                return str(error.as_dict()), error

    async def across(self, sql: Sequence[str] = ()) -> Red | None:
        """What takes two connections or two transactions is tried with the mutant committed."""
        for statement in sql:
            await self.connection.execute(statement)
        try:
            return await reached_across(self.here.scene)
        finally:
            for statement in originals():
                await self.connection.execute(statement)

    def _by_catalogue(self, mutant: Mutant) -> Red | None:
        """What `commonground check database` says. It compares with the declarations; that the copy was equal to them
        before the mutant came is asserted once, so comparing with the copy is the same and far quicker."""
        with self.looking.begin() as transaction:
            for statement in mutant.sql:
                self.looking.exec_driver_sql(statement.replace("%", "%%"))
            found = frozenset(live_facts(self.looking)) ^ self.declared
            transaction.rollback()
        return Red(Outcome.DRIFT, str(min(found))) if found else None


@asynccontextmanager
async def ground(scene: Scene) -> AsyncIterator[Ground]:
    """Everything that the probes need, in the scene's own database."""
    here, tokens = await _prepared(scene)
    # A mutant may go round in a circle: that is noticed too.
    ending = {"statement_timeout": "30s"}
    connection = await asyncpg.connect(scene.database.owner_url, statement_cache_size=0, server_settings=ending)
    engine = create_engine(sync_url(scene.database.owner_url), poolclass=NullPool)
    try:
        with engine.connect() as looking:
            declared = frozenset(live_facts(looking))
            looking.rollback()
            made = Ground(here, Hand(connection, scene, tokens), connection, looking, declared)
            # Also teaches the connection every type: it asks for one that it meets first among shadows of `=`.
            broken = await made.promises()
            assert broken == [], broken
            yield made
    finally:
        engine.dispose()
        await connection.close()


async def _prepared(scene: Scene) -> tuple[Field, Tokens]:
    second = await _second_rows(scene)
    operator = await sign_in_as(scene.database, "operator", OPERATORS, OPERATOR)
    mine, again = [await scene.world.token(scene.own, "screener") for _ in range(2)]
    tokens = Tokens(mine, again, await scene.world.token(scene.other, "screener"), operator)
    async with acting_as_setup(scene.database.owner_url) as setup:
        own = await counts(setup, scene.own.id)
    return Field(scene, own, second, stands_of(tokens)), tokens


async def _second_rows(scene: Scene) -> dict[str, Row]:
    """A second report of the own council, its message, and something unread for whoever signs in."""
    found: dict[str, Row] = {}
    async with acting_as_setup(scene.database.owner_url) as setup:
        for name, changed in (
            ("tenants.referrals", {"reference": "second"}),
            ("tenants.reports", {"code_hash": b"second"}),
            ("tenants.report_messages", {}),
            ("council.notifications", {"staff_id": scene.own.people["screener"].staff_id}),
        ):
            table = all_tables().tables[name]
            row = fresh(scene.row(scene.own, name), table) | changed
            if name == "tenants.reports":
                row["referral_id"] = found["tenants.referrals"]["id"]
            if name == "tenants.report_messages":
                row["report_id"] = found["tenants.reports"]["id"]
            await setup.execute(insert(table), row)
            found[name] = row
    return found


def tally(verdicts: Sequence[Verdict]) -> Counter[Outcome]:
    return Counter(verdict.outcome for verdict in verdicts)
